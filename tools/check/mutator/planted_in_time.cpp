// Planted violations of C11, C14 and C18: states that go back, ends that do not come, history that is lost.

#include "tools/check/mutator/planted.hpp"

namespace hapax::check {
namespace {

constexpr std::int64_t second = 1'000'000'000;

Found completed(const Story& story, Random& random) {
    return story.pick(random, [](const Line& line) { return is_final_ok(line) && line.number(Field::status) == 201; });
}

// C11

bool then(Story& story, Random& random, std::string_view state) {
    const auto answer = completed(story, random);
    return answer && poll_at_end(story, Line(story[*answer]), state, 1);
}

bool then_committed(Story& story, Random& random) {
    return then(story, random, "committed");
}

bool then_absent(Story& story, Random& random) {
    return then(story, random, "absent");
}

bool then_rejected(Story& story, Random& random) {
    return then(story, random, "rejected");
}

bool then_accepted_again(Story& story, Random& random) {
    const auto answer = completed(story, random);
    if (!answer) return false;
    Line again = story.make(LineKind::submit_ok);
    Story::same_operation(again, story[*answer]);
    again.set(Field::status, 202);
    story.call_at_end(resubmission(story, *submit_of(story, again)), again);
    return true;
}

bool committed_and_then_executing(Story& story, Random& random) {
    const auto poll = story.pick(
        random, [](const Line& line) { return is(line, LineKind::poll_ok) && line.text(Field::state) == "committed"; });
    if (!poll) return false;
    const Line as = story[*poll];
    Line invoke = story.make(LineKind::poll_invoke);
    Line end = story.make(LineKind::poll_ok);
    for (Line* line : {&invoke, &end}) {
        Story::same_operation(*line, as);
        line->set(Field::proc, 2'000'000'003);
    }
    end.set(Field::state, "executing");
    story.insert(*poll + 1, invoke);
    story.insert(*poll + 2, end);
    return true;
}

bool pushed_another_end(Story& story, Random& random) {
    const auto answer = completed(story, random);
    if (!answer) return false;
    Line line = story.make(LineKind::push);
    Story::same_operation(line, story[*answer]);
    line.set(Field::proc, 5);
    line.set(Field::state, "failed");
    story.insert(story.dump_begin(), line);
    return true;
}

bool another_end_in_the_end(Story& story, Random& random) {
    const auto answer = completed(story, random);
    if (!answer) return false;
    Line line = story.make(LineKind::dump_operation);
    Story::same_operation(line, story[*answer]);
    line.set(Field::state, "failed");
    story.insert(story.end_line(), line);
    return true;
}

// C14

bool still(Story& story, Random& random, std::string_view state) {
    const auto accepted = story.pick(
        random, [](const Line& line) { return is(line, LineKind::submit_ok) && line.number(Field::status) == 202; });
    if (!accepted) return false;
    Line line = story.make(LineKind::dump_operation);
    Story::same_operation(line, story[*accepted]);
    line.set(Field::state, state);
    story.remove_all(
        [&](const Line& other) { return is(other, LineKind::dump_operation) && names_same_operation(other, line); });
    story.insert(story.end_line(), line);
    return true;
}

bool still_executing(Story& story, Random& random) {
    return still(story, random, "executing");
}

bool still_accepted(Story& story, Random& random) {
    return still(story, random, "accepted");
}

bool not_ended_after(Story& story, Random& random, std::string_view state, std::int64_t delay) {
    const auto accepted = story.pick(
        random, [](const Line& line) { return is(line, LineKind::submit_ok) && line.number(Field::status) == 202; });
    return accepted && poll_at_end(story, Line(story[*accepted]), state, 0, delay);
}

bool not_ended_after_31_seconds(Story& story, Random& random) {
    return not_ended_after(story, random, "executing", 31 * second);
}

bool not_ended_after_an_hour(Story& story, Random& random) {
    return not_ended_after(story, random, "committed", 3600 * second);
}

// A new fault at the end, its heal, and then a service that is slow.
bool asked_after_heal(Story& story, LineKind end, std::int64_t delay) {
    for (const std::string_view fault : {"kill", "heal"}) {
        Line line = story.make(LineKind::nemesis);
        line.set(Field::fault, fault);
        story.insert(story.dump_begin(), line);
    }
    Line invoke = story.make(LineKind::read_invoke);
    invoke.set(Field::view, "balances");
    invoke.set(Field::key, "account/unknown");
    Line answer = story.make(end);
    if (end == LineKind::read_ok) answer.set(Field::status, 404);
    story.call_at_end(invoke, answer, delay);
    return true;
}

bool answers_late(Story& story, Random&) {
    return asked_after_heal(story, LineKind::read_ok, 6 * second);
}

bool does_not_answer(Story& story, Random&) {
    return asked_after_heal(story, LineKind::read_info, 20 * second);
}

bool saga_does_not_end(Story& story, Random& random) {
    const auto saga = story.pick(random, [&](const Line& line) {
        if (!is(line, LineKind::dump_saga)) return false;
        return story
            .first(
                [&](const Line& other) { return is(other, LineKind::submit_ok) && names_same_operation(other, line); })
            .has_value();
    });
    if (!saga) return false;
    story[*saga].set(Field::state, "compensating");
    return true;
}

// C18

void see(Story& story, std::string_view who, std::int64_t position) {
    Line line = story.make(LineKind::position);
    line.set(Field::node, who);
    line.set(Field::value, position);
    story.insert(story.dump_begin(), line);
}

std::int64_t end_of_journal(const Story& story) {
    return story[*story.first([](const Line& line) { return is(line, LineKind::dump_start); })].number(Field::end);
}

bool journal_starts_again_shorter(Story& story, Random& random) {
    const std::int64_t end = end_of_journal(story);
    see(story, "journal", end);
    see(story, "journal", static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(end))));
    return true;
}

bool witness_saw_more(Story& story, Random&) {
    see(story, "witness", end_of_journal(story) + 1);
    return true;
}

bool index_saw_more_at_a_start(Story& story, Random&) {
    const std::int64_t end = end_of_journal(story);
    see(story, "index", end);
    see(story, "journal", end - 1);
    return true;
}

bool view_is_ahead(Story& story, Random&) {
    const std::size_t view = story.dump_begin();
    story[view].set(Field::position, end_of_journal(story) + 1);
    return true;
}

bool answer_told_a_later_position(Story& story, Random& random) {
    const auto answer = completed(story, random);
    if (!answer) return false;
    story[*answer].set(Field::position, end_of_journal(story) + 5);
    return true;
}

bool end_is_cut_off(Story& story, Random&) {
    const auto last = story.last([&](const Line& line) {
        return is_final_ok(line) && line.number(Field::position) > end_of_journal(story) / 2;
    });
    if (!last) return false;
    const std::int64_t end = story[*last].number(Field::position) - 1;
    story.remove_all(
        [&](const Line& line) { return is(line, LineKind::dump_record) && line.number(Field::position) > end; });
    renumber(story);
    return true;
}

}  // namespace

std::vector<Planted> planted_in_time() {
    return {
        {Check::monotone_status, "completed, then committed", then_committed},
        {Check::monotone_status, "completed, then absent", then_absent},
        {Check::monotone_status, "completed, then rejected", then_rejected},
        {Check::monotone_status, "completed, then a repeat gets 202", then_accepted_again},
        {Check::monotone_status, "committed, then executing", committed_and_then_executing},
        {Check::monotone_status, "completed, then a push tells that it failed", pushed_another_end},
        {Check::monotone_status, "completed, and failed in the end", another_end_in_the_end},
        {Check::liveness, "executing in the end", still_executing},
        {Check::liveness, "accepted in the end", still_accepted},
        {Check::liveness, "executing 31 seconds after the heal", not_ended_after_31_seconds},
        {Check::liveness, "committed an hour after the heal", not_ended_after_an_hour},
        {Check::liveness, "an answer 6 seconds after the heal", answers_late},
        {Check::liveness, "no answer after the heal", does_not_answer},
        {Check::liveness, "a saga does not end", saga_does_not_end},
        {Check::loss_guard, "the journal starts again, shorter", journal_starts_again_shorter},
        {Check::loss_guard, "the witness saw more", witness_saw_more},
        {Check::loss_guard, "the index saw more at a start", index_saw_more_at_a_start},
        {Check::loss_guard, "a view is ahead of the journal", view_is_ahead},
        {Check::loss_guard, "an answer told a later position", answer_told_a_later_position},
        {Check::loss_guard, "the journal's end is cut off", end_is_cut_off},
    };
}

}  // namespace hapax::check
