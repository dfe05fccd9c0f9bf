// Planted violations of C10 and C13: deliveries and places of messages.

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
    };
}

}  // namespace hapax::check
