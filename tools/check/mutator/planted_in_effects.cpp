// Planted violations of C1, C2 and C5: effects that happen twice, get lost, or belong to what was refused.

#include "tools/check/mutator/planted.hpp"

namespace hapax::check {
namespace {

// C1

bool record_again(Story& story, Random& random) {
    const auto record = story.pick(random, moves_money);
    return record && add_record(story, story[*record]);
}

bool rejection_becomes_effect(Story& story, Random& random) {
    const auto rejected = story.pick(random, [](const Line& line) {
        return is(line, LineKind::dump_record) && line.text(Field::state) == "rejected" && !line.has(Field::saga);
    });
    if (!rejected) return false;
    Line again = story[*rejected];
    again.set(Field::state, "accomplished");
    again.events.push_back({"MoneyDeposited", 1, 5, 0, true, false});
    return add_record(story, again);
}

bool charged_again(Story& story, Random& random) {
    const auto charge = story.pick(
        random, [](const Line& line) { return is(line, LineKind::external) && line.text(Field::state) == "charged"; });
    if (!charge) return false;
    story.insert(*charge + 1, story[*charge]);
    return true;
}

bool charged_in_the_oracles_log_too(Story& story, Random& random) {
    const auto charge = story.pick(
        random, [](const Line& line) { return is(line, LineKind::external) && line.text(Field::state) == "charged"; });
    if (!charge) return false;
    Line line = story.make(LineKind::dump_oracle);
    Story::same_operation(line, story[*charge]);
    line.set(Field::step, story[*charge].number(Field::step));
    line.set(Field::state, "charged");
    story.insert(story.end_line(), std::move(line));
    return true;
}

bool saga_step_again(Story& story, Random& random) {
    const auto step =
        story.pick(random, [](const Line& line) { return is_accomplished(line) && line.has(Field::saga); });
    if (!step) return false;
    Line again = story[*step];
    again.set(Field::op, "step-by-another-id");
    return add_record(story, again);
}

bool message_sent_again(Story& story, Random& random) {
    const auto sender = story.pick(random, [](const Line& line) { return !line.messages.empty(); });
    const auto other = story.pick(random, [](const Line& line) { return moves_money(line) && line.messages.empty(); });
    if (!sender || !other) return false;
    story[*other].mark(Field::messages);
    story[*other].messages = story[*sender].messages;
    return true;
}

// C2

bool lose_record_of(Story& story, const Line& answer) {
    const auto record = story.record_of(answer);
    if (!record) return false;
    story.remove(*record);
    renumber(story);
    return true;
}

bool accomplished_is_lost(Story& story, Random& random) {
    const auto answer =
        story.pick(random, [](const Line& line) { return is_final_ok(line) && line.number(Field::status) == 201; });
    return answer && lose_record_of(story, story[*answer]);
}

bool rejection_is_lost(Story& story, Random& random) {
    const auto answer =
        story.pick(random, [](const Line& line) { return is_final_ok(line) && line.number(Field::status) == 409; });
    return answer && lose_record_of(story, story[*answer]);
}

bool accepted_is_lost(Story& story, Random& random) {
    const auto answer = story.pick(
        random, [](const Line& line) { return is(line, LineKind::submit_ok) && line.number(Field::status) == 202; });
    return answer && lose_record_of(story, story[*answer]);
}

bool polled_is_lost(Story& story, Random& random) {
    const auto poll = story.pick(
        random, [](const Line& line) { return is(line, LineKind::poll_ok) && line.text(Field::state) == "committed"; });
    return poll && lose_record_of(story, story[*poll]);
}

bool told_201_and_rejected(Story& story, Random& random) {
    const auto answer =
        story.pick(random, [](const Line& line) { return is_final_ok(line) && line.number(Field::status) == 201; });
    const auto record = answer ? story.record_of(story[*answer]) : std::nullopt;
    if (!record) return false;
    story[*record].set(Field::state, "rejected");
    story[*record].events.clear();
    story[*record].messages.clear();
    renumber(story);
    return true;
}

bool tail_is_lost(Story& story, Random&) {
    const auto last = story.last([](const Line& line) { return is_final_ok(line); });
    const auto record = last ? story.record_of(story[*last]) : std::nullopt;
    if (!record) return false;
    while (story.records_end() > *record) story.remove(story.records_end() - 1);
    renumber(story);
    return true;
}

// C5

bool acknowledgement_becomes_refusal(Story& story, Random& random) {
    const auto answer = lonely_answer(story, random, true);
    if (!answer) return false;
    Line refusal = story.make(LineKind::submit_fail);
    Story::same_operation(refusal, story[*answer]);
    for (const Field field : {Field::t, Field::proc}) refusal.set(field, story[*answer].number(field));
    refusal.set(Field::status, 503);
    story[*answer] = refusal;
    return true;
}

// The first request was refused with "no effect", and so was a repeat.
bool refused_twice(Story& story, Random& random) {
    const auto answer = lonely_answer(story, random, true);
    if (!answer) return false;
    const Line invoke = resubmission(story, *story.invoke_of(*answer));
    Line refusal = story.make(LineKind::submit_fail);
    Story::same_operation(refusal, invoke);
    refusal.set(Field::status, 507);
    for (const Field field : {Field::t, Field::proc}) refusal.set(field, story[*answer].number(field));
    story[*answer] = refusal;
    story.call_at_end(invoke, refusal);
    return true;
}

bool nobody_asked(Story& story, Random& random) {
    const auto answer = lonely_answer(story, random, true);
    if (!answer) return false;
    const Line as = story[*answer];
    story.remove_all([&](const Line& line) {
        return !is_dump(line.kind()) && !is(line, LineKind::consume) && names_same_operation(line, as);
    });
    return true;
}

bool effect_out_of_nothing(Story& story, Random& random) {
    const auto record = story.pick(random, moves_money);
    if (!record) return false;
    Line made = story[*record];
    made.set(Field::op, "0197ffff-0000-7000-8000-000000000000");
    made.remove(Field::caller);
    made.messages.clear();
    return add_record(story, made);
}

bool effect_of_another_caller(Story& story, Random& random) {
    const auto record = story.pick(random, moves_money);
    if (!record) return false;
    story[*record].set(Field::caller, "https://id.example|somebody-else");
    return true;
}

bool every_attempt_was_refused(Story& story, Random& random) {
    const auto retried = story.pick(random, [&](const Line& line) {
        return is(line, LineKind::submit_fail) && line.number_or(Field::status, 0) == 503 && [&] {
            const auto record = story.record_of(line);
            return record && is_accomplished(story[*record]) && !story[*record].events.empty();
        }();
    });
    if (!retried) return false;
    const Line as = story[*retried];
    story.remove_all([&](const Line& line) {
        return names_same_operation(line, as) && (is(line, LineKind::poll_ok) || is(line, LineKind::poll_invoke));
    });
    for (std::size_t i = 0; i < story.dump_begin(); ++i) {
        const bool end = is(story[i], LineKind::submit_ok) || is(story[i], LineKind::submit_info);
        if (!end || !names_same_operation(story[i], as)) continue;
        Line refusal = as;
        for (const Field field : {Field::t, Field::proc}) refusal.set(field, story[i].number(field));
        story[i] = refusal;
    }
    return true;
}

}  // namespace

std::vector<Planted> planted_in_effects() {
    return {
        {Check::once, "a record comes again", record_again},
        {Check::once, "a rejection is decided again, with an effect", rejection_becomes_effect},
        {Check::once, "the oracle charges again", charged_again},
        {Check::once, "the oracle's log has a second charge", charged_in_the_oracles_log_too},
        {Check::once, "a step of a saga comes again under another id", saga_step_again},
        {Check::once, "a message is sent by two records", message_sent_again},
        {Check::durable, "an operation answered 201 is lost", accomplished_is_lost},
        {Check::durable, "a rejection is lost", rejection_is_lost},
        {Check::durable, "an operation answered 202 is lost", accepted_is_lost},
        {Check::durable, "an operation that a poll showed is lost", polled_is_lost},
        {Check::durable, "an operation answered 201 is rejected in the journal", told_201_and_rejected},
        {Check::durable, "the journal's tail is lost", tail_is_lost},
        {Check::fail_is_fail, "what was refused has an effect", acknowledgement_becomes_refusal},
        {Check::fail_is_fail, "what was refused twice has an effect", refused_twice},
        {Check::fail_is_fail, "what nobody asked for has an effect", nobody_asked},
        {Check::fail_is_fail, "an effect comes out of nothing", effect_out_of_nothing},
        {Check::fail_is_fail, "an effect belongs to another caller", effect_of_another_caller},
        {Check::fail_is_fail, "every attempt was refused", every_attempt_was_refused},
    };
}

}  // namespace hapax::check
