// Strong<Tag, T>: a T that converts to no other type. Different ids are different types.
//
//   using Position = Strong<struct PositionTag, std::uint64_t>;
//   Position first{1};
//
// Threads  values.
#pragma once

#include <compare>
#include <functional>
#include <utility>

namespace hapax {

template <class Tag, class T>
struct Strong {
    T value{};

    constexpr Strong() = default;
    constexpr explicit Strong(T v) : value(std::move(v)) {}
    friend constexpr auto operator<=>(const Strong&, const Strong&) = default;
    friend constexpr bool operator==(const Strong&, const Strong&) = default;
};

}  // namespace hapax

template <class Tag, class T>
struct std::hash<hapax::Strong<Tag, T>> {
    std::size_t operator()(const hapax::Strong<Tag, T>& s) const noexcept { return std::hash<T>{}(s.value); }
};
