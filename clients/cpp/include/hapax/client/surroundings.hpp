// Surroundings: time and chance, as the client meets them. A port, so that its logic is tested on virtual time.
//
// Rules every implementation obeys
//   1. wait() releases the lock while it waits, and returns when `changed` is notified, at `until`, or when stop is
//      requested, whatever comes first; it may also return early.
// Threads  any number.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <stop_token>

#include "kernel/time.hpp"

namespace hapax::client {

class Surroundings {
 public:
    virtual ~Surroundings() = default;
    virtual Instant now() = 0;
    virtual Timestamp wall() = 0;
    virtual std::uint64_t random() = 0;
    virtual void wait(std::unique_lock<std::mutex>& lock, std::condition_variable_any& changed, Instant until,
                      const std::stop_token& stop) = 0;
};

std::shared_ptr<Surroundings> make_surroundings();

// Returns at that time, or when stop is requested.
void wait_until(Surroundings& surroundings, Instant at, const std::stop_token& stop);

}  // namespace hapax::client
