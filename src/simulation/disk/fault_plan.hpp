// FaultPlan: what goes wrong with a simulated disk, and how often.
//
//   FaultPlan plan;
//   plan.on(DiskCall::sync).error_nth = 3;                     // the third sync from now fails, once
//   plan.on(DiskCall::write).error_chance = one_percent;
//   plan.capacity = 1 << 20;
//   disk.set_faults(plan);
//
// Units    chances in parts per million, n-th counts from 1 at set_faults(), 0 is never; capacity in bytes.
// Threads  a value.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "kernel/random.hpp"
#include "kernel/time.hpp"

namespace hapax::simulation {

enum class DiskCall : unsigned char {
    open,
    create,
    read,
    write,
    sync,
    size,
    truncate,
    rename,
    remove,
    list,
    make_directory,
    sync_directory,
    lock,
};
constexpr std::size_t disk_calls = 13;

// Calls after which the disk is another one: a process may die at each.
constexpr bool has_effect(DiskCall call) {
    return call != DiskCall::open && call != DiskCall::read && call != DiskCall::size && call != DiskCall::list;
}

struct CallFaults {
    std::uint32_t error_chance = 0;
    std::uint64_t error_nth = 0;
    Duration latency_max{0};         // of usual calls: drawn between zero and this
    std::uint32_t stall_chance = 0;  // of unusual ones
    Duration stall{0};
};

// What a crash of the machine does to each sector that no sync covered; the rest are kept as written.
struct SectorOdds {
    std::uint32_t lost = 40 * one_percent;
    std::uint32_t garbled = 20 * one_percent;
};

// What a crash of the machine took.
struct CrashToll {
    std::uint64_t sectors_lost = 0;
    std::uint64_t sectors_garbled = 0;
    std::uint64_t names_lost = 0;    // files that were made or removed
    std::uint64_t renames_lost = 0;  // files that have their old name again
};

struct FaultPlan {
    std::array<CallFaults, disk_calls> calls{};
    SectorOdds sectors;
    std::uint64_t capacity = ~std::uint64_t{0};

    CallFaults& on(DiskCall call) { return calls[static_cast<std::size_t>(call)]; }
    const CallFaults& on(DiskCall call) const { return calls[static_cast<std::size_t>(call)]; }
};

}  // namespace hapax::simulation
