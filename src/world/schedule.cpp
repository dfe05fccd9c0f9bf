#include "world/schedule.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace hapax::world {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration schedule_span = seconds(20);  // what goes on for longer goes on in peace

// Most worlds have a few faults and then peace; in some, a service that hardly ever lives goes through all of them.
struct Length {
    std::uint32_t share;
    std::size_t faults_max;
};
constexpr std::array<Length, 3> lengths{{{70 * one_percent, 12}, {25 * one_percent, 50}, {5 * one_percent, 400}}};

std::size_t draw_faults_max(Random random) {
    std::uint64_t drawn = random.below(always);
    const Length* length = lengths.data();
    for (; drawn >= length->share; ++length) drawn -= length->share;
    return length->faults_max;
}

constexpr std::array<std::string_view, fault_kinds> names{
    "kill",           "kill-at-call",   "kill-at-effect", "kill-in-start",     "kill-at-point",      "clean-stop",
    "hanging-stop",   "frozen-process", "machine-crash",  "suspended-machine", "clock-jump",         "clock-drift",
    "failed-sync",    "failed-write",   "failed-read",    "failed-call",       "unreadable-disk",    "full-disk",
    "slow-disk",      "hanging-sync",   "bit-rot",        "bit-rot-at-rest",   "full-index",         "damaged-index",
    "failed-look-up", "views-trouble",  "damaged-views",  "unknown-applied",   "unknown-not-applied"};

// The call that is hit, counted from the instant; and how long the trouble lasts at most.
struct Range {
    std::uint64_t nth_max = 0;
    Duration lasts_max{0};
};

Range range_of(Fault kind, const NemesisOptions& options) {
    switch (kind) {
        case Fault::kill_at_call:
            return {options.calls_max, {}};
        case Fault::kill_at_effect:
        case Fault::kill_at_point:
            return {20, {}};
        case Fault::kill_in_start:
            return {150, {}};  // a start makes so many calls
        case Fault::failed_sync:
        case Fault::failed_write:
            return {40, {}};
        case Fault::failed_read:
        case Fault::failed_look_up:
            return {20, {}};
        case Fault::failed_call:
        case Fault::views_trouble:
        case Fault::unknown_applied:
        case Fault::unknown_not_applied:
            return {5, {}};
        case Fault::hanging_sync:
            return {10, seconds(10)};
        case Fault::hanging_stop:
            return {0, seconds(1)};
        case Fault::frozen_process:
            return {0, seconds(5)};
        case Fault::suspended_machine:
            return {0, hours(48)};
        case Fault::clock_drift:
            return {0, seconds(2)};
        case Fault::unreadable_disk:
            return {0, milliseconds(50)};
        case Fault::full_disk:
        case Fault::slow_disk:
        case Fault::full_index:
            return {0, milliseconds(300)};
        default:
            return {};
    }
}

// Of a long range every order of magnitude is as likely, down to a thousandth.
Duration draw_lasting(Random& random, Duration longest) {
    constexpr std::array<std::int64_t, 4> parts{1000, 100, 10, 1};
    const auto most = static_cast<std::uint64_t>(longest.count() / parts[random.below(parts.size())]);
    return Duration(1 + random.below(most));
}

PlannedFault draw_fault(const NemesisOptions& options, Fault kind, Random random) {
    PlannedFault fault;
    fault.kind = kind;
    const Range range = range_of(kind, options);
    if (range.nth_max > 0) fault.nth = 1 + random.below(range.nth_max);
    if (range.lasts_max.count() > 0) fault.lasts = draw_lasting(random, range.lasts_max);
    fault.dice = random.next();
    return fault;
}

}  // namespace

std::string_view text(Fault fault) {
    return names[static_cast<std::size_t>(fault)];
}

std::string text(const PlannedFault& fault) {
    const auto us = [](Duration time) {
        return std::to_string(std::chrono::duration_cast<microseconds>(time).count());
    };
    std::string line = std::to_string(fault.index) + " at " + us(fault.at) + "us " + std::string(text(fault.kind));
    if (fault.nth > 0) line += " nth=" + std::to_string(fault.nth);
    if (fault.lasts.count() > 0) line += " lasts=" + us(fault.lasts) + "us";
    return line;
}

Schedule draw_schedule(const NemesisOptions& options, Random random) {
    std::vector<Fault> on;
    for (std::size_t kind = 0; kind < fault_kinds; ++kind) {
        if (options.on(static_cast<Fault>(kind))) on.push_back(static_cast<Fault>(kind));
    }
    const std::size_t faults_max = draw_faults_max(random.split("length"));
    Schedule schedule;
    Duration at = options.warm_up;
    while (!on.empty() && at < schedule_span && schedule.size() < faults_max) {
        at += Duration(1 + random.below(static_cast<std::uint64_t>(options.every_max.count())));
        const Fault kind = on[random.below(on.size())];
        PlannedFault fault = draw_fault(options, kind, Random(random.next()));
        fault.index = schedule.size();
        fault.at = at;
        schedule.push_back(fault);
    }
    return schedule;
}

Schedule kept(const Schedule& schedule, std::span<const std::size_t> indices) {
    Schedule some;
    std::copy_if(schedule.begin(), schedule.end(), std::back_inserter(some), [&](const PlannedFault& fault) {
        return std::find(indices.begin(), indices.end(), fault.index) != indices.end();
    });
    return some;
}

}  // namespace hapax::world
