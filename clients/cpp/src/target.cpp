#include "clients/cpp/src/target.hpp"

#include "hapax/client/errc.hpp"

namespace hapax::client {
namespace {

Breaker::Ending ending_of(Target::Call call) {
    switch (call) {
        case Target::Call::answered:
        case Target::Call::waited:
            return Breaker::Ending::succeeded;
        case Target::Call::cut_off:
        case Target::Call::failed:
            return Breaker::Ending::failed;
        case Target::Call::no_saying:
            break;
    }
    return Breaker::Ending::cancelled;
}

}  // namespace

Target::Target(const Options& options, Surroundings& surroundings)
    : surroundings_(surroundings),
      breaker_(options.breaker),
      timeout_(options.timeout),
      budget_(options.budget),
      key_lifetime_(options.key_lifetime) {}

std::expected<Target::Pass, Target::NoPass> Target::enter(Instant deadline, const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    for (;;) {
        const Instant now = surroundings_.now();
        if (stop.stop_requested() || now >= deadline) {
            turn_.notify_one();  // the turn that this one may have been woken for is another's
            return std::unexpected(NoPass{{client_errc::target_busy, {}}, now});
        }
        const auto ticket = breaker_.admit(now);
        if (ticket) return Pass{*ticket, now, timeout_.current(now)};
        if (ticket.error().state == Breaker::State::open)
            return std::unexpected(NoPass{{client_errc::breaker_open, {}}, ticket.error().until});
        surroundings_.wait(lock, turn_, deadline, stop);
    }
}

void Target::leave(const Pass& pass, Call call, Instant now) {
    const std::lock_guard lock(mutex_);
    const Breaker::State before = breaker_.state();
    breaker_.settle(pass.ticket, ending_of(call), now);
    if (call == Call::answered || call == Call::cut_off) timeout_.add(now - pass.began, now);
    const bool one_turn = before == Breaker::State::closed && breaker_.state() == before;
    one_turn ? turn_.notify_one() : turn_.notify_all();
}

void Target::earn() {
    const std::lock_guard lock(mutex_);
    budget_.earn();
}

bool Target::spend(Instant now) {
    const std::lock_guard lock(mutex_);
    return budget_.spend(now);
}

void Target::learn_lifetime(Duration lifetime) {
    const std::lock_guard lock(mutex_);
    key_lifetime_ = lifetime;
}

std::optional<Duration> Target::key_lifetime() const {
    const std::lock_guard lock(mutex_);
    return key_lifetime_;
}

Breaker::State Target::state() const {
    const std::lock_guard lock(mutex_);
    return breaker_.state();
}

}  // namespace hapax::client
