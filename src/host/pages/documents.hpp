// The documents of a service: the page at /, /docs, /openapi.json, a schema for each type and a page for each problem.
// Written once, before the first request.
//
//   auto router = Router::build(service, health_pages(…), service_documents(service, version));
//
// Security  what the pages may load comes from this service alone (Content-Security-Policy), and nobody may frame them.
// Threads   a function of its arguments.
#pragma once

#include <string_view>
#include <vector>

#include "adapters/edge/http/document.hpp"
#include "kernel/model/service.hpp"

namespace hapax {

std::vector<http::Document> service_documents(const Service& service, std::string_view version);

}  // namespace hapax
