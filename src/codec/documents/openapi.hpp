// The OpenAPI 3.1 document of a service, made of what it registered.
//
//   std::string text = openapi_json(service);
//
// The same service gives the same bytes.
// Threads  a function of its argument.
// Source   spec.openapis.org/oas/v3.1.0.
#pragma once

#include <string>

#include "kernel/model/service.hpp"

namespace hapax {

std::string openapi_json(const Service& service);

}  // namespace hapax
