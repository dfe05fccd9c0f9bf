#include "adapters/edge/http/timer_wheel.hpp"

#include <algorithm>

#include "kernel/assert.hpp"

namespace hapax::http {

TimerWheel::TimerWheel(Duration step) : step_(step) {
    HAPAX_ASSERT(step.count() > 0, "a timer wheel needs a step");
    first_.fill(none);
}

void TimerWheel::set(std::uint32_t slot, Instant deadline) {
    if (slot >= timers_.size()) timers_.resize(slot + 1);
    clear(slot);
    // A deadline that has passed is found by the next advance().
    const std::int64_t tick = started_ ? std::max(tick_of(deadline), tick_) : tick_of(deadline);
    Timer& timer = timers_[slot];
    timer.deadline = deadline;
    timer.spoke = static_cast<std::uint32_t>(static_cast<std::uint64_t>(tick) % spokes);
    timer.previous = none;
    timer.next = first_[timer.spoke];
    if (timer.next != none) timers_[timer.next].previous = slot;
    first_[timer.spoke] = slot;
}

void TimerWheel::clear(std::uint32_t slot) {
    if (!is_set(slot)) return;
    Timer& timer = timers_[slot];
    (timer.previous == none ? first_[timer.spoke] : timers_[timer.previous].next) = timer.next;
    if (timer.next != none) timers_[timer.next].previous = timer.previous;
    timer.spoke = none;
}

// The spoke of the running tick is looked at again next time: not all of its deadlines have passed.
void TimerWheel::collect(Instant now) {
    const std::int64_t current = tick_of(now);
    const std::int64_t from = started_ && current - tick_ < spokes ? tick_ : current - (spokes - 1);
    for (std::int64_t tick = from; tick <= current; ++tick) {
        collect_spoke(static_cast<std::uint32_t>(static_cast<std::uint64_t>(tick) % spokes), now);
    }
    tick_ = std::max(tick_, current);
    started_ = true;
}

void TimerWheel::collect_spoke(std::uint32_t spoke, Instant now) {
    for (std::uint32_t slot = first_[spoke]; slot != none;) {
        const std::uint32_t next = timers_[slot].next;
        if (timers_[slot].deadline <= now) {
            clear(slot);
            due_.push_back(slot);
        }
        slot = next;
    }
}

}  // namespace hapax::http
