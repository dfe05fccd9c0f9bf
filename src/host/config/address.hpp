// An address and port to listen on: numeric IPv4, numeric IPv6 in brackets, or localhost.
//
//   parse_address("[::1]:8080")  →  {"::1", 8080}, is_loopback() == true
//
// Errors   nothing when the text has another form; names other than localhost are not looked up.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hapax::configuration {

struct Address {
    std::string host;  // without brackets; localhost is 127.0.0.1
    std::uint16_t port;

    bool is_loopback() const;
};

std::optional<Address> parse_address(std::string_view text);

}  // namespace hapax::configuration
