// A list of operations on the wire: what its query asks for, and the document that answers it.
//
//   GET /operations?status=rejected&type=Withdraw&since=2026-11-22T10:00:00Z&limit=20&cursor=o4711
//   {"items":[{"id","status","type","resource","acceptedAt","position"?,"links":{"self","resource"?}}],"next":"o4690"|null}
//
//   const auto asked = own_operations_query(target.query(), limits);   // nothing: unknown, repeated or badly formed
//   append_operation_list(body, page);
//
// Limits   limit above operations_max is cut to it.
// Threads  functions of their arguments.
// Source   ARCHITECTURE.md, section 8.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/edge/http/limits.hpp"
#include "ports/driving/own_operations.hpp"

namespace hapax::http {

namespace list_limits {
inline constexpr std::uint32_t operations_max = 100;
inline constexpr std::size_t type_bytes_max = 128;
inline constexpr std::size_t since_bytes_max = 40;
inline constexpr std::size_t cursor_bytes_max = 32;
}  // namespace list_limits

std::optional<OwnOperations> own_operations_query(std::string_view query, const Limits& limits);
void append_operation_list(std::string& out, const OwnPage& page);

}  // namespace hapax::http
