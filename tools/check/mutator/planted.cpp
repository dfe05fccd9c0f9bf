#include "tools/check/mutator/planted.hpp"

#include <map>

#include "tools/check/index/operation.hpp"

namespace hapax::check {

std::vector<Planted> all_planted() {
    std::vector<Planted> all;
    for (const auto& part : {planted_in_effects(), planted_in_answers(), planted_in_journal(), planted_in_views(),
                             planted_in_messages(), planted_in_sightings(), planted_in_time()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

bool is(const Line& line, LineKind kind) {
    return line.kind() == kind;
}

bool is_final_ok(const Line& line) {
    return is(line, LineKind::submit_ok) && line.number(Field::status) != 202;
}

bool is_accomplished(const Line& line) {
    return is(line, LineKind::dump_record) && line.text(Field::state) == "accomplished";
}

bool moves_money(const Line& line) {
    return is_accomplished(line) && !line.has(Field::saga) && !line.events.empty() && line.events[0].has_amount;
}

Found lonely_answer(const Story& story, Random& random, bool accomplished) {
    return story.pick(random, [&](const Line& line) {
        if (!is_final_ok(line) || (line.number(Field::status) == 201) != accomplished) return false;
        return story.count([&](const Line& other) {
            return !is_dump(other.kind()) && !is(other, LineKind::consume) && names_same_operation(other, line);
        }) == 2;
    });
}

Line resubmission(Story& story, std::size_t invoke) {
    Line line = story[invoke];
    line.remove(Field::t);
    return line;
}

Found submit_of(const Story& story, const Line& line) {
    return story.first(
        [&](const Line& other) { return is(other, LineKind::submit_invoke) && names_same_operation(other, line); });
}

void renumber(Story& story) {
    std::map<std::string_view, std::int64_t> versions;
    std::int64_t position = 0;
    for (std::size_t i = story.dump_begin(); i < story.size(); ++i) {
        Line& line = story[i];
        if (!is(line, LineKind::dump_record)) continue;
        std::int64_t& version = versions[line.text(Field::stream)];
        version += static_cast<std::int64_t>(line.events.size());
        line.set(Field::position, ++position);
        line.set(Field::version, version);
    }
    for (std::size_t i = story.dump_begin(); i < story.size(); ++i) {
        if (is(story[i], LineKind::dump_start)) story[i].set(Field::end, position);
        if (is(story[i], LineKind::dump_view)) story[i].set(Field::position, position);
    }
}

bool add_record(Story& story, Line record) {
    story.insert(story.records_end(), std::move(record));
    renumber(story);
    return true;
}

bool poll_at_end(Story& story, const Line& as, std::string_view state, std::uint64_t document, std::int64_t delay) {
    Line invoke = story.make(LineKind::poll_invoke);
    Line answer = story.make(LineKind::poll_ok);
    for (Line* line : {&invoke, &answer}) Story::same_operation(*line, as);
    answer.set(Field::state, state);
    if (is_terminal(*parse_state(state))) answer.set_hash(Field::doc_hash, document);
    story.call_at_end(std::move(invoke), std::move(answer), delay);
    return true;
}

}  // namespace hapax::check
