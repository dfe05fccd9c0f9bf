// A fuzz target: a function of bytes that ends the process when a promise is broken.
//
//   HAPAX_FUZZ_TARGET(json_codec) {              // Input& input is its argument
//       HAPAX_ASSERT(text == again, "what was written reads as something else");
//   }
//
// One program with libFuzzer for each target (preset fuzz), and one without it that replays every file of the corpus in
// ./test, so that what was found once stays covered.
// Input    take_…() never fails: an input that is too short goes on with zeros.
// Threads  one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "kernel/assert.hpp"

namespace hapax::fuzz {

class Input {
 public:
    Input(const std::uint8_t* data, std::size_t size) : rest_(reinterpret_cast<const char*>(data), size) {}

    bool empty() const { return rest_.empty(); }
    std::uint8_t take_byte() {
        if (rest_.empty()) return 0;
        const auto byte = static_cast<std::uint8_t>(rest_.front());
        rest_.remove_prefix(1);
        return byte;
    }
    std::uint32_t take_u16() {
        const std::uint32_t low = take_byte();
        return low | static_cast<std::uint32_t>(take_byte()) << 8;
    }
    std::string_view take(std::size_t bytes) {
        const std::string_view taken = rest_.substr(0, bytes);
        rest_.remove_prefix(taken.size());
        return taken;
    }
    std::string_view take_rest() { return take(rest_.size()); }

 private:
    std::string_view rest_;
};

inline std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text.data(), text.size()));
}

// A copy of its own: a sanitizer sees every byte that is read past its end.
inline std::string exact_copy(std::string_view text) {
    std::string copy(text);
    copy.shrink_to_fit();
    return copy;
}

using TargetFunction = void (*)(Input& input);

// All targets that are linked into this program, by name.
std::map<std::string, TargetFunction>& targets();

struct Registered {
    Registered(const char* name, TargetFunction target) { targets().emplace(name, target); }
};

}  // namespace hapax::fuzz

#define HAPAX_FUZZ_TARGET(name)                                                                  \
    static void name##_target(::hapax::fuzz::Input& input);                                      \
    static const ::hapax::fuzz::Registered name##_registered{#name, name##_target}; /* NOLINT */ \
    static void name##_target(::hapax::fuzz::Input& input)
