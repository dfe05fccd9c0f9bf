#include <algorithm>

#include "clients/cpp/src/text.hpp"
#include "hapax/client/transport.hpp"

namespace hapax::client {

std::optional<std::string_view> find_header(const std::vector<Header>& headers, std::string_view name) {
    const auto at = std::ranges::find_if(headers, [&](const Header& h) { return equal_ignoring_case(h.name, name); });
    if (at == headers.end()) return std::nullopt;
    return at->value;
}

}  // namespace hapax::client
