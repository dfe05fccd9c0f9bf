#include "host/config/address.hpp"

#include <array>
#include <cstddef>
#include <limits>

#include <arpa/inet.h>
#include <netinet/in.h>

#include "host/config/value_text.hpp"

namespace hapax::configuration {
namespace {

bool is_numeric(int family, const std::string& host) {
    std::array<std::byte, sizeof(in6_addr)> bytes{};
    return inet_pton(family, host.c_str(), bytes.data()) == 1;
}

// Takes the host off `text`, up to the colon before the port.
std::optional<std::string> take_host(std::string_view& text) {
    const bool bracketed = text.starts_with('[');
    const std::size_t end = text.find(bracketed ? "]:" : ":");
    if (end == std::string_view::npos) return std::nullopt;
    std::string host(bracketed ? text.substr(1, end - 1) : text.substr(0, end));
    text.remove_prefix(end + (bracketed ? 2 : 1));
    if (!bracketed && host == "localhost") host = "127.0.0.1";
    if (!is_numeric(bracketed ? AF_INET6 : AF_INET, host)) return std::nullopt;
    return host;
}

}  // namespace

bool Address::is_loopback() const {
    return host == "::1" || host.starts_with("127.");
}

std::optional<Address> parse_address(std::string_view text) {
    auto host = take_host(text);
    if (!host) return std::nullopt;
    const auto port = parse_count(text);
    if (!port || *port > std::numeric_limits<std::uint16_t>::max()) return std::nullopt;
    return Address{std::move(*host), static_cast<std::uint16_t>(*port)};
}

}  // namespace hapax::configuration
