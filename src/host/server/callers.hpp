// Callers: how this server knows who asks, from configuration to an Identity for each edge loop.
//
//   Result<Callers> callers = open_callers(config, metrics);        // the data directory is there and ours
//   server parts: callers->identity                                 // empty: everyone is anonymous
//   add_dev_pages(pages, callers, config.server.listen, port);      // with auth.mode = "dev"
//
//   GET /dev/oidc/.well-known/openid-configuration
//   GET /dev/oidc/jwks
//
// The key of the development issuer is made at the first start in that mode and kept in the data directory. Whoever can
// read it can be anybody; nothing on the network gives tokens away (docs/decisions/0034-who-asks.md).
// Errors   secret_errc, identity::bearer_errc, callers_errc; the start is refused.
// Threads  opened by one; identity is called once for each loop, pages are made on edge loops.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/edge/http/router.hpp"
#include "adapters/identity/jwt_dev/dev_issuer.hpp"
#include "host/config/config.hpp"
#include "ports/driven/identity.hpp"
#include "ports/driven/metrics.hpp"

namespace hapax {

namespace callers_errc {
inline constexpr ErrorCode broken_key{"dev-key-invalid", Handling::park};
inline constexpr ErrorCode no_key{"dev-key-missing", Handling::park};
}  // namespace callers_errc

inline constexpr std::string_view dev_mode_warning =
    "callers are identified by a development issuer: whoever can read its key in the data directory can be anybody";

struct Callers {
    std::function<std::unique_ptr<Identity>(std::uint32_t loop)> identity;
    std::shared_ptr<const identity::DevIssuer> dev_issuer;  // null in other modes
};

Result<Callers> open_callers(const Config& config, Metrics& metrics);

// The issuer whose key lies in the data directory; never made here. For those who mint tokens.
Result<identity::DevIssuer> find_dev_issuer(const Config& config);

// `port` is 0 until the server listens. All arguments must outlive the pages.
void add_dev_pages(std::vector<http::Page>& pages, const Callers& callers, const std::string& listen,
                   const std::atomic<std::uint16_t>& port);

// "http://127.0.0.1:8080"
std::string url_of(std::string_view listen, std::uint16_t port);

}  // namespace hapax
