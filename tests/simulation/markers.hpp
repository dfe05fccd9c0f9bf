// Markers: what a batch of runs must have met at least once, or it proves less than it says.
//
//   if (runs >= markers_from && !missed(reached).empty()) …
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "world/instruments.hpp"

namespace hapax::simulated_bank {

constexpr std::uint64_t markers_from = 10'000;  // smaller batches may miss something

inline constexpr std::array<std::string_view, 63> must_reach{
    // what clients met
    "answered 201", "answered 202", "answered 409", "answered 422", "answered 503", "answered 507", "no answer",
    "connection refused", "replayed", "repeat while running", "mistake while running", "told projection-rebuilding",
    "answered 412", "answered 410", "answered 500", "id of another caller", "a stranger is told nothing",
    "garbage refused", "pipeline answered", "burst", "status not modified", "told overloaded", "told stopping",
    "told store-unavailable", "told outcome-unknown", "told operation-expired", "told operation-id-from-the-future",
    "told operation-id-not-version-7", "told operation-payload-mismatch",
    // what the server said
    "a view serves", "views wait", "views go on", "views are broken and will be rebuilt", "a try failed",
    "a projection failed and is tried again", "the journal failed; stopping, a restart recovers",
    "the store's upkeep failed", "a snapshot was not kept",
    // how lives ended and began
    "clean stop", "killed while it started", "machine crashed", "refused to start: storage-full",
    "refused to start: disk-io", "synced and not published", "torn tail left by a crash", "segment archived",
    "index run lost", "index runs found at a start", "snapshot kept", "snapshot found",
    // what was tampered with when all was over
    "an old copy was refused", "views of another history were refused", "damage was refused", "a snapshot was damaged",
    // every fault
    "fault kill", "fault kill-at-call", "fault machine-crash", "fault failed-sync", "fault failed-write",
    "fault full-disk", "fault full-index", "fault slow-disk", "fault clock-jump"};

inline std::vector<std::string_view> missed(const world::Reached& reached) {
    std::vector<std::string_view> missed;
    for (const std::string_view marker : must_reach) {
        if (!reached.contains(marker)) missed.push_back(marker);
    }
    return missed;
}

}  // namespace hapax::simulated_bank
