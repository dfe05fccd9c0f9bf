// Assertions: we were wrong, so stop. They stay on in release builds.
//
//   HAPAX_ASSERT(position > durable, "a commit was numbered twice");
//
//   end_process("store-write-failed");      // behind Runtime::abort(): the world failed, and only a restart repairs it
//
// Errors   a failed assertion prints file, line and the sentence to stderr and aborts: a crash is safe, going on is
// not.
// Threads  any.
#pragma once

#include <string_view>

namespace hapax {
[[noreturn]] void assertion_failed(const char* file, int line, const char* condition, const char* sentence) noexcept;
[[noreturn]] void end_process(std::string_view why) noexcept;
}  // namespace hapax

#define HAPAX_ASSERT(condition, sentence) \
    (static_cast<bool>(condition) ? void() : ::hapax::assertion_failed(__FILE__, __LINE__, #condition, sentence))
