#include "adapters/edge/http/field_values.hpp"

#include <algorithm>
#include <charconv>

#include "adapters/edge/http/characters.hpp"

namespace hapax::http {
namespace {

constexpr CharacterClass lower_hex{"0123456789abcdef", false};
constexpr CharacterClass correlation_class{"-", true};
constexpr CharacterClass bearer_class{"-._~+/=", true};  // b64token of RFC 6750

template <class Number>
std::optional<Number> number(std::string_view digits) {
    Number value = 0;
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || failed != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return value;
}

std::string_view unquoted(std::string_view value) {
    const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
    return quoted ? value.substr(1, value.size() - 2) : value;
}

// Where the next semicolon is that stands in no quoted string.
std::size_t parameter_end(std::string_view text) {
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '"') quoted = !quoted;
        if (text[at] == '\\' && quoted) ++at;
        if (at < text.size() && text[at] == ';' && !quoted) return at;
    }
    return text.size();
}

bool visible(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7F; });
}

bool all_zero(std::string_view digits) {
    return digits.find_first_not_of('0') == std::string_view::npos;
}

}  // namespace

Preferences preferences(std::string_view value) {
    Preferences wishes;
    while (!value.empty()) {
        const std::string_view element = next_element(value);
        const std::string_view wish = trimmed(element.substr(0, element.find(';')));
        const std::size_t equals = std::min(wish.find('='), wish.size());
        const std::string_view name = trimmed(wish.substr(0, equals));
        const std::string_view argument = trimmed(wish.substr(std::min(equals + 1, wish.size())));
        if (same_word(name, "respond-async")) wishes.respond_async = true;
        if (same_word(name, "wait") && !wishes.wait_seconds) wishes.wait_seconds = number<std::uint32_t>(argument);
    }
    return wishes;
}

std::optional<Uuid> idempotency_key(std::string_view value) {
    return Uuid::parse(unquoted(value));
}

std::optional<std::uint64_t> strong_tag(std::string_view value) {
    const std::string_view digits = unquoted(value);
    const bool canonical = digits.size() + 2 == value.size() && (digits.size() == 1 || !digits.starts_with('0'));
    return canonical ? number<std::uint64_t>(digits) : std::nullopt;
}

std::optional<std::uint64_t> weak_tag(std::string_view value) {
    return strong_tag(value.starts_with("W/") ? value.substr(2) : value);
}

std::optional<std::uint64_t> newest_tag(std::string_view list) {
    std::optional<std::uint64_t> newest;
    while (!list.empty()) newest = std::max(newest, weak_tag(next_element(list)));
    return newest;
}

bool json_media_type(std::string_view value) {
    const std::size_t end = std::min(value.find(';'), value.size());
    const std::string_view type = trimmed(value.substr(0, end));
    constexpr std::string_view prefix = "application/";
    if (type.size() <= prefix.size() || !same_word(type.substr(0, prefix.size()), prefix)) return false;
    const std::string_view subtype = type.substr(prefix.size());
    const bool suffixed = subtype.size() > 5 && same_word(subtype.substr(subtype.size() - 5), "+json");
    if (!token_class.all(subtype) || (!same_word(subtype, "json") && !suffixed)) return false;
    std::string_view parameters = value.substr(end);
    while (!parameters.empty()) {
        parameters.remove_prefix(1);
        const std::size_t next = parameter_end(parameters);
        const std::string_view parameter = trimmed(parameters.substr(0, next));
        const bool charset = same_word(parameter.substr(0, 8), "charset=");
        if (charset && !same_word(unquoted(parameter.substr(8)), "utf-8")) return false;
        parameters.remove_prefix(next);
    }
    return true;
}

bool valid_traceparent(std::string_view value) {
    if (value.size() < 55 || value[2] != '-' || value[35] != '-' || value[52] != '-') return false;
    const std::string_view version = value.substr(0, 2);
    const std::string_view trace = value.substr(3, 32);
    const std::string_view parent = value.substr(36, 16);
    const bool hex =
        lower_hex.all(version) && lower_hex.all(trace) && lower_hex.all(parent) && lower_hex.all(value.substr(53, 2));
    if (!hex || version == "ff" || all_zero(trace) || all_zero(parent)) return false;
    const std::string_view later = value.substr(55);  // what a later version adds; it is given back and stored
    return later.empty() || (version != "00" && later.front() == '-' && value.size() <= 256 && visible(later));
}

bool valid_correlation_id(std::string_view value) {
    return !value.empty() && value.size() <= 64 && correlation_class.all(value);
}

std::optional<Position> position(std::string_view value) {
    constexpr std::size_t digits_max = 20;
    const auto given = value.size() <= digits_max ? number<std::uint64_t>(value) : std::nullopt;
    if (!given) return std::nullopt;
    return Position{*given};
}

std::optional<Duration> timeout(std::string_view value) {
    constexpr std::size_t digits_max = 10;
    const auto milliseconds = value.size() <= digits_max ? number<std::uint64_t>(value) : std::nullopt;
    if (!milliseconds) return std::nullopt;
    return std::chrono::milliseconds{*milliseconds};
}

std::optional<std::string_view> bearer_token(std::string_view value) {
    constexpr std::string_view scheme = "bearer";
    if (value.size() <= scheme.size() || !same_word(value.substr(0, scheme.size()), scheme)) return std::nullopt;
    const std::string_view after = value.substr(scheme.size());
    const std::string_view token = after.substr(std::min(after.find_first_not_of(' '), after.size()));
    const bool form = after.front() == ' ' && !token.empty() && bearer_class.all(token);
    return form ? std::optional(token) : std::nullopt;
}

std::uint32_t retry_count(std::string_view value) {
    return number<std::uint32_t>(value).value_or(0);
}

std::string_view self_description(std::string_view value, std::size_t bytes_max) {
    const bool printable = std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
    return printable ? value.substr(0, bytes_max) : std::string_view{};
}

}  // namespace hapax::http
