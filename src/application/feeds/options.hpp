// Limits of the feeds.
//
// Units    counts of subscribers, events and records; durations say their own.
// Threads  values.
#pragma once

#include <chrono>
#include <cstdint>

#include "kernel/time.hpp"

namespace hapax {

struct FeedOptions {
    std::size_t subscribers_max = 20'000;                 // in all
    std::size_t subscribers_of_caller_max = 256;          // not of a scope that everybody shares
    std::uint32_t in_flight_max = 64;                     // events on their way to one subscriber
    std::size_t slice_records = 1024;                     // read at once for one that catches up
    std::size_t slices_per_round = 8;                     // before what has come meanwhile is looked at
    Duration behind_max = std::chrono::seconds{10};       // for one that was live and fell behind
    Duration reached_every = std::chrono::seconds{10};    // subscribers learn how far they have been told
    Duration read_again_after = std::chrono::seconds{1};  // when the journal cannot be read
};

}  // namespace hapax
