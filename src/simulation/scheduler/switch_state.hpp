// SwitchState: what must change hands with a stack besides the registers, one for each side of a switch.
//
//   mine.leave(other);   … jump …   mine.arrive();
//
// - The C++ runtime keeps the exceptions in flight per thread; two fibers in catch blocks would share them.
// - AddressSanitizer keeps the bounds of the stack and a side stack for frames; ThreadSanitizer keeps a shadow stack.
// Threads  one.
// Source   Itanium C++ ABI, __cxa_get_globals; sanitizer/common_interface_defs.h; sanitizer/tsan_interface.h.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>

#include <cxxabi.h>

#if defined(__SANITIZE_ADDRESS__)
#define HAPAX_FIBERS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAPAX_FIBERS_ASAN 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define HAPAX_FIBERS_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define HAPAX_FIBERS_TSAN 1
#endif
#endif

#if defined(HAPAX_FIBERS_ASAN)
#include <sanitizer/common_interface_defs.h>
#endif
#if defined(HAPAX_FIBERS_TSAN)
#include <sanitizer/tsan_interface.h>
#endif

namespace hapax::simulation {

class SwitchState {
 public:
    // The side outside: its stack is learnt from the sanitizer at each switch.
    SwitchState() = default;

    // The side inside, with its own stack.
    SwitchState(const void* bottom, std::size_t size) : bottom_(bottom), size_(size) {
#if defined(HAPAX_FIBERS_TSAN)
        tsan_ = __tsan_create_fiber(0);
        owns_tsan_ = true;
#endif
    }

    SwitchState(const SwitchState&) = delete;
    SwitchState& operator=(const SwitchState&) = delete;
    ~SwitchState() {
#if defined(HAPAX_FIBERS_TSAN)
        if (owns_tsan_) __tsan_destroy_fiber(tsan_);
#endif
    }

    // Inlined like all that runs between the announcement and the jump: ThreadSanitizer counts calls per stack.
    [[gnu::always_inline]] void leave(const SwitchState& to) {
        save_exceptions();
        to.load_exceptions();
        announce(&fake_stack_, to);
    }

    // The side stack of what ends here is freed.
    [[gnu::always_inline]] void leave_for_ever(const SwitchState& to) {
        to.load_exceptions();
        announce(nullptr, to);
    }

    void arrive() const { finish(nullptr, nullptr); }

    // Learns where the other side's stack lies.
    void arrive_from(SwitchState& other) const { finish(&other.bottom_, &other.size_); }

 private:
    static constexpr std::size_t exception_state_bytes = 2 * sizeof(void*);  // __cxa_eh_globals

    void save_exceptions() { std::memcpy(exceptions_.data(), abi::__cxa_get_globals(), exceptions_.size()); }
    void load_exceptions() const { std::memcpy(abi::__cxa_get_globals(), exceptions_.data(), exceptions_.size()); }

    [[gnu::always_inline]] void announce([[maybe_unused]] void** fake_stack, [[maybe_unused]] const SwitchState& to) {
#if defined(HAPAX_FIBERS_ASAN)
        __sanitizer_start_switch_fiber(fake_stack, to.bottom_, to.size_);
#endif
#if defined(HAPAX_FIBERS_TSAN)
        if (!owns_tsan_) tsan_ = __tsan_get_current_fiber();
        __tsan_switch_to_fiber(to.tsan_, 0);
#endif
    }

    void finish([[maybe_unused]] const void** bottom, [[maybe_unused]] std::size_t* size) const {
#if defined(HAPAX_FIBERS_ASAN)
        __sanitizer_finish_switch_fiber(fake_stack_, bottom, size);
#endif
    }

    std::array<std::byte, exception_state_bytes> exceptions_{};
    const void* bottom_ = nullptr;
    std::size_t size_ = 0;
    void* fake_stack_ = nullptr;
#if defined(HAPAX_FIBERS_TSAN)
    void* tsan_ = nullptr;
    bool owns_tsan_ = false;
#endif
};

}  // namespace hapax::simulation
