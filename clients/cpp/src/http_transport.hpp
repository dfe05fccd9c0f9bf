// HttpTransport: HTTP/1.1 over TCP to one target, over connections that are kept.
//
//   auto transport = make_http_transport("http://127.0.0.1:8080", limits);
//
// A kept connection that turns out to be closed before anything of an answer came is replaced, once, by a new one.
// Limits   client::Limits. No TLS, no proxies, no redirects, no compression, no pipelining.
// Errors   of make_…: the text is no "http://host:port". Of exchange(): transport.hpp.
// Threads  any number.
#pragma once

#include <memory>
#include <string_view>

#include "hapax/client/options.hpp"
#include "hapax/client/transport.hpp"

namespace hapax::client {

Result<std::shared_ptr<Transport>> make_http_transport(std::string_view target, const Limits& limits);

}  // namespace hapax::client
