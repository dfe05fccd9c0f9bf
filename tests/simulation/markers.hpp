// Markers: what a batch of runs must have met at least once, or it proves less than it says.
//
//   if (!missed(reached, runs).empty()) …
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "world/instruments.hpp"

namespace hapax::simulated_bank {

constexpr std::uint64_t markers_enough = 1'000;  // smaller batches may miss something …
constexpr std::uint64_t markers_many = 10'000;   // … and smaller ones than this what is rare

inline constexpr std::array must_reach = std::to_array<std::string_view>(
    {// what clients met
     "answered 201", "answered 202", "answered 409", "answered 422", "answered 503", "answered 507", "no answer",
     "connection refused", "replayed", "repeat while running", "mistake while running", "answered 412", "answered 410",
     "id of another caller", "a stranger is told nothing", "garbage refused", "pipeline answered", "burst",
     "status not modified", "told overloaded", "told store-unavailable", "told outcome-unknown",
     "told operation-expired", "told operation-id-from-the-future", "told operation-id-not-version-7",
     "told operation-payload-mismatch", "told unauthorized", "told deadline-passed", "told view-late",
     "told possible-duplicate", "a look-alike is refused", "a look-alike is meant",
     // what followers heard
     "pushed completed", "pushed rejected", "a feed was resumed", "a feed was told to resync", "watched unknown",
     "watched executing", "watched completed", "watched rejected", "a watcher was answered 204",
     "a watcher was answered 429", "the hub said operation_completed", "the hub said operation_rejected",
     "the hub said operation_pending", "the hub told a document", "the hub knows no such operation",
     "the hub said why it closes", "the hub closed 1000", "the hub closed 1001", "the hub closed 1002",
     "the hub closed 1003", "the hub closed 1008", "the hub answered 429",
     // what listers were shown
     "a list went on", "listed completed", "listed committed", "listed rejected", "listed executing",
     // what the server said
     "a view serves", "views wait", "views go on", "views are broken and will be rebuilt", "a try failed",
     "a projection failed and is tried again", "the journal failed; stopping, a restart recovers",
     "the store's upkeep failed",
     // how lives ended and began
     "clean stop", "killed while it started", "machine crashed", "refused to start: disk-io",
     "synced and not published", "segment archived", "disk lost: data", "disk lost: mirror", "mirror mended at a start",
     "index run lost", "index runs found at a start", "snapshot kept", "snapshot found",
     // what was tampered with when all was over
     "a hanging store was endured", "broken views were outlived", "an old copy was refused",
     "views of another history were refused", "damage was refused", "a snapshot was damaged",
     // every fault, where it had something to hit
     "fault kill", "fault kill-at-call", "fault kill-at-effect", "fault kill-in-start", "fault kill-at-point",
     "fault clean-stop", "fault hanging-stop", "fault frozen-process", "fault machine-crash", "fault suspended-machine",
     "fault clock-jump", "fault clock-drift", "fault failed-sync", "fault failed-write", "fault failed-read",
     "fault failed-call", "fault unreadable-disk", "fault full-disk", "fault slow-disk", "fault hanging-sync",
     "fault bit-rot", "fault bit-rot-at-rest", "fault full-index", "fault damaged-index", "fault failed-look-up",
     "fault views-trouble", "fault damaged-views", "fault unknown-applied", "fault unknown-not-applied",
     // what came of them
     "injected: death at a call", "injected: death at an effect", "injected: failed create", "injected: failed list",
     "injected: failed look-up", "injected: failed lock", "injected: failed make-directory", "injected: failed open",
     "injected: failed read", "injected: failed remove", "injected: failed rename", "injected: failed size",
     "injected: failed sync", "injected: failed sync-directory", "injected: failed truncate", "injected: failed write",
     "injected: hanging call", "injected: short write", "injected: sector lost", "injected: sector garbled",
     "injected: name lost", "injected: damaged index", "injected: damaged views", "stop that hung was cut",
     "unknown outcome: applied", "unknown outcome: not applied", "refused to start: store-write-failed",
     "refused to start: store-corrupt", "refused to start: horizon-corrupt",
     // what damage came to
     "bit rot in the journal: found by verification", "bit rot in the journal: harmless",
     "bit rot in the horizon: a start refused", "bit rot in the tail file"});

// What a thousand worlds may miss.
inline constexpr std::array must_reach_in_many = std::to_array<std::string_view>(
    {// what clients met
     "told projection-rebuilding", "asked while a view was built", "answered 500", "told stopping", "pushed failed",
     "watched committed", "the hub said resync",
     // what went wrong
     "a snapshot was not kept", "torn tail left by a crash", "injected: rename lost", "refused to start: disk-full",
     "operation failed for good", "refused to start: storage-full", "bit rot in the journal: a start refused",
     "bit rot in the journal: the process stopped", "bit rot in the archive: found by verification",
     "bit rot in the witness: a start refused", "bit rot in a snapshot", "bit rot in the mirror",
     // what became of the mirror
     "mirror mended after a crash", "an older copy was mended", "two histories were refused",
     "a mirror of nobody knows whom was refused"});

// Where a process died, in a build that has the points; the rarer ones are left to larger batches.
inline constexpr std::array must_die_at = std::to_array<std::string_view>(
    {"commit.begin",   "commit.end",         "completion.advanced",   "completion.answered", "engine.forgotten",
     "engine.settled", "journal.indexed",    "journal.published",     "journal.synced",      "journal.tail_written",
     "journal.write",  "journal.written",    "projector.projected",   "projector.written",   "segment.headed",
     "segment.named",  "segment.renamed",    "spare.created",         "spare.synced",        "start.index_judged",
     "start.locked",   "start.open_segment", "start.predecessor_cut", "start.segments_read", "start.tail_follows",
     "tail.opened"});

inline void add_missed(std::span<const std::string_view> markers, std::string_view prefix,
                       const world::Reached& reached, std::vector<std::string>& missed) {
    for (const std::string_view marker : markers) {
        std::string name(prefix);
        name += marker;
        if (!reached.contains(name)) missed.push_back(std::move(name));
    }
}

// Of a batch of `runs`.
inline std::vector<std::string> missed(const world::Reached& reached, std::uint64_t runs) {
    std::vector<std::string> missed;
    add_missed(must_reach, "", reached, missed);
    if (runs < markers_many) return missed;
    add_missed(must_reach_in_many, "", reached, missed);
#ifdef HAPAX_CRASHPOINTS
    add_missed(must_die_at, "died at ", reached, missed);
#endif
    return missed;
}

}  // namespace hapax::simulated_bank
