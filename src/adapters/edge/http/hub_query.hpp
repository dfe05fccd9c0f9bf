// The query of a hub's addresses: who connects, with which name, and which version of the negotiation.
//
//   const auto query = hub_query(target.query());      // nothing: a parameter is unknown, repeated or badly formed
//
// Threads  a function of its argument.
// Source   the transport protocols of ASP.NET Core SignalR.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hapax::http {

struct HubQuery {
    std::uint32_t version = 0;  // of the negotiation
    std::string id;             // of the connection
    std::string access_token;   // a browser cannot send it as a field
};
std::optional<HubQuery> hub_query(std::string_view query);

}  // namespace hapax::http
