// From configuration to the options of edge and loops.
#pragma once

#include "adapters/edge/http_server/http_server.hpp"
#include "application/service/service_loops.hpp"
#include "host/config/config.hpp"

namespace hapax {

http::ServerOptions server_options(const Config& config);
ServiceOptions service_options(const Config& config);
Duration stop_deadline(const Config& config);

}  // namespace hapax
