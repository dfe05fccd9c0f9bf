// Planted violations of C3 and C4: answers that change, and ids that were used for something else.

#include "tools/check/mutator/planted.hpp"

namespace hapax::check {
namespace {

// C3

bool repeat(Story& story, Random& random, std::uint64_t change, std::int64_t status) {
    const auto answer = story.pick(random, is_final_ok);
    if (!answer) return false;
    Line again = story[*answer];
    again.set_hash(Field::resp_hash, again.hash(Field::resp_hash) ^ change);
    if (status != 0) again.set(Field::status, status);
    story.call_at_end(resubmission(story, *submit_of(story, again)), again);
    return true;
}

bool repeat_gets_another_body(Story& story, Random& random) {
    return repeat(story, random, 1, 0);
}

bool repeat_gets_another_status(Story& story, Random& random) {
    return repeat(story, random, 1 << 20, 500);
}

bool one_of_two_at_once_gets_another(Story& story, Random& random) {
    const auto answer = story.pick(random, is_final_ok);
    if (!answer) return false;
    Line invoke = resubmission(story, *story.invoke_of(*answer));
    Line other = story[*answer];
    for (Line* line : {&invoke, &other}) line->set(Field::proc, 2'000'000'000);
    other.set_hash(Field::resp_hash, ~other.hash(Field::resp_hash));
    story.insert(*answer, invoke);
    story.insert(*answer + 2, other);
    return true;
}

bool stored_answer_differs(Story& story, Random& random) {
    const auto answer = story.pick(random, is_final_ok);
    const auto record = answer ? story.record_of(story[*answer]) : std::nullopt;
    if (!record) return false;
    story[*record].set_hash(Field::resp_hash, story[*record].hash(Field::resp_hash) + 1);
    return true;
}

bool documents_differ(Story& story, Random& random) {
    const auto poll =
        story.pick(random, [](const Line& line) { return is(line, LineKind::poll_ok) && line.has(Field::doc_hash); });
    if (!poll) return false;
    story.remove_all([](const Line& line) { return is(line, LineKind::push); });
    const auto again =
        story.pick(random, [](const Line& line) { return is(line, LineKind::poll_ok) && line.has(Field::doc_hash); });
    const Line as = story[*again];
    return poll_at_end(story, as, as.text(Field::state), as.hash(Field::doc_hash) ^ 4);
}

bool last_document_differs(Story& story, Random& random) {
    const auto poll =
        story.pick(random, [](const Line& line) { return is(line, LineKind::poll_ok) && line.has(Field::doc_hash); });
    if (!poll) return false;
    Line line = story.make(LineKind::dump_operation);
    Story::same_operation(line, story[*poll]);
    line.set(Field::state, story[*poll].text(Field::state));
    line.set_hash(Field::doc_hash, story[*poll].hash(Field::doc_hash) ^ 1);
    story.insert(story.end_line(), std::move(line));
    return true;
}

// C4

Found mismatch(const Story& story, Random& random) {
    return story.pick(random, [](const Line& line) {
        return is(line, LineKind::submit_fail) && line.text_or(Field::code, "") == "operation-payload-mismatch";
    });
}

bool accept_the_other(Story& story, Random& random, std::int64_t status) {
    const auto refusal = mismatch(story, random);
    if (!refusal) return false;
    const auto first =
        story.first([&](const Line& line) { return is_final_ok(line) && names_same_operation(line, story[*refusal]); });
    Line accepted = first ? story[*first] : story.make(LineKind::submit_ok);
    Story::same_operation(accepted, story[*refusal]);
    for (const Field field : {Field::n, Field::t, Field::proc})
        accepted.set(field, story[*refusal].number_or(field, 0));
    accepted.set(Field::status, status);
    story[*refusal] = accepted;
    return true;
}

bool other_payload_gets_the_answer(Story& story, Random& random) {
    return accept_the_other(story, random, 201);
}

bool other_payload_is_accepted(Story& story, Random& random) {
    return accept_the_other(story, random, 202);
}

bool another_amount_is_applied(Story& story, Random& random) {
    const auto record = story.pick(random, moves_money);
    if (!record) return false;
    story[*record].events[0].amount += 3;
    return true;
}

bool another_account_is_changed(Story& story, Random& random) {
    const auto record = story.pick(random, moves_money);
    if (!record) return false;
    const auto other = story.pick(random, [&](const Line& line) {
        return moves_money(line) && line.text(Field::stream) != story[*record].text(Field::stream);
    });
    if (!other) return false;
    story[*record].set(Field::stream, story[*other].text(Field::stream));
    return true;
}

bool refused_payload_is_applied(Story& story, Random& random) {
    const auto refusal = mismatch(story, random);
    const auto record = refusal ? story.record_of(story[*refusal]) : std::nullopt;
    const auto invoke = refusal ? story.invoke_of(*refusal) : std::nullopt;
    if (!record || !invoke || !moves_money(story[*record])) return false;
    const std::int64_t value = story[*invoke].number_or(Field::value, 0);
    if (value == 0) return false;
    story[*record].events[0].amount = value < 0 ? -value : value;
    return true;
}

// An id that nobody's operation has is run again, for somebody.
bool nobodys_id_is_run_for_somebody(Story& story, Random& random) {
    const auto answer = lonely_answer(story, random, true);
    const auto record = answer ? story.record_of(story[*answer]) : std::nullopt;
    if (!record || story[*answer].has(Field::caller)) return false;
    Line invoke = resubmission(story, *story.invoke_of(*answer));
    Line lost = story.make(LineKind::submit_info);
    Line again = story[*record];
    Story::same_operation(lost, invoke);
    for (Line* line : {&invoke, &lost, &again}) line->set(Field::caller, "https://id.example|somebody-else");
    again.messages.clear();
    story.call_at_end(invoke, lost);
    return add_record(story, again);
}

bool same_payload_is_called_another(Story& story, Random& random) {
    const auto answer = lonely_answer(story, random, true);
    if (!answer) return false;
    Line refusal = story.make(LineKind::submit_fail);
    Story::same_operation(refusal, story[*answer]);
    refusal.set(Field::status, 422);
    refusal.set(Field::code, "operation-payload-mismatch");
    story.call_at_end(resubmission(story, *story.invoke_of(*answer)), refusal);
    return true;
}

}  // namespace

std::vector<Planted> planted_in_answers() {
    return {
        {Check::same_answer, "a repeat gets another body", repeat_gets_another_body},
        {Check::same_answer, "a repeat gets another status", repeat_gets_another_status},
        {Check::same_answer, "one of two at once gets another answer", one_of_two_at_once_gets_another},
        {Check::same_answer, "the stored answer is another one", stored_answer_differs},
        {Check::same_answer, "two polls show different ends", documents_differ},
        {Check::same_answer, "the last document is another one", last_document_differs},
        {Check::one_payload, "another payload gets the first one's answer", other_payload_gets_the_answer},
        {Check::one_payload, "another payload is accepted", other_payload_is_accepted},
        {Check::one_payload, "another amount is applied", another_amount_is_applied},
        {Check::one_payload, "another account is changed", another_account_is_changed},
        {Check::one_payload, "the refused payload is applied", refused_payload_is_applied},
        {Check::one_payload, "the same payload is called another one", same_payload_is_called_another},
        {Check::one_payload, "an id of nobody's is run for somebody", nobodys_id_is_run_for_somebody},
    };
}

}  // namespace hapax::check
