// Checks a field that was read against what its Limits say.
//
//   within_limits<Limits<&Withdraw::amount>>(reader, command.amount)
//
// Numbers, and what travels as one, have minimum and maximum (both allowed); texts have min_length and max_length in
// characters; an optional is checked when it holds something; a list's length is in elements.
// Errors   noted in the reader.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "codec/json_number.hpp"
#include "codec/json_reader.hpp"
#include "codec/json_traits.hpp"

namespace hapax {

inline std::size_t characters(std::string_view utf8) {
    return static_cast<std::size_t>(
        std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

template <class Number>
std::string number_text(Number number) {
    std::string out;
    if constexpr (std::integral<Number>)
        append_json_integer(out, number);
    else
        append_json_number(out, number);
    return out;
}

inline std::string counted(std::size_t count, std::string_view of_what) {
    return number_text(count) + " " + std::string(of_what) + (count == 1 ? "" : "s");
}

template <class L, class Number>
bool number_within(JsonReader& reader, Number value) {
    if constexpr (requires { L::minimum; }) {
        if (value < static_cast<Number>(L::minimum)) return reader.wrong("must be at least " + number_text(L::minimum));
    }
    if constexpr (requires { L::maximum; }) {
        if (value > static_cast<Number>(L::maximum)) return reader.wrong("must be at most " + number_text(L::maximum));
    }
    return true;
}

template <class L>
bool length_within(JsonReader& reader, std::size_t length, std::string_view of_what) {
    if constexpr (requires { L::min_length; }) {
        if (length < std::size_t{L::min_length}) {
            return reader.wrong("must have at least " + counted(L::min_length, of_what));
        }
    }
    if constexpr (requires { L::max_length; }) {
        if (length > std::size_t{L::max_length}) {
            return reader.wrong("must have at most " + counted(L::max_length, of_what));
        }
    }
    return true;
}

template <class L, class T>
bool within_limits(JsonReader& reader, const T& value) {
    if constexpr (JsonOptional<T>) {
        return !value || within_limits<L>(reader, *value);
    } else if constexpr (JsonWrapped<T>) {
        return within_limits<L>(reader, value.value);
    } else if constexpr (JsonInteger<T> || std::floating_point<T>) {
        return number_within<L>(reader, value);
    } else if constexpr (std::same_as<T, std::string>) {
        return length_within<L>(reader, characters(value), "character");
    } else if constexpr (JsonList<T> || JsonMap<T>) {
        return length_within<L>(reader, value.size(), "element");
    } else {
        return true;
    }
}

}  // namespace hapax
