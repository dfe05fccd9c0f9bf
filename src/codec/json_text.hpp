// The types of the house that travel as a text.
//
//   Uuid, OperationId  0197a3c0-6d1e-7cc2-8a57-0242ac120002
//   Timestamp          2026-11-22T10:28:15.000123Z
//   Position, Version  decimal digits in quotes: JSON numbers lose digits beyond 2^53 in many readers
//   Caller             issuer|subject, or the subject alone; an issuer holds no bar
//
// Threads  any.
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "codec/json_number.hpp"
#include "codec/json_traits.hpp"
#include "codec/rfc3339.hpp"
#include "kernel/ids.hpp"

namespace hapax {

template <>
struct JsonText<Uuid> {
    static constexpr std::string_view what = "uuid";
    static constexpr std::string_view format = "uuid";
    static void append(std::string& out, const Uuid& id) { out += id.text(); }
    static std::optional<Uuid> parse(std::string_view text) { return Uuid::parse(text); }
};

template <>
struct JsonText<OperationId> {
    static constexpr std::string_view what = "uuid";
    static constexpr std::string_view format = "uuid";
    static void append(std::string& out, const OperationId& id) { out += id.value.text(); }
    static std::optional<OperationId> parse(std::string_view text) {
        const auto id = Uuid::parse(text);
        if (!id) return std::nullopt;
        return OperationId{*id};
    }
};

template <>
struct JsonText<Timestamp> {
    static constexpr std::string_view what = "time";
    static constexpr std::string_view format = "date-time";
    static void append(std::string& out, Timestamp time) { append_rfc3339(out, time); }
    static std::optional<Timestamp> parse(std::string_view text) { return parse_rfc3339(text); }
};

template <class Number>
struct JsonDigits {
    static constexpr std::string_view pattern = "^[0-9]{1,20}$";
    static void append(std::string& out, Number number) { append_json_integer(out, number.value); }
    static std::optional<Number> parse(std::string_view text) {
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
        return Number{value};
    }
};
template <>
struct JsonText<Position> : JsonDigits<Position> {
    static constexpr std::string_view what = "position";
};
template <>
struct JsonText<Version> : JsonDigits<Version> {
    static constexpr std::string_view what = "version";
};

template <>
struct JsonText<Caller> {
    static constexpr std::string_view what = "caller";
    static void append(std::string& out, const Caller& caller) { out += hapax::text(caller); }
    static std::optional<Caller> parse(std::string_view text) {
        const std::size_t bar = text.find('|');
        if (bar == std::string_view::npos) return Caller{"", std::string(text)};
        return Caller{std::string(text.substr(0, bar)), std::string(text.substr(bar + 1))};
    }
};

}  // namespace hapax
