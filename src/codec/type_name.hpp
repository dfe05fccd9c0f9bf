// The name of a type on disk and on the wire: its C++ name without namespaces, or the one that it declares.
//
//   type_name<bank::MoneyWithdrawn>()   // "MoneyWithdrawn"
//   struct Old { static constexpr std::string_view name = "CashWithdrawn"; };   // "CashWithdrawn"
//
// Names    letters, digits and underscores, at most name_bytes_max; anything else does not compile.
// Threads  any.
#pragma once

#include <cstddef>
#include <string_view>

namespace hapax {

inline constexpr std::size_t name_bytes_max = 100;

namespace detail {

// g++: "… [with T = bank::X; std::string_view = …]"; clang: "… [T = bank::X]".
template <class T>
consteval std::string_view compiler_name() {
    const std::string_view signature = __PRETTY_FUNCTION__;
    const std::size_t begin = signature.find("T = ") + 4;
    const std::string_view full = signature.substr(begin, signature.find_first_of(";]", begin) - begin);
    const std::size_t colon = full.rfind("::");
    return colon == std::string_view::npos ? full : full.substr(colon + 2);
}

consteval bool valid_name(std::string_view name) {
    if (name.empty() || name.size() > name_bytes_max) return false;
    for (const char c : name) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
        if (!letter) return false;
    }
    return true;
}

// A static member, not a field of that name.
template <class T>
concept DeclaresName = requires { std::string_view{*&T::name}; };

}  // namespace detail

template <class T>
consteval std::string_view type_name() {
    if constexpr (detail::DeclaresName<T>) {
        static_assert(detail::valid_name(T::name), "A type's declared name must be letters, digits and underscores.");
        return T::name;
    } else {
        static_assert(
            detail::valid_name(detail::compiler_name<T>()),
            "A template or a local type has no stable name: give it a `static constexpr std::string_view name`.");
        return detail::compiler_name<T>();
    }
}

}  // namespace hapax
