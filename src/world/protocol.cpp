#include "world/protocol.hpp"

#include <algorithm>
#include <utility>

namespace hapax::world {

// ---- the rules

// The rule of the model for this operation as it is; then it moves.
bool Protocol::take(Step step, const OperationKey& key) {
    const Rule& rule = rule_of(step);
    Known& known = operations_[key];
    const bool allowed = rule.allows(known.fate);
    require(allowed, step, &key, text(known.fate).data());
    if (rule.moves) known.fate = rule.to;
    return allowed;
}

void Protocol::require(bool holds, Step step, const OperationKey* key, const char* why) {
    ++steps_;
    if (holds || !broken_) return;
    std::string what = "the model does not allow this step: ";
    what += rule_of(step).name;
    if (key != nullptr) what += " of operation " + key->id.value.text();
    what.append(": ").append(why);
    std::exchange(broken_, {})(std::move(what));
}

// ---- the edge

void Protocol::submitted(std::uint64_t token, const OperationKey& key, const Fingerprint& payload) {
    take(Step::submit, key);
    Known& known = operations_[key];
    known.asked_in = life_;
    if (std::ranges::find(known.payloads, payload) == known.payloads.end()) known.payloads.push_back(payload);
    waiters_[token] = {key, payload, known.fate == Fate::durable};
}

void Protocol::inquired(std::uint64_t token, const OperationKey& key) {
    waiters_[token] = {key, std::nullopt, operations_[key].fate == Fate::durable};
}

// His verdict may be on its way, so he stays known.
void Protocol::gave_up(std::uint64_t token) {
    if (const auto waiter = waiters_.find(token); waiter != waiters_.end()) take(Step::give_up, waiter->second.key);
}

void Protocol::told(std::uint64_t token, const Verdict& verdict) {
    const auto waiter = waiters_.find(token);
    require(waiter != waiters_.end(), Step::finish, nullptr, "nobody waits, or he was told already");
    if (waiter == waiters_.end()) return;
    const Asked asked = waiter->second;
    waiters_.erase(waiter);
    if (const auto* finished = std::get_if<Finished>(&verdict)) {
        const bool accomplished = finished->record->commit.outcome == Outcome::accomplished;
        told_finished(asked, finished->record, accomplished);
    } else if (std::holds_alternative<StillRunning>(verdict)) {
        take(Step::still_running, asked.key);
    } else if (const auto* refused = std::get_if<Refused>(&verdict)) {
        told_refused(asked, *refused);
    } else if (const auto* document = std::get_if<StatusDocument>(&verdict)) {
        told_status(asked, *document);
    } else {
        require(!asked.durable_then, Step::find_nothing, &asked.key, "it is durable, and nobody is to know it");
    }
}

void Protocol::told_finished(const Asked& asked, const std::shared_ptr<const StoredCommit>& record, bool completed) {
    const OperationKey& key = asked.key;
    if (!take(Step::finish, key)) return;
    Known& known = operations_[key];
    require(record->commit.operation == key, Step::finish, &key, "the answer is another operation's");
    require(record->position == known.position, Step::finish, &key, "its record lies elsewhere");
    require(record->position <= durable_, Step::finish, &key, "its record is not durable");
    const bool his = !asked.payload || *asked.payload == record->commit.fingerprint;
    require(his, Step::finish, &key, "the answer is another payload's");
    const bool same =
        !known.told || (known.told->commit.reply == record->commit.reply &&
                        known.told->commit.outcome == record->commit.outcome && known.told->version == record->version);
    require(same, Step::finish, &key, "another answer was given before");
    known.told = record;
    if (!completed) return;
    require(record->position <= completed_through_, Step::finish, &key, "a required view does not show it");
    told_completed_ = std::max(told_completed_, record->position);
}

void Protocol::told_refused(const Asked& asked, const Refused& refused) {
    const Fate fate = operations_[asked.key].fate;
    const bool lies = refused.applied_false && asked.durable_then;
    require(!lies, Step::submit, &asked.key, "it is said not to be applied, and it was when he asked");
    if (refused.code != operation_errc::payload_mismatch) return;
    require(another_payload(asked), Step::refuse_running, &asked.key, "no other payload was ever sent");
    if (fate == Fate::unknown) return;
    take(fate == Fate::durable ? Step::refuse_stored : Step::refuse_running, asked.key);
}

void Protocol::told_status(const Asked& asked, const StatusDocument& document) {
    if (document.state == OperationState::accepted || document.state == OperationState::executing) return;
    if (terminal(document.state)) {
        told_finished(asked, document.record, document.state == OperationState::completed);
    } else {
        take(Step::still_running, asked.key);
    }
}

// Under this id, whoever sent it: an id of nobody belongs to nobody else (engine/judgement.cpp).
bool Protocol::another_payload(const Asked& asked) const {
    for (auto at = operations_.lower_bound({asked.key.id, {}}); at != operations_.end(); ++at) {
        if (at->first.id != asked.key.id) return false;
        if (at->first.scope != asked.key.scope) return true;
        for (const Fingerprint& payload : at->second.payloads) {
            if (payload != asked.payload) return true;
        }
    }
    return false;
}

// ---- the event store

void Protocol::found(const OperationKey& key, const std::optional<StoredCommit>& stored) {
    Known& known = operations_[key];
    if (known.fate == Fate::appending) return;  // the index is filled before the append returns
    if (!stored) {
        take(Step::find_nothing, key);
        return;
    }
    const Fate before = known.fate;
    if (!take(Step::find_a_record, key)) return;
    if (before != Fate::durable) {
        const bool possible = stored->position > known.written_after && stored->position <= durable_;
        require(possible, Step::find_a_record, &key, "nothing was being written at that place");
        record_found(known, key, stored->position);
    }
    require(stored->position == known.position, Step::find_a_record, &key, "its record lies elsewhere");
}

void Protocol::record_found(Known& known, const OperationKey& key, Position position) {
    known.position = position;
    const auto [at, fresh] = records_.emplace(position, key);
    require(fresh || at->second == key, Step::append_returns, &key, "two operations have one position");
}

void Protocol::append_begins(std::span<const Commit> commits) {
    for (const Commit& commit : commits) {
        Known& known = operations_[commit.operation];
        require(known.asked_in == life_, Step::append_begins, &commit.operation, "nobody asked for it in this life");
        if (known.fate == Fate::nothing) known.written_after = durable_;
        known.doubt_is_open = known.fate == Fate::doubtful;
        take(Step::append_begins, commit.operation);
        appending_.push_back(commit.operation);
    }
}

void Protocol::append_returns(std::span<const Commit> commits, const Result<std::vector<AppendOutcome>>& outcomes,
                              Position durable) {
    for (std::size_t i = 0; i < commits.size(); ++i) {
        if (outcomes) {
            append_returned(commits[i].operation, (*outcomes)[i]);
        } else {
            const bool refused = outcomes.error().code.handling == Handling::retry;
            operations_[commits[i].operation].doubted |= !refused;
            const bool settled = refused && !operations_[commits[i].operation].doubt_is_open;
            take(settled ? Step::append_is_refused : Step::append_is_doubtful, commits[i].operation);
        }
    }
    durable_ = std::max(durable_, durable);
    const bool over = outcomes || outcomes.error().code.handling == Handling::retry;
    if (over) appending_.clear();  // else it may be found by the next start
}

void Protocol::append_returned(const OperationKey& key, const AppendOutcome& outcome) {
    Known& known = operations_[key];
    switch (outcome.status) {
        case AppendOutcome::Status::appended:
            require(outcome.position.value == durable_.value + 1, Step::append_returns, &key, "positions are dense");
            take(Step::append_returns, key);
            record_found(known, key, outcome.position);
            durable_ = outcome.position;
            return;
        case AppendOutcome::Status::known_operation:
            require(known.doubted, Step::append_begins, &key, "it was durable, and nobody doubted it");
            take(Step::append_is_known, key);
            record_found(known, key, outcome.position);
            return;
        case AppendOutcome::Status::version_conflict:
            take(Step::append_is_refused, key);
            return;
    }
}

// ---- the views

void Protocol::prepared(const std::vector<ViewSchema>& schemas, const std::vector<PreparedView>& views) {
    views_.clear();
    for (std::size_t i = 0; i < views.size(); ++i) {
        const PreparedView& view = views[i];
        require(view.checkpoint.position <= durable_, Step::project, nullptr, "a view is beyond the durable position");
        require(!from_nothing_ || (view.checkpoint.position.value == 0 && !view.serving), Step::serve, nullptr,
                "a view that nobody synced outlived the machine's crash");
        views_.push_back({schemas[i].required, view.serving, view.stands_in, view.checkpoint.position});
    }
    durable_at_open_ = durable_;
    clean_ = from_nothing_ = false;
    complete();
}

void Protocol::projected(const ViewWrites& writes) {
    for (const ViewCheckpoint& checkpoint : writes.checkpoints) {
        View& view = views_.at(checkpoint.view);
        require(checkpoint.mark.position <= durable_, Step::project, nullptr, "a view is beyond the durable position");
        require(checkpoint.mark.position > view.checkpoint, Step::project, nullptr, "a checkpoint goes back");
        view.checkpoint = checkpoint.mark.position;
    }
    complete();
}

void Protocol::serves(std::uint32_t view) {
    View& served = views_.at(view);
    const bool shows = !served.required || served.checkpoint >= told_completed_;
    require(shows, Step::serve, nullptr, "a view serves that does not show what was completed");
    served.serving = true;
    served.stands_in = false;
    complete();
}

void Protocol::rebuilt(std::uint32_t view) {
    View& reset = views_.at(view);
    require(true, Step::rebuild, nullptr, "");
    reset.serving = reset.stands_in = false;
    reset.checkpoint = {};
}

// step_complete of the model: it only grows while the process lives.
void Protocol::complete() {
    Position lowest = durable_;
    for (const View& view : views_) {
        if (!view.required) continue;
        const Position shown_before = view.stands_in ? Position{} : durable_at_open_;
        lowest = std::min(lowest, view.serving ? view.checkpoint : shown_before);
    }
    completed_through_ = std::max(completed_through_, lowest);
}

// ---- the process and the machine

void Protocol::opened(Position durable) {
    require(durable >= durable_, Step::open, nullptr, "what was durable is lost");
    require(durable.value <= durable_.value + appending_.size(), Step::open, nullptr, "records that nobody appended");
    durable_ = durable;
    appending_.clear();
}

void Protocol::process_dies() {
    ++steps_;
    ++life_;
    for (const OperationKey& key : appending_) {
        Known& known = operations_[key];
        if (known.fate != Fate::durable) known.fate = Fate::unknown;
    }
    waiters_.clear();
    views_.clear();
    completed_through_ = {};
}

void Protocol::machine_crashes() {
    process_dies();
    from_nothing_ = !clean_;
}

}  // namespace hapax::world
