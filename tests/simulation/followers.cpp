#include "followers.hpp"

#include <array>
#include <span>

#include "clients.hpp"
#include "json_text.hpp"
#include "requests.hpp"
#include "simulation/event_hash.hpp"

namespace hapax::simulated_bank {
namespace {

using std::chrono::milliseconds;
using world::reach;

constexpr Duration come_again_after = milliseconds(3);
constexpr Duration head_patience = milliseconds(3000);
constexpr std::uint32_t leave_chance = 4 * one_percent;  // after each block
constexpr std::uint32_t deaf_chance = 8 * one_percent;
constexpr std::uint64_t deaf_max_us = 60'000;
constexpr std::array<std::size_t, 3> windows{40, 600, static_cast<std::size_t>(-1)};  // bytes

}  // namespace

void Followers::spawn() {
    history_.followed.resize(plan_.followers);
    for (std::uint64_t i = 0; i < plan_.followers; ++i) {
        world_.clients().spawn("follower " + std::to_string(i), [this, i] { run(i); });
    }
}

void Followers::run(std::uint64_t number) {
    Random random = world_.random("follower " + std::to_string(number));
    Followed& followed = history_.followed[number];
    followed.caller = caller_name(number % plan_.callers);
    const auto parker = world_.clients().make_parker();
    EventReader reader(world_.network(), *parker);
    while (!finished(followed)) {
        follow(followed, reader, random);
        const Instant again = world_.clients().now() + come_again_after;
        while (world_.clients().now() < again) parker->park(again);
    }
    ++done_;
}

// One connection, as long as it lasts.
void Followers::follow(Followed& followed, EventReader& reader, Random& random) {
    simulation::SimProcess& clients = world_.clients();
    if (!reader.open(get_events(followed.caller, followed.last), windows[random.below(windows.size())])) return;
    if (followed.last) reach(world_.reached(), "a feed was resumed");
    const Instant patience = clients.now() + head_patience;
    while (!finished(followed)) {
        if (!end_ && random.chance(deaf_chance)) {
            const auto parker = clients.make_parker();
            const Instant until = clients.now() + std::chrono::microseconds(random.below(deaf_max_us));
            while (clients.now() < until) parker->park(until);
        }
        const bool came = reader.next(clients, clients.now() + milliseconds(50));
        if (came) take(followed, reader.block());
        if (reader.ended() && !came) break;
        if (reader.status() == 0 && clients.now() >= patience) break;
        if (!end_ && random.chance(leave_chance)) break;
    }
    reader.close(random.chance(always / 2) ? world::Ending::reset : world::Ending::orderly);
}

void Followers::take(Followed& followed, const EventBlock& block) {
    world_.scheduler().note(block.id.value_or(0));
    world_.scheduler().note(simulation::EventHash::of(std::as_bytes(std::span(block.data))));
    if (!followed.last) followed.began = block.id;
    if (block.name == "resync") {
        reach(world_.reached(), "a feed was told to resync");
        if (text_of(block.data, "reason") != "lagging") followed.lost = true;
    } else if (!block.name.empty()) {
        reach(world_.reached(), "pushed " + block.name);
        followed.heard.push_back(
            history_.hears({block.id.value_or(0), block.name, std::string(text_of(block.data, "id")),
                            std::string(text_of(block.data, "code")), std::string(text_of(block.data, "position"))}));
    }
    if (block.id) followed.last = block.id;
}

}  // namespace hapax::simulated_bank
