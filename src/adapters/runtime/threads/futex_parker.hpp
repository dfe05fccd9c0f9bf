// FutexParker: one token in one word. An unpark() whose owner is awake costs one atomic exchange and no system call.
//
//                 unpark()                     unpark() wakes
//      empty  ──────────────▶  token      sleeping ──────────▶ token
//        ▲                       │            ▲
//        └─────── park() ────────┘            └── park() of empty: empty ─▶ sleeping ─▶ futex wait
//
// Why no wake-up is lost: the owner sleeps only while the word is `sleeping` (the kernel compares it under its own
// lock), and unpark() replaces it by `token` before it wakes.
// Memory   unpark() releases, park() acquires: what was written before is seen after.
// Errors   an unexpected errno is a broken invariant and asserts.
// Threads  park() by the one owner, unpark() from anywhere.
// Source   ARCHITECTURE.md, section 4; the three states are those of most thread parkers.
#pragma once

#include <atomic>

#include "adapters/runtime/threads/patience.hpp"
#include "ports/driven/runtime.hpp"

namespace hapax {

class FutexParker final : public Parker {
 public:
    explicit FutexParker(Patience patience) : patience_(patience) {}
    bool park(Instant deadline) override;
    void unpark() override;

 private:
    enum : std::uint32_t { empty, token, sleeping };

    bool take_token();
    bool take_token_soon();
    bool sleep_until(Instant deadline);  // false at the deadline

    std::atomic<std::uint32_t> word_{empty};
    Patience patience_;
};

}  // namespace hapax
