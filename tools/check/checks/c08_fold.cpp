// C8, fold: a folded view has one row for each stream with events, with the balance at its checkpoint; an appended one has
// one row for each movement up to it; checkpoints never go back.

#include "tools/check/checks/c08_fold.hpp"

#include <algorithm>

namespace hapax::check {

std::optional<std::string> Fold::view(const Line& line, std::uint32_t at) {
    const std::string_view shape = line.text(Field::shape);
    if (views_.size() == views_max) return "more than " + std::to_string(views_max) + " views";
    if (shape != "folded" && shape != "appended") return "a view is folded or appended";
    View view;
    view.name = hash_of(line.text(Field::view));
    view.position = static_cast<std::uint64_t>(line.number(Field::position));
    view.stream_type = line.has(Field::stream) ? hash_of(line.text(Field::stream)) : 0;
    view.line = at;
    view.appended = shape == "appended";
    has_appended_ = has_appended_ || view.appended;
    views_.push_back(std::move(view));
    return std::nullopt;
}

void Fold::position(Evidence& evidence, std::string_view who, std::int64_t position, std::uint32_t at) {
    if (!who.starts_with("view:")) return;
    Checkpoint& last = checkpoints_[checkpoints_.find_or_add(hash_of(who)).first];
    if (position != 0 && position < last.position) {  // 0: it is built anew
        evidence.findings.add(Check::fold, "the checkpoint of a view went back", {last.line, at});
    }
    last.position = position;
    last.line = at;
}

void Fold::record(const Evidence& evidence, std::uint64_t position) {
    if (has_appended_ && position == places_.size()) {  // else positions are not dense, and C7 says so
        places_.push_back(static_cast<std::uint32_t>(amounts_.size()));
        amounts_.insert(amounts_.end(), evidence.amounts.begin(), evidence.amounts.end());
    }
    for (View& view : views_) {
        if (view.appended || view.position != position || position == evidence.journal_end) continue;
        for (std::uint32_t stream = 0; stream < evidence.streams.size(); ++stream) {
            view.balances.push_back(evidence.streams[stream].balance);
            view.versions.push_back(evidence.streams[stream].version);
        }
    }
}

std::optional<std::string> Fold::row(Evidence& evidence, const Line& line, std::uint32_t at) {
    ++rows_;
    const auto view = std::ranges::find(views_, hash_of(line.text(Field::view)), &View::name);
    if (view == views_.end()) return "a row of a view that has no line 'view'";
    if (!view->appended) {
        folded_row(evidence, *view, line, at);
    } else {
        if (!line.has(Field::op) || !line.has(Field::position)) return "an appended row needs 'op' and 'position'";
        appended_row(evidence, *view, line, at);
    }
    return std::nullopt;
}

void Fold::folded_row(Evidence& evidence, View& view, const Line& line, std::uint32_t at) {
    const auto found = evidence.streams.find(hash_of(line.text(Field::key)));
    const bool live = view.position == evidence.journal_end;
    const std::uint32_t stream = found.value_or(0);
    const bool known = found && (live || stream < view.versions.size());
    const std::uint32_t version = !known ? 0 : live ? evidence.streams[stream].version : view.versions[stream];
    if (version == 0) {
        evidence.findings.add(Check::fold, "a row of a stream that has no events", {view.line, at});
        return;
    }
    if (view.shown.size() <= stream) view.shown.resize(evidence.streams.size());
    if (view.shown[stream]) evidence.findings.add(Check::fold, "two rows of one stream", {view.line, at});
    view.shown[stream] = true;
    const std::int64_t balance = live ? evidence.streams[stream].balance : view.balances[stream];
    if (line.number_or(Field::balance, balance) == balance) return;
    evidence.findings.add(Check::fold, "a row shows another balance than the journal's " + std::to_string(balance),
                          {view.line, evidence.streams[stream].record_line, at});
}

void Fold::appended_row(Evidence& evidence, View& view, const Line& line, std::uint32_t at) {
    const auto position = static_cast<std::uint64_t>(line.number(Field::position));
    const Operation* operation = evidence.find_operation(line);
    const bool known = operation != nullptr && operation->has_record && operation->position == position;
    const std::size_t place = known ? place_of(position, line.number_or(Field::index, 0)) : amounts_.size();
    if (place == amounts_.size() || position > view.position) {
        evidence.findings.add(Check::fold, "a row of a movement that the journal does not have there", {view.line, at});
        return;
    }
    if (view.shown.size() <= place) view.shown.resize(amounts_.size());
    if (view.shown[place]) {
        evidence.findings.add(Check::fold, "two rows of one movement", {operation->record_line, at});
    }
    view.shown[place] = true;
    if (line.number_or(Field::value, amounts_[place]) == amounts_[place]) return;
    evidence.findings.add(Check::fold, "a row shows another amount than the journal", {operation->record_line, at});
}

// Of an event with an amount; amounts_.size() when there is none.
std::size_t Fold::place_of(std::uint64_t position, std::int64_t index) const {
    if (position >= places_.size()) return amounts_.size();
    const std::size_t end = position + 1 < places_.size() ? places_[position + 1] : amounts_.size();
    const std::size_t place = places_[position] + static_cast<std::size_t>(index);
    return place < end && amounts_[place] != no_amount ? place : amounts_.size();
}

void Fold::movement_read(const Operation& operation, std::int64_t value, std::uint32_t at) {
    movements_.push_back({operation.id, value, at});
}

void Fold::finish(Evidence& evidence) {
    for (const View& view : views_) {
        if (view.appended) {
            finish_appended(evidence, view);
        } else {
            finish_folded(evidence, view);
        }
    }
    for (const Movement& movement : movements_) {
        const Operation& operation = evidence.operations[*evidence.operations.find(movement.id)];
        if (!operation.applied || operation.payload.value == movement.value) continue;
        evidence.findings.add(Check::fold, "a read showed another amount than the journal has",
                              {movement.line, operation.record_line});
    }
}

void Fold::finish_folded(Evidence& evidence, const View& view) {
    const bool live = view.position == evidence.journal_end;
    const auto streams = live ? evidence.streams.size() : static_cast<std::uint32_t>(view.versions.size());
    for (std::uint32_t stream = 0; stream < streams; ++stream) {
        const std::uint32_t version = live ? evidence.streams[stream].version : view.versions[stream];
        const bool covered = view.stream_type == 0 || view.stream_type == evidence.streams[stream].type;
        if (version == 0 || !covered || (stream < view.shown.size() && view.shown[stream])) continue;
        evidence.findings.add(Check::fold, "a stream has no row", {view.line, evidence.streams[stream].record_line});
    }
}

void Fold::finish_appended(Evidence& evidence, const View& view) {
    for (std::size_t position = 1; position < places_.size() && position <= view.position; ++position) {
        const std::size_t end = position + 1 < places_.size() ? places_[position + 1] : amounts_.size();
        for (std::size_t place = places_[position]; place < end; ++place) {
            if (amounts_[place] == no_amount || (place < view.shown.size() && view.shown[place])) continue;
            evidence.findings.add(Check::fold, "the movement at position " + std::to_string(position) + " has no row",
                                  {view.line});
        }
    }
}

}  // namespace hapax::check
