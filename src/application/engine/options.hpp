// What the engine may use and how often it tries. Every limit has a name.
#pragma once

#include <cstddef>

#include "application/engine/queue_delay.hpp"
#include "kernel/retention.hpp"
#include "kernel/retry.hpp"

namespace hapax {

struct EngineOptions {
    RetrySchedule tries;
    RetentionPolicy retention;
    std::size_t in_flight_max = 16'384;      // operations in the registry; more are refused with 503
    std::size_t mailbox_max = 32'768;        // messages that wait for the engine
    std::size_t cache_bytes_max = 64 << 20;  // loaded aggregates
    std::uint64_t snapshot_every = 1'000;    // events of one aggregate; 0 = never
    std::size_t inline_commits_max = 4;      // so few are committed by the engine itself when nothing else waits
    QueueDelayOptions queue_delay;
    Duration round_max = std::chrono::milliseconds(2);  // after which commits and answers go on, whatever still waits
    Duration guard_longest{0};                          // of all routes; zero: none is guarded
    std::size_t look_alikes_max = 1 << 18;              // ended operations that guards remember
    CallerScope anonymous;                              // ids recorded by nobody are no one else's
};

}  // namespace hapax
