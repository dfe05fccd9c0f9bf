// Planted violations of C8, C9 and C16: views that are wrong, late, or impossible.

#include "tools/check/mutator/planted.hpp"

namespace hapax::check {
namespace {

Found row_of(const Story& story, Random& random, std::string_view view) {
    return story.pick(random,
                      [&](const Line& line) { return is(line, LineKind::dump_row) && line.text(Field::view) == view; });
}

// C8

bool balance_is_off(Story& story, Random& random) {
    const auto row = row_of(story, random, "balances");
    if (!row) return false;
    story[*row].set(Field::balance, story[*row].number(Field::balance) + 1);
    return true;
}

bool leave_out(Story& story, Random& random, std::string_view view) {
    const auto row = row_of(story, random, view);
    if (!row) return false;
    story.remove(*row);
    return true;
}

bool balance_is_missing(Story& story, Random& random) {
    return leave_out(story, random, "balances");
}

bool movement_is_missing(Story& story, Random& random) {
    return leave_out(story, random, "movements");
}

bool twice(Story& story, Random& random, std::string_view view) {
    const auto row = row_of(story, random, view);
    if (!row) return false;
    story.insert(*row, Line(story[*row]));
    return true;
}

bool balance_is_there_twice(Story& story, Random& random) {
    return twice(story, random, "balances");
}

bool movement_is_there_twice(Story& story, Random& random) {
    return twice(story, random, "movements");
}

bool movement_is_off(Story& story, Random& random) {
    const auto row = row_of(story, random, "movements");
    if (!row) return false;
    story[*row].set(Field::value, -story[*row].number(Field::value));
    return true;
}

bool row_of_nobody(Story& story, Random& random) {
    const auto row = row_of(story, random, "balances");
    if (!row) return false;
    Line nobody = story[*row];
    nobody.set(Field::key, "account/nobody");
    story.insert(*row, nobody);
    return true;
}

bool checkpoint_is_behind_its_rows(Story& story, Random&) {
    const auto last = story.last(moves_money);
    if (!last) return false;
    const std::int64_t before = story[*last].number(Field::position) - 1;
    for (std::size_t i = story.dump_begin(); is(story[i], LineKind::dump_view); ++i) {
        story[i].set(Field::position, before);
    }
    return true;
}

bool checkpoint_went_back(Story& story, Random&) {
    const std::size_t end = story.dump_begin();
    for (const std::int64_t position : {9, 5}) {
        Line line = story.make(LineKind::position);
        line.set(Field::node, "view:late");
        line.set(Field::value, position);
        story.insert(story.dump_begin(), line);
    }
    return story.dump_begin() == end + 2;
}

bool read_shows_another_amount(Story& story, Random& random) {
    const auto read =
        story.pick(random, [](const Line& line) { return is(line, LineKind::read_ok) && line.has(Field::value); });
    if (!read) return false;
    story[*read].set(Field::value, story[*read].number(Field::value) + 1);
    return true;
}

// C9

// An operation that moved money and whose client knows it.
Found completed_answer(const Story& story, Random& random) {
    return story.pick(random, [](const Line& line) {
        return is_final_ok(line) && line.number(Field::status) == 201 && line.has(Field::balance);
    });
}

Line read_of(Story& story, LineKind kind, std::string_view view, std::string_view key) {
    Line line = story.make(kind);
    line.set(Field::view, view);
    line.set(Field::key, key);
    return line;
}

Line movement_is_not_there(Story& story, const Line& as) {
    Line end = story.make(LineKind::read_ok);
    Story::same_operation(end, as);
    end.set(Field::status, 404);
    return end;
}

bool completed_movement_is_not_shown(Story& story, Random& random) {
    const auto answer = completed_answer(story, random);
    if (!answer) return false;
    const Line as = story[*answer];
    Line invoke = read_of(story, LineKind::read_invoke, "movements", story[*submit_of(story, as)].text(Field::key));
    Story::same_operation(invoke, as);
    story.call_at_end(invoke, movement_is_not_there(story, as));
    return true;
}

bool movement_right_after_the_answer_is_not_shown(Story& story, Random& random) {
    const auto answer = completed_answer(story, random);
    if (!answer) return false;
    const Line as = story[*answer];
    Line invoke = read_of(story, LineKind::read_invoke, "movements", story[*submit_of(story, as)].text(Field::key));
    Story::same_operation(invoke, as);
    Line end = movement_is_not_there(story, as);
    for (Line* line : {&invoke, &end}) line->set(Field::proc, 2'000'000'001);
    story.insert(*answer + 1, invoke);
    story.insert(*answer + 2, end);
    return true;
}

Line balance_shown(Story& story, std::int64_t balance) {
    Line end = story.make(LineKind::read_ok);
    end.set(Field::status, balance < 0 ? 404 : 200);
    if (balance >= 0) end.set(Field::balance, balance);
    return end;
}

bool read_balance(Story& story, std::size_t at, std::string_view key, std::int64_t balance) {
    Line invoke = read_of(story, LineKind::read_invoke, "balances", key);
    Line end = balance_shown(story, balance);
    for (Line* line : {&invoke, &end}) line->set(Field::proc, 2'000'000'002);
    story.insert(at, invoke);
    story.insert(at + 1, end);
    return true;
}

bool balance_from_before(Story& story, Random& random) {
    const auto answer = completed_answer(story, random);
    if (!answer) return false;
    const Line as = story[*answer];
    const Line submit = story[*submit_of(story, as)];
    const std::int64_t before = as.number(Field::balance) - submit.number(Field::value);
    const auto back_again = story.first([&](const Line& line) {
        return is_accomplished(line) && line.text(Field::stream) == submit.text(Field::key) &&
               line.number(Field::version) > as.number(Field::version) && line.events[0].balance == before;
    });
    return !back_again && read_balance(story, *answer + 1, submit.text(Field::key), before);
}

bool balance_of_the_beginning(Story& story, Random& random) {
    const auto answer = completed_answer(story, random);
    if (!answer) return false;
    const Line submit = story[*submit_of(story, story[*answer])];
    const auto empty_again = story.first([&](const Line& line) {
        return is_accomplished(line) && line.text(Field::stream) == submit.text(Field::key) &&
               line.number(Field::version) >= story[*answer].number(Field::version) && line.events[0].balance == 0;
    });
    return !empty_again && read_balance(story, story.dump_begin(), submit.text(Field::key), 0);
}

bool account_is_not_there(Story& story, Random& random) {
    const auto answer = completed_answer(story, random);
    if (!answer) return false;
    const Line submit = story[*submit_of(story, story[*answer])];
    return read_balance(story, story.dump_begin(), submit.text(Field::key), -1);
}

bool balance_that_never_was(Story& story, Random& random) {
    const auto read =
        story.pick(random, [](const Line& line) { return is(line, LineKind::read_ok) && line.has(Field::balance); });
    if (!read) return false;
    story[*read].set(Field::balance, 999'999'999'999);
    return true;
}

// C16

bool answers_balance_is_off(Story& story, Random& random) {
    const auto answer = completed_answer(story, random);
    if (!answer) return false;
    story[*answer].set(Field::balance, story[*answer].number(Field::balance) + 1);
    for (std::size_t i = 0; i < *answer; ++i) {  // repeats are not looked at: the first final answer counts
        if (is_final_ok(story[i]) && names_same_operation(story[i], story[*answer])) return false;
    }
    return true;
}

bool answers_balance_is_the_one_before(Story& story, Random& random) {
    const auto answer = completed_answer(story, random);
    if (!answer) return false;
    for (std::size_t i = 0; i < *answer; ++i) {
        if (is_final_ok(story[i]) && names_same_operation(story[i], story[*answer])) return false;
    }
    const Line submit = story[*submit_of(story, story[*answer])];
    story[*answer].set(Field::balance, story[*answer].number(Field::balance) - submit.number(Field::value));
    return true;
}

bool refused_with_money_enough(Story& story, Random& random) {
    const auto answer = story.pick(random, [&](const Line& line) {
        if (!is_final_ok(line) || !line.has(Field::balance)) return false;
        return story[*submit_of(story, line)].number(Field::value) > 0;
    });
    if (!answer) return false;
    const Line as = story[*answer];
    for (std::size_t i = 0; i < story.dump_begin(); ++i) {
        if (!is_final_ok(story[i]) || !names_same_operation(story[i], as)) continue;
        story[i].set(Field::status, 409);
        story[i].set(Field::code, "insufficient-funds");
        story[i].remove(Field::balance);
    }
    return true;
}

bool paid_without_money(Story& story, Random& random) {
    const auto answer = story.pick(random, [](const Line& line) {
        return is_final_ok(line) && line.text_or(Field::code, "") == "insufficient-funds";
    });
    if (!answer) return false;
    const Line as = story[*answer];
    for (std::size_t i = 0; i < story.dump_begin(); ++i) {
        if (!is_final_ok(story[i]) || !names_same_operation(story[i], as)) continue;
        story[i].set(Field::status, 201);
        story[i].set(Field::balance, 0);
        story[i].remove(Field::code);
    }
    return true;
}

bool read_sees_what_nobody_did(Story& story, Random& random) {
    return balance_that_never_was(story, random);
}

bool reads_go_back(Story& story, Random& random) {
    const auto answer = completed_answer(story, random);
    if (!answer) return false;
    const Line submit = story[*submit_of(story, story[*answer])];
    const std::int64_t after = story[*answer].number(Field::balance);
    const auto row = story.first([&](const Line& line) {
        return is(line, LineKind::dump_row) && line.text(Field::view) == "balances" &&
               line.text(Field::key) == submit.text(Field::key);
    });
    if (!row || story[*row].number(Field::balance) == after) return false;
    for (const std::int64_t balance : {story[*row].number(Field::balance), after}) {  // one after the other in time
        story.call_at_end(read_of(story, LineKind::read_invoke, "balances", submit.text(Field::key)),
                          balance_shown(story, balance));
    }
    return true;
}

}  // namespace

std::vector<Planted> planted_in_views() {
    return {
        {Check::fold, "a balance is off by one", balance_is_off},
        {Check::fold, "a balance is missing", balance_is_missing},
        {Check::fold, "a balance is there twice", balance_is_there_twice},
        {Check::fold, "a movement is missing", movement_is_missing},
        {Check::fold, "a movement is there twice", movement_is_there_twice},
        {Check::fold, "a movement has the other sign", movement_is_off},
        {Check::fold, "a row belongs to nobody", row_of_nobody},
        {Check::fold, "the checkpoint is behind the rows", checkpoint_is_behind_its_rows},
        {Check::fold, "a checkpoint went back", checkpoint_went_back},
        {Check::fold, "a read shows another amount", read_shows_another_amount},
        {Check::completion, "a completed movement is not shown", completed_movement_is_not_shown},
        {Check::completion, "a movement is not shown right after its answer",
         movement_right_after_the_answer_is_not_shown},
        {Check::completion, "a balance from before the operation", balance_from_before},
        {Check::completion, "a balance from the beginning", balance_of_the_beginning},
        {Check::completion, "an account is not there", account_is_not_there},
        {Check::completion, "a balance that never was", balance_that_never_was},
        {Check::linearizable, "an answer tells a balance that is off by one", answers_balance_is_off},
        {Check::linearizable, "an answer tells the balance from before it", answers_balance_is_the_one_before},
        {Check::linearizable, "a deposit is refused for want of money", refused_with_money_enough},
        {Check::linearizable, "a withdrawal is paid without money", paid_without_money},
        {Check::linearizable, "a read sees what nobody did", read_sees_what_nobody_did},
        {Check::linearizable, "reads go back", reads_go_back},
    };
}

}  // namespace hapax::check
