#include "watchers.hpp"

#include <algorithm>
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
constexpr std::uint64_t stay_max_us = 200'000;
constexpr std::uint32_t hasty_chance = 6 * one_percent;
constexpr std::uint32_t own_chance = 70 * one_percent;
constexpr std::uint32_t once_more_chance = 50 * one_percent;
constexpr std::uint64_t recent_ops = 12;
constexpr std::array<std::size_t, 3> windows{40, 600, static_cast<std::size_t>(-1)};  // bytes

constexpr std::array<std::string_view, 4> stages{"unknown", "accepted", "executing", "committed"};
constexpr std::array<std::string_view, 3> ends{"completed", "rejected", "failed"};

bool is_end(std::string_view state) {
    return std::ranges::find(ends, state) != ends.end();
}

std::size_t stage_of(std::string_view state) {
    return static_cast<std::size_t>(std::ranges::find(stages, state) - stages.begin());
}

}  // namespace

void Watchers::spawn() {
    for (std::uint64_t i = 0; i < plan_.watchers; ++i) {
        world_.clients().spawn("watcher " + std::to_string(i), [this, i] { run(i); });
    }
}

void Watchers::run(std::uint64_t number) {
    Random random = world_.random("watcher " + std::to_string(number));
    const std::string caller = caller_name(number % plan_.callers);
    const auto parker = world_.clients().make_parker();
    EventReader reader(world_.network(), *parker);
    for (bool last = false; !last;) {
        last = finishing_;
        const auto asked = last ? last_of(caller) : draw(caller, random);
        Watch next{.asked = asked.value_or(Attempt{}), .patient = last};
        do {
            if (asked) watch(next, reader, random);
            const Instant again = world_.clients().now() + come_again_after;
            while (world_.clients().now() < again) parker->park(again);
        } while (asked && last && !next.over);
        if (last || !next.end || !random.chance(once_more_chance)) continue;
        Watch again{.asked = next.asked, .seen = next.end};
        watch(again, reader, random);
    }
    ++done_;
}

void Watchers::watch(Watch& watch, EventReader& reader, Random& random) {
    simulation::SimProcess& clients = world_.clients();
    watch.asked = history_.asks_to_be_told(watch.asked);
    const Op& op = history_.ops[watch.asked.op];
    const std::string& caller = watch.asked.asked == Asked::stranger ? watch.asked.account : op.caller;
    if (!reader.open(get_events_of(op.id, caller, watch.seen), windows[random.below(windows.size())])) return;
    if (!watch.patient && random.chance(hasty_chance)) return reader.close(world::Ending::reset);
    const Instant began = clients.now();
    const Instant bored = watch.patient ? never : began + std::chrono::microseconds(1 + random.below(stay_max_us));
    watch.stage = 0;
    while (clients.now() < bored && !(finishing_ && !watch.patient)) {
        const bool came = reader.next(clients, clients.now() + milliseconds(20));
        if (came) take(watch, reader.block());
        if (reader.ended() && !came) break;
        if (reader.status() == 0 && clients.now() >= began + head_patience) break;
    }
    if (reader.ended()) take_refusal(watch, reader.status());
    reader.close(random.chance(always / 2) ? world::Ending::reset : world::Ending::orderly);
}

void Watchers::take(Watch& watch, const EventBlock& block) {
    world_.scheduler().note(simulation::EventHash::of(std::as_bytes(std::span(block.data))));
    if (block.name.empty()) return;
    const std::string_view state = text_of(block.data, "status");
    if (watch.end) complain(watch, "something follows the end of an operation");
    if (state != block.name) complain(watch, "an event has another name than its state");
    if (text_of(block.data, "id") != history_.ops[watch.asked.op].id.value.text()) complain(watch, "another operation");
    if (stage_of(state) < watch.stage) complain(watch, "a state went back on one stream");
    watch.stage = stage_of(state);
    if (is_end(state) != block.id.has_value()) complain(watch, "only the end of an operation has an id");
    reach(world_.reached(), "watched " + block.name);
    history_.told(watch.asked,
                  state == "unknown" ? world::HttpAnswer{404, {}, {}} : world::HttpAnswer{200, {}, block.data});
    if (!block.id) return;
    if (text_of(block.data, "position") != std::to_string(*block.id)) complain(watch, "an end is at another position");
    if (watch.seen == block.id) complain(watch, "an end was told again to one who has it");
    watch.end = block.id;
    watch.over = true;
}

// What ended without a head, or after its end, is none.
void Watchers::take_refusal(Watch& watch, int status) {
    if (status == 0 || status == 200) return;
    world_.scheduler().note(static_cast<std::uint64_t>(status));
    reach(world_.reached(), "a watcher was answered " + std::to_string(status));
    if (status == 204 && !watch.seen) complain(watch, "nobody had seen its end, and there is nothing more");
    watch.over = status == 204 || status == 410;
}

// ---- what is followed

Attempt Watchers::question_of(std::size_t op, const std::string& caller) const {
    Attempt attempt;
    attempt.op = op;
    const bool own = history_.ops[op].caller == caller;
    attempt.asked = own ? Asked::status : Asked::stranger;
    if (!own) attempt.account = caller;
    return attempt;
}

// Mostly a recent one of his own; else anybody's, which is nobody's in his scope.
std::optional<Attempt> Watchers::draw(const std::string& caller, Random& random) const {
    const std::size_t all = history_.ops.size();
    const std::size_t at = all - 1 - random.below(std::min<std::size_t>(all, recent_ops));
    const bool own = random.chance(own_chance);
    for (std::size_t i = 0; i < std::min<std::size_t>(at + 1, recent_ops); ++i) {
        const Op& op = history_.ops[at - i];
        if (own ? op.caller == caller : !history_.find({op.id, scope_of(caller)})) return question_of(at - i, caller);
    }
    return std::nullopt;
}

// One that has ended for certain.
std::optional<Attempt> Watchers::last_of(const std::string& caller) const {
    for (std::size_t i = history_.ops.size(); i > 0; --i) {
        const Op& op = history_.ops[i - 1];
        if (op.caller == caller && op.answered) return question_of(i - 1, caller);
    }
    return std::nullopt;
}

void Watchers::complain(const Watch& watch, const std::string& what) {
    history_.complaints.push_back("C15 push: " + what + ": " + text(watch.asked, history_));
}

}  // namespace hapax::simulated_bank
