// Error: the world said no. A code that a caller can act on, how to handle it, and text for the log.
//
//   if (!written) return fail(store_errc::storage_full, "segment 12 could not be prepared");
//
// A rejection (the domain said no) is not an Error, and a broken invariant is an assertion: see kernel/assert.hpp.
// Threads  values; share freely.
// Source   ARCHITECTURE.md, section 9; docs/decisions/0009-errors-are-values.md.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace hapax {

enum class Handling : unsigned char {
    retry,  // may succeed later, nothing happened
    park,   // a person or another component must act first
    fatal,  // this process must not go on
};

// One value of a module's errc namespace. Compared by name; names are unique over the program and appear on the wire.
struct ErrorCode {
    std::string_view name;
    Handling handling;
    friend bool operator==(const ErrorCode& a, const ErrorCode& b) { return a.name == b.name; }
};

struct Error {
    ErrorCode code;
    std::string detail;
    friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = std::expected<T, Error>;

[[nodiscard]] inline std::unexpected<Error> fail(const ErrorCode& code, std::string detail = {}) {
    return std::unexpected<Error>(Error{code, std::move(detail)});
}

template <class T>
[[nodiscard]] std::unexpected<Error> pass_on(const Result<T>& failed) {
    return std::unexpected<Error>(failed.error());
}

}  // namespace hapax
