// Target: what all calls to one target share. Whether one may be made now, how long it may take, whether a retry is
// paid for; and what they learn from each other.
//
//   auto pass = target.enter(deadline, stop);       // waits for a turn while all are taken
//   if (!pass) return pass.error();
//   …                                               // the call, at most pass->timeout long
//   target.leave(*pass, Target::Call::answered, now);
//
// Threads  any number.
#pragma once

#include <expected>
#include <mutex>
#include <optional>
#include <stop_token>

#include "hapax/client/options.hpp"
#include "hapax/client/surroundings.hpp"
#include "kernel/adaptive_timeout.hpp"
#include "kernel/breaker.hpp"
#include "kernel/budget.hpp"

namespace hapax::client {

class Target {
 public:
    enum class Call : std::uint8_t {
        answered,  // and how long it took is worth knowing
        waited,    // a long poll came to its end: alive, and its time says nothing
        cut_off,   // at the end of its timeout
        failed,
        no_saying,  // cancelled, or cut off by the caller's own deadline
    };
    struct Pass {
        Breaker::Ticket ticket;
        Instant began;
        Duration timeout;
    };
    struct NoPass {
        Error cause;
        Instant until;  // not worth asking before
    };

    Target(const Options& options, Surroundings& surroundings);

    std::expected<Pass, NoPass> enter(Instant deadline, const std::stop_token& stop);
    void leave(const Pass& pass, Call call, Instant now);

    void earn();              // an operation begins
    bool spend(Instant now);  // a retry wants to be sent

    void learn_lifetime(Duration lifetime);
    std::optional<Duration> key_lifetime() const;

    Breaker::State state() const;

 private:
    Surroundings& surroundings_;
    mutable std::mutex mutex_;
    std::condition_variable_any turn_;
    Breaker breaker_;
    AdaptiveTimeout timeout_;
    RetryBudget budget_;
    std::optional<Duration> key_lifetime_;
};

}  // namespace hapax::client
