// Planted violations of C10, C13, C15 and C17: deliveries, places, pushes, ghosts.

#include <algorithm>

#include "tools/check/mutator/planted.hpp"

namespace hapax::check {
namespace {

bool first_delivery(const Story& story, const Line& line) {
    return is(line, LineKind::consume) && story.first([&](const Line& other) {
        return is(other, LineKind::consume) && other.text(Field::message) == line.text(Field::message);
    }) == static_cast<std::size_t>(&line - &*story.begin());
}

// A first delivery before which (`later` false) or after which there is another one of its group.
Found delivery(const Story& story, Random& random, bool later) {
    return story.pick(random, [&](const Line& line) {
        if (!first_delivery(story, line)) return false;
        const auto other = story.first([&](const Line& candidate) {
            return first_delivery(story, candidate) && candidate.text(Field::group) == line.text(Field::group) &&
                   candidate.text(Field::message) != line.text(Field::message) && (&candidate > &line) == later;
        });
        return other.has_value();
    });
}

Found place_of(const Story& story, std::string_view message) {
    return story.first(
        [&](const Line& line) { return is(line, LineKind::dump_message) && line.text(Field::message) == message; });
}

// C10

bool delivered_too_early(Story& story, Random& random) {
    const auto late = delivery(story, random, false);
    if (!late) return false;
    const auto early = story.first([&](const Line& line) {
        return is(line, LineKind::consume) && line.text(Field::group) == story[*late].text(Field::group);
    });
    Line moved = story[*late];
    moved.set(Field::t, story[*early].time());
    story.remove(*late);
    story.insert(*early, moved);
    return true;
}

bool one_is_left_out(Story& story, Random& random) {
    const auto left_out = delivery(story, random, true);
    if (!left_out) return false;
    const std::string_view message = story[*left_out].text(Field::message);
    const auto place = place_of(story, message);
    story[*place].set(Field::place, "done");
    story[*place].remove(Field::policy);
    story.remove_all(
        [&](const Line& line) { return is(line, LineKind::consume) && line.text(Field::message) == message; });
    return true;
}

bool one_is_still_in_the_outbox(Story& story, Random& random) {
    const auto left_out = delivery(story, random, true);
    return left_out && one_is_left_out(story, random) && [&] {
        const auto done = story.first([&](const Line& line) {
            return is(line, LineKind::dump_message) && line.text(Field::place) == "done" &&
                   !story.first([&](const Line& other) {
                       return is(other, LineKind::consume) && other.text(Field::message) == line.text(Field::message);
                   });
        });
        if (done) story[*done].set(Field::place, "outbox");
        return done.has_value();
    }();
}

bool delivered_behind_a_parked_one(Story& story, Random& random) {
    const auto before = delivery(story, random, true);
    if (!before) return false;
    const auto place = place_of(story, story[*before].text(Field::message));
    story[*place].set(Field::place, "parked");
    story[*place].remove(Field::policy);
    return true;
}

bool delivered_to_another_group(Story& story, Random& random) {
    const auto one = story.pick(random, [&](const Line& line) { return first_delivery(story, line); });
    if (!one) return false;
    story[*one].set(Field::group, "account/another");
    return true;
}

bool two_deliveries_change_places(Story& story, Random& random) {
    const auto first = delivery(story, random, true);
    if (!first) return false;
    const auto second = story.first([&](const Line& line) {
        return first_delivery(story, line) && line.text(Field::group) == story[*first].text(Field::group) &&
               &line > &story[*first];
    });
    Line& a = story[*first];
    Line& b = story[*second];
    const std::int64_t earlier = a.time();
    const std::int64_t later = b.time();
    std::swap(a, b);
    a.set(Field::t, earlier);
    b.set(Field::t, later);
    // Redeliveries of the first that lie between them would be first deliveries now.
    const std::string_view message = b.text(Field::message);
    for (std::size_t i = *second; i-- > *first + 1;) {
        if (is(story[i], LineKind::consume) && story[i].text(Field::message) == message) story.remove(i);
    }
    return true;
}

// C13

Found some_place(const Story& story, Random& random) {
    return story.pick(random, [](const Line& line) { return is(line, LineKind::dump_message); });
}

bool nowhere(Story& story, Random& random) {
    const auto place = some_place(story, random);
    if (place) story.remove(*place);
    return place.has_value();
}

bool also_in(Story& story, Random& random, std::string_view where) {
    const auto place = some_place(story, random);
    if (!place) return false;
    Line more = story[*place];
    more.set(Field::place, where);
    story.insert(*place + 1, more);
    return true;
}

bool also_in_the_outbox(Story& story, Random& random) {
    return also_in(story, random, "outbox");
}

bool also_a_dead_letter(Story& story, Random& random) {
    return also_in(story, random, "dead-letter-1");
}

bool in_both_dead_letter_offices(Story& story, Random& random) {
    const auto place = some_place(story, random);
    if (!place) return false;
    story[*place].set(Field::place, "dead-letter-1");
    Line more = story[*place];
    more.set(Field::place, "dead-letter-2");
    story.insert(*place + 1, more);
    return true;
}

bool never_sent(Story& story, Random& random) {
    const auto place = some_place(story, random);
    if (!place) return false;
    Line more = story[*place];
    more.set(Field::message, "999999999/0");
    story.insert(*place + 1, more);
    return true;
}

bool filed_under_another_group(Story& story, Random& random) {
    const auto place = some_place(story, random);
    if (place) story[*place].set(Field::group, "account/another");
    return place.has_value();
}

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

std::vector<Planted> planted_in_messages() {
    return {
        {Check::fifo, "a message is delivered too early", delivered_too_early},
        {Check::fifo, "a message is left out", one_is_left_out},
        {Check::fifo, "a message is still in the outbox, later ones are delivered", one_is_still_in_the_outbox},
        {Check::fifo, "a message is delivered behind a parked one", delivered_behind_a_parked_one},
        {Check::fifo, "a message is delivered to another group", delivered_to_another_group},
        {Check::fifo, "two deliveries changed places", two_deliveries_change_places},
        {Check::conservation, "a message is nowhere", nowhere},
        {Check::conservation, "a message is in the outbox too", also_in_the_outbox},
        {Check::conservation, "a message is a dead letter too", also_a_dead_letter},
        {Check::conservation, "a message is in both dead-letter offices", in_both_dead_letter_offices},
        {Check::conservation, "a message was never sent", never_sent},
        {Check::conservation, "a message is filed under another group", filed_under_another_group},
        {Check::push, "a subscriber was not told", nobody_was_told},
        {Check::push, "a push shows another document than a poll", push_shows_another_document},
        {Check::push, "two pushes differ", two_pushes_differ},
        {Check::push, "somebody else was told too", somebody_else_was_told},
        {Check::push, "a push of an operation that nobody submitted", told_of_an_unknown_operation},
        {Check::push, "somebody subscribed in vain", subscribed_in_vain},
        {Check::no_ghost, "a message out of nothing", message_out_of_nothing},
        {Check::no_ghost, "a push of what was lost", push_of_what_was_lost},
        {Check::no_ghost, "a read of what was lost", read_of_what_was_lost},
        {Check::no_ghost, "a charge of what was lost", charge_of_what_was_lost},
        {Check::no_ghost, "the oracle knows what was lost", oracle_knows_what_was_lost},
        {Check::no_ghost, "a message was delivered whose record is lost", senders_record_is_lost},
    };
}

}  // namespace hapax::check
