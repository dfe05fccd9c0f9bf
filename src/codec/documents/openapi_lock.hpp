// The API lock: a text file that remembers every route ever released with its fields, so that nobody breaks clients by
// accident.
//
//   const LockCheck check = check_openapi_lock(file_text, service);   // as codec/events_lock.hpp
//
// Format   # a comment
//          route put /accounts/{account}/withdrawals/{operation}
//            request amount integer 1..1000000000000000
//            answer balance integer
//          route put /v1/… deprecated
//          Fields of nested objects have their path, a[].b for those in lists and a{}.b in maps; `?` is behind the type
//          of an optional one. Sorted by address and method.
// Rules    1. A route of the lock is served; one that the lock knows as deprecated may go.
//          2. What a request may hold never gets narrower: no field goes, none becomes required, no limit tightens.
//          3. What an answer holds never gets less: no field goes or becomes optional, none changes its type.
//          Whoever must break one of them gives the route a new address, and lets the old one be deprecated().
// Threads  functions of their arguments.
#pragma once

#include <string_view>

#include "codec/events_lock.hpp"
#include "kernel/model/service.hpp"

namespace hapax {

LockCheck check_openapi_lock(std::string_view file, const Service& service);

}  // namespace hapax
