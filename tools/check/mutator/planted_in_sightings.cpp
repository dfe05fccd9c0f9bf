// Planted violations of C15 and C17: what subscribers are told, and what was seen of operations that are not there.

#include "tools/check/mutator/planted.hpp"

namespace hapax::check {
namespace {

// C15

Found push(const Story& story, Random& random) {
    return story.pick(random, [](const Line& line) { return is(line, LineKind::push); });
}

bool nobody_was_told(Story& story, Random& random) {
    const auto one = story.pick(random, [&](const Line& line) {
        if (!is(line, LineKind::push)) return false;
        return story
            .first([&](const Line& other) {
                const bool told = is_final_ok(other) || (is(other, LineKind::poll_ok) && other.has(Field::doc_hash));
                return told && names_same_operation(other, line);
            })
            .has_value();
    });
    if (one) story.remove(*one);
    return one.has_value();
}

bool push_shows_another_document(Story& story, Random& random) {
    const auto one = push(story, random);
    if (!one) return false;
    poll_at_end(story, story[*one], story[*one].text(Field::state), story[*one].hash(Field::doc_hash));
    story[*one].set_hash(Field::doc_hash, story[*one].hash(Field::doc_hash) ^ 2);
    return true;
}

bool two_pushes_differ(Story& story, Random& random) {
    const auto one = push(story, random);
    if (!one) return false;
    Line again = story[*one];
    again.set_hash(Field::doc_hash, again.hash(Field::doc_hash) ^ 2);
    story.insert(*one + 1, again);
    return true;
}

bool somebody_else_was_told(Story& story, Random& random) {
    const auto one = push(story, random);
    if (!one) return false;
    Line again = story[*one];
    again.set(Field::caller, "https://id.example|eve");
    story.insert(*one + 1, again);
    return true;
}

bool told_of_an_unknown_operation(Story& story, Random& random) {
    const auto one = push(story, random);
    if (!one) return false;
    Line again = story[*one];
    again.set(Field::op, "0197ffff-0000-7000-8000-000000000003");
    story.insert(*one + 1, again);
    return true;
}

bool subscribed_in_vain(Story& story, Random& random) {
    const auto answer = story.pick(random, [&](const Line& line) {
        if (!is_final_ok(line)) return false;
        return !story
                    .first([&](const Line& other) {
                        return is(other, LineKind::push) && names_same_operation(other, line);
                    })
                    .has_value();
    });
    if (!answer) return false;
    Line line = story.make(LineKind::subscribe_ok);
    Story::same_operation(line, story[*answer]);
    line.set(Field::proc, 5);
    story.insert(*answer + 1, line);
    return true;
}

// Of a follower of his own, who is told positions.
bool told_twice(Story& story, Random& random) {
    const auto one = push(story, random);
    if (!one) return false;
    Line told = story[*one];
    told.set(Field::proc, 5);
    told.set(Field::position, 1);
    story.insert(*one + 1, told);
    story.insert(*one + 2, told);
    return true;
}

bool told_of_another_place(Story& story, Random& random) {
    const auto one = push(story, random);
    if (!one) return false;
    Line told = story[*one];
    told.set(Field::proc, 5);
    told.set(Field::position, 77'777'777);
    story.insert(*one + 1, told);
    return true;
}

// C17

bool message_out_of_nothing(Story& story, Random&) {
    Line line = story.make(LineKind::consume);
    line.set(Field::proc, 5);
    line.set(Field::message, "888888888/0");
    line.set(Field::group, "account/1");
    story.insert(story.dump_begin(), line);
    return true;
}

// An operation whose only submission is lost: nobody was told anything, and the journal does not have it.
Line ghost(Story& story) {
    Line invoke = story.make(LineKind::submit_invoke);
    invoke.set(Field::op, "0197ffff-0000-7000-8000-000000000004");
    invoke.set(Field::key, "account/1");
    invoke.set_hash(Field::body_hash, 77);
    invoke.set(Field::value, 4711);
    Line end = story.make(LineKind::submit_info);
    end.set(Field::op, invoke.text(Field::op));
    story.call_at_end(invoke, end);
    return invoke;
}

bool push_of_what_was_lost(Story& story, Random&) {
    Line line = story.make(LineKind::push);
    Story::same_operation(line, ghost(story));
    line.set(Field::proc, 5);
    line.set(Field::state, "completed");
    story.insert(story.dump_begin(), line);
    return true;
}

bool read_of_what_was_lost(Story& story, Random&) {
    Line invoke = story.make(LineKind::read_invoke);
    invoke.set(Field::view, "movements");
    invoke.set(Field::key, "account/1");
    Story::same_operation(invoke, ghost(story));
    Line end = story.make(LineKind::read_ok);
    Story::same_operation(end, invoke);
    end.set(Field::status, 200);
    end.set(Field::value, 4711);
    story.call_at_end(invoke, end);
    return true;
}

bool charge_of_what_was_lost(Story& story, Random&) {
    Line line = story.make(LineKind::external);
    Story::same_operation(line, ghost(story));
    line.set(Field::step, 1);
    line.set(Field::state, "charged");
    story.insert(story.dump_begin(), line);
    return true;
}

bool oracle_knows_what_was_lost(Story& story, Random&) {
    Line line = story.make(LineKind::dump_oracle);
    Story::same_operation(line, ghost(story));
    line.set(Field::step, 1);
    line.set(Field::state, "charged");
    story.insert(story.end_line(), line);
    return true;
}

bool senders_record_is_lost(Story& story, Random& random) {
    const auto sender = story.pick(random, [&](const Line& line) {
        if (line.messages.empty()) return false;
        return story
            .first([&](const Line& other) {
                return is(other, LineKind::consume) && other.text(Field::message) == line.messages[0].message;
            })
            .has_value();
    });
    if (!sender) return false;
    story.remove(*sender);
    renumber(story);
    return true;
}

}  // namespace

std::vector<Planted> planted_in_sightings() {
    return {
        {Check::push, "a subscriber was not told", nobody_was_told},
        {Check::push, "a push shows another document than a poll", push_shows_another_document},
        {Check::push, "two pushes differ", two_pushes_differ},
        {Check::push, "somebody else was told too", somebody_else_was_told},
        {Check::push, "a push of an operation that nobody submitted", told_of_an_unknown_operation},
        {Check::push, "somebody subscribed in vain", subscribed_in_vain},
        {Check::push, "a follower is told twice", told_twice},
        {Check::push, "a push tells another position than the journal", told_of_another_place},
        {Check::no_ghost, "a message out of nothing", message_out_of_nothing},
        {Check::no_ghost, "a push of what was lost", push_of_what_was_lost},
        {Check::no_ghost, "a read of what was lost", read_of_what_was_lost},
        {Check::no_ghost, "a charge of what was lost", charge_of_what_was_lost},
        {Check::no_ghost, "the oracle knows what was lost", oracle_knows_what_was_lost},
        {Check::no_ghost, "a message was delivered whose record is lost", senders_record_is_lost},
    };
}

}  // namespace hapax::check
