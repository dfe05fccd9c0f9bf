// Reads C++ values from parsed JSON.
//
//   JsonReader reader(Reading::strict);
//   Withdraw command;
//   if (!read_json(reader, document.root(), command)) return fields_problem(reader.take_errors());
//
// Forms    codec/json_traits.hpp. A member that is missing is an error unless its type is std::optional.
// Errors   false, and every error is in the reader; the value is then worthless.
// Threads  any; one reader each.
#pragma once

#include <cmath>
#include <string>
#include <utility>

#include <boost/describe/enum_from_string.hpp>

#include "codec/json_reader.hpp"
#include "codec/json_text.hpp"
#include "codec/json_traits.hpp"
#include "codec/limits.hpp"

namespace hapax {

template <class T>
bool read_json(JsonReader& reader, JsonView from, T& to);

inline bool unexpected_kind(JsonReader& reader, JsonView from, std::string_view wanted) {
    return reader.wrong("must be " + std::string(wanted) + ", not " + std::string(kind_word(from.kind())));
}

template <JsonInteger T>
bool read_json_integer(JsonReader& reader, JsonView from, T& to) {
    if (from.kind() == JsonView::Kind::integer && std::in_range<T>(from.integer())) {
        to = static_cast<T>(from.integer());
        return true;
    }
    if (from.kind() == JsonView::Kind::big && std::in_range<T>(from.big())) {
        to = static_cast<T>(from.big());
        return true;
    }
    const bool integer = from.kind() == JsonView::Kind::integer || from.kind() == JsonView::Kind::big;
    if (integer) return reader.wrong("is an integer out of range");
    return unexpected_kind(reader, from, "an integer");
}

template <std::floating_point T>
bool read_json_real(JsonReader& reader, JsonView from, T& to) {
    const auto kind = from.kind();
    if (kind != JsonView::Kind::integer && kind != JsonView::Kind::big && kind != JsonView::Kind::real) {
        return unexpected_kind(reader, from, "a number");
    }
    to = static_cast<T>(from.real());
    return std::isfinite(to) || reader.wrong("is a number out of range");
}

template <JsonTextual T>
bool read_json_text(JsonReader& reader, JsonView from, T& to) {
    if (from.kind() != JsonView::Kind::text) return unexpected_kind(reader, from, "a text");
    auto parsed = JsonText<T>::parse(from.text());
    if (!parsed) return reader.wrong("is not a valid " + std::string(JsonText<T>::what));
    to = std::move(*parsed);
    return true;
}

template <JsonEnum T>
bool read_json_enum(JsonReader& reader, JsonView from, T& to) {
    if (from.kind() != JsonView::Kind::text) return unexpected_kind(reader, from, "a text");
    const std::string name(from.text());
    const bool whole = name.find('\0') == std::string::npos;  // the look-up would stop there
    if (whole && boost::describe::enum_from_string(name.c_str(), to)) return true;
    return reader.wrong("is none of the possible values");
}

template <JsonList T>
bool read_json_list(JsonReader& reader, JsonView from, T& to) {
    if (from.kind() != JsonView::Kind::array) return unexpected_kind(reader, from, "an array");
    bool good = true;
    to.clear();
    to.reserve(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
        const JsonReader::Step inside(reader, i);
        typename T::value_type element{};
        good = read_json(reader, from.element(i), element) && good;
        to.push_back(std::move(element));
    }
    return good;  // NOLINT(clang-analyzer-core.StackAddressEscape): a step takes its address back
}

template <JsonMap T>
bool read_json_map(JsonReader& reader, JsonView from, T& to) {
    if (from.kind() != JsonView::Kind::object) return unexpected_kind(reader, from, "an object");
    bool good = true;
    to.clear();
    for (std::size_t i = 0; i < from.size(); ++i) {
        const auto member = from.member(i);
        const JsonReader::Step inside(reader, member.name);
        good = read_json(reader, member.value, to[std::string(member.name)]) && good;
    }
    return good;
}

// One described member: found tells whether the object has it.
template <class Descriptor, class T>
bool read_json_member(JsonReader& reader, JsonView object, T& to, std::size_t& found) {
    auto& member = to.*Descriptor::pointer;
    const auto value = object.find(Descriptor::name);
    if (!value) {
        if constexpr (JsonOptional<std::remove_cvref_t<decltype(member)>>) {
            member.reset();
            return true;
        }
        return reader.wrong_member(Descriptor::name, "is missing");
    }
    ++found;
    const JsonReader::Step inside(reader, Descriptor::name);
    if (!read_json(reader, *value, member)) return false;
    return !reader.strict() || within_limits<Limits<Descriptor::pointer>>(reader, member);
}

template <Described T>
bool read_json_members(JsonReader& reader, JsonView from, T& to) {
    if (from.kind() != JsonView::Kind::object) return unexpected_kind(reader, from, "an object");
    bool good = true;
    std::size_t found = 0;
    std::vector<std::string_view> names;
    for_each_member<T>(
        [&](auto descriptor) { good = read_json_member<decltype(descriptor)>(reader, from, to, found) && good; });
    if (!reader.strict() || found == from.size()) return good;
    for_each_member<T>([&](auto descriptor) { names.push_back(descriptor.name); });
    refuse_unknown_members(reader, from, names);
    return false;
}

template <class T>
bool read_json(JsonReader& reader, JsonView from, T& to) {
    if constexpr (std::same_as<T, bool>) {
        if (from.kind() != JsonView::Kind::boolean) return unexpected_kind(reader, from, "a boolean");
        to = from.boolean();
        return true;
    } else if constexpr (JsonInteger<T>) {
        return read_json_integer(reader, from, to);
    } else if constexpr (std::floating_point<T>) {
        return read_json_real(reader, from, to);
    } else if constexpr (std::same_as<T, std::string>) {
        if (from.kind() != JsonView::Kind::text) return unexpected_kind(reader, from, "a text");
        to = from.text();
        return true;
    } else if constexpr (JsonTextual<T>) {
        return read_json_text(reader, from, to);
    } else if constexpr (JsonWrapped<T>) {
        return read_json(reader, from, to.value);
    } else if constexpr (JsonEnum<T>) {
        return read_json_enum(reader, from, to);
    } else if constexpr (JsonOptional<T>) {
        to.reset();
        return from.kind() == JsonView::Kind::null || read_json(reader, from, to.emplace());
    } else if constexpr (JsonList<T>) {
        return read_json_list(reader, from, to);
    } else if constexpr (JsonMap<T>) {
        return read_json_map(reader, from, to);
    } else {
        static_assert(Described<T>, "A type that travels as JSON must be described: add BOOST_DESCRIBE_STRUCT for it.");
        return read_json_members(reader, from, to);
    }
}

}  // namespace hapax
