// Digests of the house: fingerprints, caller scopes and ids derived from names.
//
//   Fingerprint same = fingerprint("PUT", "/accounts/42/withdrawals/0197…", body.canonical);
//   CallerScope scope = caller_scope(caller);
//   OperationId id = create_operation_id("/accounts/42");
//
// On disk   all three are stored for ever: their inputs never change.
// Threads   any.
// Source    ARCHITECTURE.md, sections 6 and 8; RFC 9562 section 5.5.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "kernel/ids.hpp"

namespace hapax {

std::array<std::uint8_t, 32> sha256(std::string_view bytes);
// Where a standard asks for it, and nothing depends on its strength.
std::array<std::uint8_t, 20> sha1(std::string_view bytes);

// SHA-256 over the version byte 1, then method, decoded canonical address and canonical body (empty when the request
// has none), each after its length as 4 bytes, little endian: no two requests give the same bytes.
Fingerprint fingerprint(std::string_view method, std::string_view address, std::string_view canonical_body);

// The first 8 bytes, big endian, of SHA-256 over issuer and subject, each after its length as 4 bytes, little endian.
CallerScope caller_scope(const Caller& caller);

// Version 5 id (SHA-1) of a name within a name space.
Uuid uuid5(const Uuid& name_space, std::string_view name);

// The id of the operation that creates what lives at `address`: version 5 within the URL name space of RFC 9562.
OperationId create_operation_id(std::string_view address);

}  // namespace hapax
