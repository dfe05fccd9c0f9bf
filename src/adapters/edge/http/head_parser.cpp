#include "adapters/edge/http/head_parser.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "adapters/edge/http/authority.hpp"
#include "adapters/edge/http/characters.hpp"

namespace hapax::http {
namespace {

constexpr std::size_t method_bytes_max = 16;
constexpr std::size_t version_bytes = sizeof("HTTP/1.1") - 1;

std::optional<Method> method_named(std::string_view name) {
    for (std::size_t i = 0; i < method_count; ++i) {
        if (text(static_cast<Method>(i)) == name) return static_cast<Method>(i);
    }
    return std::nullopt;
}

Field field_named(std::string_view name) {
    constexpr std::array<std::string_view, field_count> names{
        // framing
        "host", "content-length", "transfer-encoding", "connection", "expect", "content-type", "content-encoding",
        // what is asked, and by whom
        "idempotency-key", "prefer", "if-match", "if-none-match", "x-correlation-id", "traceparent", "accept-language",
        "origin", "user-agent", "x-retry-count", "authorization", "x-timeout-ms", "x-position", "x-allow-duplicate",
        // answers that go on
        "last-event-id", "upgrade", "sec-websocket-key", "sec-websocket-version",
        // documents
        "accept"};
    for (std::size_t i = 0; i < field_count; ++i) {
        if (same_word(name, names[i])) return static_cast<Field>(i);
    }
    return Field::unknown;
}

// The authority of an absolute-form target; nothing for the origin form.
std::optional<std::string_view> authority_of(std::string_view target) {
    const std::size_t scheme_end = target.find("://");
    if (target.starts_with('/') || scheme_end == std::string_view::npos) return std::nullopt;
    const std::string_view rest = target.substr(scheme_end + 3);
    return rest.substr(0, std::min(rest.find_first_of("/?"), rest.size()));
}

bool valid_target(Method method, std::string_view target) {
    if (target == "*") return method == Method::options;
    if (!target_class.all(target)) return false;
    if (target.starts_with('/')) return true;
    return same_word(target.substr(0, 7), "http://") || same_word(target.substr(0, 8), "https://");
}

const Refusal* take_length(Head& head, std::string_view value) {
    const bool canonical = !value.empty() && digit_class.all(value) && (value.size() == 1 || value.front() != '0');
    if (!canonical) return &refusal::bad_length;
    const auto [end, failed] = std::from_chars(value.data(), value.data() + value.size(), head.content_length);
    return failed == std::errc{} ? nullptr : &refusal::body_too_large;
}

const Refusal* take_coding(Head& head, std::string_view value) {
    head.chunked = same_word(value, "chunked");
    if (head.chunked) return nullptr;
    const std::string_view first = next_element(value);
    const bool known = same_word(first, "gzip") || same_word(first, "deflate") || same_word(first, "compress");
    return known && same_word(trimmed(value), "chunked") ? &refusal::not_implemented : &refusal::bad_length;
}

void take_connection(Head& head, std::string_view value) {
    while (!value.empty()) {
        const std::string_view option = next_element(value);
        if (same_word(option, "close")) head.close = true;
        if (same_word(option, "keep-alive")) head.keep_alive = true;
        if (same_word(option, "upgrade")) head.upgrade = true;
    }
}

// Fields that may come in several lines; of Prefer, a list of wishes, the first line is heard.
constexpr bool repeatable(Field field) {
    return field == Field::connection || field == Field::prefer || field == Field::accept_language ||
           field == Field::user_agent || field == Field::accept;
}

}  // namespace

void HeadParser::restart() {
    *this = HeadParser(*limits_);
}

Parsed HeadParser::refuse(const Refusal& refusal) {
    refusal_ = &refusal;
    return Parsed::refused;
}

Parsed HeadParser::parse(std::string_view bytes) {
    while (scanned_ < bytes.size()) {
        const std::size_t found = bytes.find('\n', scanned_);
        const std::size_t end = std::min(found, bytes.size());
        if (const Refusal* refusal = check_start(bytes.substr(line_, end - line_))) return refuse(*refusal);
        scanned_ = end;
        if (found == std::string_view::npos) return Parsed::incomplete;
        if (end == line_ || bytes[end - 1] != '\r') return refuse(refusal::malformed);
        const std::string_view line = bytes.substr(line_, end - 1 - line_);
        const bool last = line.empty() && expect_ == Expect::header;
        line_ = scanned_ = end + 1;
        const char* base = bytes.data();
        const Refusal* refusal = last ? finish(base) : take_line(line, base);
        if (refusal != nullptr) return refuse(*refusal);
        if (last) return Parsed::complete;
    }
    return Parsed::incomplete;
}

// What came of a line, up to its LF if that is here. A line is refused at its first byte too many, or at a NUL before
// that, whether the rest came with it or not: so a buffer never grows past the limits, and who sends the same bytes in
// other pieces is told the same.
const Refusal* HeadParser::check_start(std::string_view line) const {
    const std::size_t nul = std::min(line.find('\0'), line.size());
    if (const Refusal* too_long = check_length(line.substr(0, nul))) return too_long;
    return nul < line.size() ? &refusal::malformed : nullptr;
}

const Refusal* HeadParser::check_length(std::string_view line) const {
    constexpr std::size_t line_end = 1;
    if (expect_ == Expect::header) {
        const bool maybe_last = line.empty() || line == "\r";  // the empty line after the headers is none of them
        const bool room = line_ - headers_begin_ + line.size() + line_end <= limits_->headers_bytes_max;
        return room || maybe_last ? nullptr : &refusal::headers_too_large;
    }
    const std::size_t method_end = std::min(line.find(' '), line.size());
    if (method_end > method_bytes_max) return &refusal::malformed;
    const bool room = line.size() <= method_end + 1 + limits_->url_bytes_max + 1 + version_bytes + 1;
    return room ? nullptr : &refusal::address_too_long;
}

const Refusal* HeadParser::take_line(std::string_view line, const char* base) {
    if (expect_ == Expect::header) return take_header(line, base);
    if (line.empty() && !blank_line_) {
        blank_line_ = true;
        return nullptr;
    }
    expect_ = Expect::header;
    headers_begin_ = line_;
    return take_request_line(line, base);
}

const Refusal* HeadParser::take_request_line(std::string_view line, const char* base) {
    const std::size_t method_end = line.find(' ');
    const std::size_t target_end = line.rfind(' ');
    if (method_end == std::string_view::npos || method_end == target_end) return &refusal::malformed;
    const std::string_view name = line.substr(0, method_end);
    const std::string_view target = line.substr(method_end + 1, target_end - method_end - 1);
    const std::string_view version = line.substr(target_end + 1);
    if (name.empty() || name.size() > method_bytes_max || !token_class.all(name)) return &refusal::malformed;
    const bool version_form = version.size() == version_bytes && version.starts_with("HTTP/") &&
                              digit_class.has(version[5]) && version[6] == '.' && digit_class.has(version[7]);
    if (!version_form) return &refusal::malformed;
    if (version[5] != '1') return &refusal::bad_version;
    if (target.size() > limits_->url_bytes_max) return &refusal::address_too_long;
    const auto method = method_named(name);
    if (!method) return &refusal::not_implemented;
    if (!valid_target(*method, target)) return &refusal::malformed;
    head_.method = *method;
    head_.minor_0 = version[7] == '0';
    head_.target = {static_cast<std::uint32_t>(target.data() - base), static_cast<std::uint32_t>(target.size())};
    return nullptr;
}

const Refusal* HeadParser::take_header(std::string_view line, const char* base) {
    if (++headers_ > limits_->headers_max) return &refusal::headers_too_large;
    const std::size_t colon = line.find(':');
    const std::string_view name = line.substr(0, std::min(colon, line.size()));
    if (colon == std::string_view::npos || name.empty() || !token_class.all(name)) return &refusal::malformed;
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (!std::all_of(value.begin(), value.end(), value_character)) return &refusal::malformed;
    const Field field = field_named(name);
    if (field == Field::unknown) return nullptr;
    const bool again = head_.has(field);
    if (again && !repeatable(field)) return field == Field::host ? &refusal::bad_host : &refusal::malformed;
    head_.seen |= 1U << static_cast<unsigned>(field);
    if (!again) {
        head_.fields[static_cast<std::size_t>(field)] = {static_cast<std::uint32_t>(value.data() - base),
                                                         static_cast<std::uint32_t>(value.size())};
    }
    return take_field(field, value);
}

const Refusal* HeadParser::take_field(Field field, std::string_view value) {
    switch (field) {
        case Field::content_length:
            return take_length(head_, value);
        case Field::transfer_encoding:
            return take_coding(head_, value);
        case Field::connection:
            take_connection(head_, value);
            return nullptr;
        case Field::expect:
            head_.expects_continue = same_word(value, "100-continue");
            return head_.expects_continue ? nullptr : &refusal::expectation_failed;
        default:
            return nullptr;
    }
}

const Refusal* HeadParser::finish(const char* base) {
    if (head_.has(Field::transfer_encoding) && (head_.has(Field::content_length) || head_.minor_0)) {
        return &refusal::bad_length;
    }
    if (const Refusal* refusal = check_host(base)) return refusal;
    if (head_.content_length > limits_->body_bytes_max) return &refusal::body_too_large;
    if (head_.minor_0) {
        head_.close = head_.close || !head_.keep_alive;
        head_.expects_continue = false;
    }
    return nullptr;
}

const Refusal* HeadParser::check_host(const char* base) const {
    const auto authority = authority_of({base + head_.target.begin, head_.target.length});
    if (authority && !valid_authority(*authority)) return &refusal::bad_host;
    if (!head_.has(Field::host)) return head_.minor_0 ? nullptr : &refusal::bad_host;
    const Place place = head_.fields[static_cast<std::size_t>(Field::host)];
    const std::string_view host(base + place.begin, place.length);
    if (!valid_authority(host)) return &refusal::bad_host;
    return !authority || same_authority(*authority, host) ? nullptr : &refusal::bad_host;
}

}  // namespace hapax::http
