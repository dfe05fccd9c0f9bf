// Writes C++ values as JSON text, straight into a string: no tree in between.
//
//   std::string out;
//   append_json(out, MoneyWithdrawn{2000});   // {"amount":2000}
//
// Forms    codec/json_traits.hpp; members in the order in which they are described.
// Errors   none; a floating point number that is not finite is a programmer error (asserts).
// Threads  any.
#pragma once

#include <string>
#include <string_view>

#include <boost/describe/enum_to_string.hpp>

#include "codec/json_number.hpp"
#include "codec/json_string.hpp"
#include "codec/json_text.hpp"
#include "codec/json_traits.hpp"
#include "kernel/assert.hpp"

namespace hapax {

template <class T>
void append_json(std::string& out, const T& value);

template <Described T>
void append_json_members(std::string& out, const T& value, bool first = true) {
    for_each_member<T>([&](auto descriptor) {
        if (!first) out += ',';
        first = false;
        out.append("\"").append(descriptor.name).append("\":");
        append_json(out, value.*descriptor.pointer);
    });
}

template <JsonList T>
void append_json_list(std::string& out, const T& list) {
    out += '[';
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (i != 0) out += ',';
        append_json<typename T::value_type>(out, list[i]);
    }
    out += ']';
}

template <JsonMap T>
void append_json_map(std::string& out, const T& map) {
    out += '{';
    for (auto it = map.begin(); it != map.end(); ++it) {
        if (it != map.begin()) out += ',';
        append_json_string(out, it->first);
        out += ':';
        append_json(out, it->second);
    }
    out += '}';
}

template <JsonTextual T>
void append_json_text(std::string& out, const T& value) {
    std::string text;
    JsonText<T>::append(text, value);
    append_json_string(out, text);
}

template <class T>
void append_json(std::string& out, const T& value) {
    if constexpr (std::same_as<T, bool>) {
        out += value ? "true" : "false";
    } else if constexpr (JsonInteger<T>) {
        append_json_integer(out, value);
    } else if constexpr (std::floating_point<T>) {
        append_json_number(out, value);
    } else if constexpr (std::same_as<T, std::string>) {
        append_json_string(out, value);
    } else if constexpr (JsonTextual<T>) {
        append_json_text(out, value);
    } else if constexpr (JsonWrapped<T>) {
        append_json(out, value.value);
    } else if constexpr (JsonEnum<T>) {
        const char* name = boost::describe::enum_to_string(value, nullptr);
        HAPAX_ASSERT(name != nullptr, "an enum holds a value that has no name");
        append_json_string(out, name);
    } else if constexpr (JsonOptional<T>) {
        if (value)
            append_json(out, *value);
        else
            out += "null";
    } else if constexpr (JsonList<T>) {
        append_json_list(out, value);
    } else if constexpr (JsonMap<T>) {
        append_json_map(out, value);
    } else {
        static_assert(Described<T>, "A type that travels as JSON must be described: add BOOST_DESCRIBE_STRUCT for it.");
        out += '{';
        append_json_members(out, value);
        out += '}';
    }
}

template <class T>
std::string to_json(const T& value) {
    std::string out;
    append_json(out, value);
    return out;
}

}  // namespace hapax
