// Quantity<Tag>: a whole number of something, such as cents, that mixes with no other quantity and never overflows
// in silence.
//
//   using Cents = hapax::Quantity<struct CentsTag>;
//   Cents balance{1000};   balance -= Cents{300};
//
// JSON     an integer.
// Errors   + - and negation throw std::overflow_error when the result does not fit; the operation then fails and
//          nothing is recorded as done.
// Threads  values.
#pragma once

#include <compare>
#include <cstdint>
#include <stdexcept>

#include "codec/json_traits.hpp"

namespace hapax {

template <class Tag>
struct Quantity {
    std::int64_t value = 0;

    friend constexpr auto operator<=>(const Quantity&, const Quantity&) = default;
    friend constexpr bool operator==(const Quantity&, const Quantity&) = default;

    constexpr Quantity& operator+=(Quantity other) {
        if (__builtin_add_overflow(value, other.value, &value)) throw std::overflow_error("a quantity overflowed");
        return *this;
    }
    constexpr Quantity& operator-=(Quantity other) {
        if (__builtin_sub_overflow(value, other.value, &value)) throw std::overflow_error("a quantity overflowed");
        return *this;
    }
    friend constexpr Quantity operator+(Quantity a, Quantity b) { return a += b; }
    friend constexpr Quantity operator-(Quantity a, Quantity b) { return a -= b; }
    friend constexpr Quantity operator-(Quantity a) { return Quantity{} -= a; }
};

template <class Tag>
struct JsonInner<Quantity<Tag>> : std::true_type {};

}  // namespace hapax
