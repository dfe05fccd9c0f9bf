// Planted violations of C6, C7 and C12: money, order, sagas.

#include <algorithm>

#include "tools/check/mutator/planted.hpp"

namespace hapax::check {
namespace {

// C6

bool stated_balance_is_off(Story& story, Random& random) {
    const auto record = story.pick(random, moves_money);
    if (!record) return false;
    story[*record].events[0].balance += 1;
    return true;
}

bool amount_is_off(Story& story, Random& random) {
    const auto record = story.pick(random, moves_money);
    if (!record) return false;
    story[*record].events[0].amount *= 2;
    return true;
}

bool overdrawn(Story& story, Random& random) {
    const auto record = story.pick(random, moves_money);
    if (!record) return false;
    const auto last = story.last([&](const Line& line) {
        return is_accomplished(line) && line.text(Field::stream) == story[*record].text(Field::stream);
    });
    Line more = story[*last];
    more.set(Field::op, "0197ffff-0000-7000-8000-000000000001");
    more.messages.clear();
    more.remove(Field::saga);
    more.remove(Field::step);
    more.remove(Field::undo);
    const std::int64_t balance = more.events[0].has_balance ? more.events[0].balance : 0;
    more.events[0] = {"MoneyWithdrawn", 1, balance + 1, -1, true, true};
    return add_record(story, more);
}

bool credit_is_a_debit(Story& story, Random& random) {
    const auto record = story.pick(
        random, [](const Line& line) { return moves_money(line) && line.events[0].type == "MoneyDeposited"; });
    if (!record) return false;
    story[*record].events[0].type = "MoneyWithdrawn";
    return true;
}

bool an_event_is_missing(Story& story, Random& random) {
    const auto record = story.pick(random, moves_money);
    if (!record) return false;
    const auto later = story.first(
        [&](const Line& line) {
            return moves_money(line) && line.text(Field::stream) == story[*record].text(Field::stream);
        },
        *record + 1);
    if (!later) return false;
    story[*record].events.clear();
    renumber(story);
    return true;
}

Found saga_step(const Story& story, Random& random, std::int64_t step, bool undo) {
    return story.pick(random, [&](const Line& line) {
        return is_accomplished(line) && line.has(Field::saga) && line.number(Field::step) == step &&
               (line.number_or(Field::undo, 0) != 0) == undo;
    });
}

bool saga_gives_more(Story& story, Random& random) {
    const auto credit = saga_step(story, random, 2, false);
    if (!credit) return false;
    story[*credit].events[0].amount += 7;
    return true;
}

bool saga_gives_less_back(Story& story, Random& random) {
    const auto undo = saga_step(story, random, 1, true);
    if (!undo || story[*undo].events[0].amount < 2) return false;
    story[*undo].events[0].amount -= 1;
    return true;
}

// C7

bool two_records_change_places(Story& story, Random& random) {
    const auto late = story.pick(random, [&](const Line& line) { return is(line, LineKind::submit_invoke); });
    const auto record = late ? story.record_of(story[*late]) : std::nullopt;
    if (!record || submit_of(story, story[*late]) != late) return false;
    const auto early = story.pick(random, [&](const Line& line) {
        if (!is_final_ok(line) || &line > &story[*late]) return false;
        const auto before = story.record_of(line);
        return before && story[*before].text(Field::stream) == story[*record].text(Field::stream);
    });
    if (!early) return false;
    std::swap(story[*record], story[*story.record_of(story[*early])]);
    renumber(story);
    return true;
}

bool version_jumps(Story& story, Random& random) {
    const auto record = story.pick(random, is_accomplished);
    if (!record) return false;
    story[*record].set(Field::version, story[*record].number(Field::version) + 1);
    return true;
}

bool position_is_missing(Story& story, Random& random) {
    const auto record = story.pick(
        random, [&](const Line& line) { return is(line, LineKind::dump_record) && line.number(Field::position) > 1; });
    if (!record) return false;
    story.remove(*record);
    return true;
}

bool position_was_told_wrong(Story& story, Random& random) {
    const auto answer = story.pick(random, is_final_ok);
    if (!answer || story[*answer].number(Field::position) < 2) return false;
    const Line as = story[*answer];
    for (std::size_t i = 0; i < story.dump_begin(); ++i) {
        if (!is_final_ok(story[i]) || !names_same_operation(story[i], as)) continue;
        story[i].set(Field::position, as.number(Field::position) - 1);
    }
    return true;
}

bool version_was_told_wrong(Story& story, Random& random) {
    const auto answer = story.pick(random, is_final_ok);
    if (!answer) return false;
    const Line as = story[*answer];
    for (std::size_t i = 0; i < story.dump_begin(); ++i) {
        if (!is_final_ok(story[i]) || !names_same_operation(story[i], as)) continue;
        story[i].set(Field::version, as.number(Field::version) + 1);
    }
    return true;
}

bool journal_ends_later(Story& story, Random&) {
    const auto start = story.first([](const Line& line) { return is(line, LineKind::dump_start); });
    story[*start].set(Field::end, story[*start].number(Field::end) + 1);
    return true;
}

// C12

bool step_is_missing(Story& story, Random& random) {
    const auto step = saga_step(story, random, 2, false);
    if (!step) return false;
    story.remove(*step);
    renumber(story);
    return true;
}

bool steps_change_places(Story& story, Random& random) {
    const auto second = saga_step(story, random, 2, false);
    if (!second) return false;
    const auto first = story.first([&](const Line& line) {
        return is_accomplished(line) && line.has(Field::saga) && line.number(Field::step) == 1 &&
               line.text(Field::saga) == story[*second].text(Field::saga);
    });
    story[*first].set(Field::step, 2);
    story[*second].set(Field::step, 1);
    return true;
}

bool end_says(Story& story, Random& random, std::string_view from, std::string_view to) {
    const auto saga = story.pick(random, [&](const Line& line) {
        if (!is(line, LineKind::dump_saga) || line.text(Field::state) != from) return false;
        return story
            .first([&](const Line& step) {
                return is_accomplished(step) && step.has(Field::saga) && step.text(Field::saga) == line.text(Field::op);
            })
            .has_value();
    });
    if (!saga) return false;
    story[*saga].set(Field::state, to);
    return true;
}

bool completed_and_called_compensated(Story& story, Random& random) {
    return end_says(story, random, "completed", "compensated");
}

bool compensated_and_called_completed(Story& story, Random& random) {
    return end_says(story, random, "compensated", "completed");
}

bool undo_is_missing(Story& story, Random& random) {
    const auto undo = saga_step(story, random, 1, true);
    if (!undo) return false;
    story.remove(*undo);
    renumber(story);
    return true;
}

bool another_step_is_undone(Story& story, Random& random) {
    const auto undo = saga_step(story, random, 1, true);
    if (!undo) return false;
    story[*undo].set(Field::step, 2);
    return true;
}

bool goes_on_after_undo(Story& story, Random& random) {
    const auto undo = saga_step(story, random, 1, true);
    if (!undo) return false;
    Line more = story[*undo];
    more.set(Field::op, "0197ffff-0000-7000-8000-000000000002");
    more.set(Field::step, 2);
    more.remove(Field::undo);
    return add_record(story, more);
}

bool nobody_knows_the_saga(Story& story, Random& random) {
    const auto step = saga_step(story, random, 1, false);
    if (!step) return false;
    const Line as = story[*step];
    story.remove_all([&](const Line& line) {
        return is(line, LineKind::dump_saga) && line.text(Field::op) == as.text(Field::saga);
    });
    return true;
}

}  // namespace

std::vector<Planted> planted_in_journal() {
    return {
        {Check::money, "an event says another balance", stated_balance_is_off},
        {Check::money, "an event moves twice the amount", amount_is_off},
        {Check::money, "an account is overdrawn", overdrawn},
        {Check::money, "a credit became a debit", credit_is_a_debit},
        {Check::money, "an event is missing", an_event_is_missing},
        {Check::money, "a saga gives more than it took", saga_gives_more},
        {Check::money, "a saga gives less back than it took", saga_gives_less_back},
        {Check::order, "two records changed places", two_records_change_places},
        {Check::order, "a version is left out", version_jumps},
        {Check::order, "a position is left out", position_is_missing},
        {Check::order, "an answer told another position", position_was_told_wrong},
        {Check::order, "an answer told another version", version_was_told_wrong},
        {Check::order, "the last record is missing", journal_ends_later},
        {Check::saga, "a step is missing", step_is_missing},
        {Check::saga, "two steps changed places", steps_change_places},
        {Check::saga, "a completed saga is called compensated", completed_and_called_compensated},
        {Check::saga, "a compensated saga is called completed", compensated_and_called_completed},
        {Check::saga, "a step is not taken back", undo_is_missing},
        {Check::saga, "another step is taken back", another_step_is_undone},
        {Check::saga, "it goes on after taking back", goes_on_after_undo},
        {Check::saga, "nobody knows the saga", nobody_knows_the_saga},
    };
}

}  // namespace hapax::check
