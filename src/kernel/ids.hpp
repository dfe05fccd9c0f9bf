// The ids of the house. None converts into another.
//
//   Position      of a record in the journal: 1, 2, 3, …; 0 = before the first
//   Version       number of events in a stream; 0 = the stream does not exist
//   OperationId   chosen by the client
//   OperationKey  what an operation is known by: its id within its caller's scope
//   StreamId      the aggregate type's stream name and the key of one aggregate ("account", "42")
//
// Threads  values.
// Source   ARCHITECTURE.md, section 1.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>

#include "kernel/strong.hpp"
#include "kernel/uuid.hpp"

namespace hapax {

using Position = Strong<struct PositionTag, std::uint64_t>;
using Version = Strong<struct VersionTag, std::uint64_t>;
using OperationId = Strong<struct OperationIdTag, Uuid>;

// The first 8 bytes of SHA-256 over issuer and subject (codec/digest.hpp computes it).
using CallerScope = Strong<struct CallerScopeTag, std::uint64_t>;

// SHA-256 over version byte, method, decoded canonical address and canonical body (codec/fingerprint.hpp).
using Fingerprint = Strong<struct FingerprintTag, std::array<std::uint8_t, 32>>;

struct OperationKey {
    OperationId id;
    CallerScope scope;
    friend auto operator<=>(const OperationKey&, const OperationKey&) = default;
    friend bool operator==(const OperationKey&, const OperationKey&) = default;
};

struct Caller {
    std::string issuer;
    std::string subject;
    friend bool operator==(const Caller&, const Caller&) = default;
};

// Who asks where nobody has to say who he is.
inline Caller anonymous_caller() {
    return {"", "anonymous"};
}

// How a caller is shown: the subject, and its issuer when there is one. A subject with a bar keeps one before it, or its
// first part would pass for an issuer.
inline std::string text(const Caller& caller) {
    const bool alone = caller.issuer.empty() && caller.subject.find('|') == std::string::npos;
    return alone ? caller.subject : caller.issuer + "|" + caller.subject;
}

struct StreamId {
    std::string type;
    std::string key;
    friend auto operator<=>(const StreamId&, const StreamId&) = default;
    friend bool operator==(const StreamId&, const StreamId&) = default;
};

// What the index knows a stream by: the first 128 bits of SHA-256 over its type and key (codec/stream_hash.hpp computes
// it). Collisions are ruled out by comparing the record read.
using StreamHash = Strong<struct StreamHashTag, std::array<std::uint64_t, 2>>;

}  // namespace hapax

// Ids chosen by clients may be hostile: every table over them mixes all bytes (splitmix64 finaliser).
namespace hapax {
constexpr std::uint64_t mixed(std::uint64_t x) {
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9ULL;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebULL;
    return x ^ x >> 31;
}
}  // namespace hapax

template <>
struct std::hash<hapax::OperationKey> {
    std::size_t operator()(const hapax::OperationKey& k) const noexcept {
        std::uint64_t high = 0;
        std::uint64_t low = 0;
        for (std::size_t i = 0; i < 8; ++i) high = high << 8 | k.id.value.bytes[i];
        for (std::size_t i = 8; i < 16; ++i) low = low << 8 | k.id.value.bytes[i];
        return hapax::mixed(high ^ hapax::mixed(low ^ hapax::mixed(k.scope.value)));
    }
};

template <>
struct std::hash<hapax::StreamId> {
    std::size_t operator()(const hapax::StreamId& s) const noexcept {
        return std::hash<std::string>{}(s.type) * 31 + std::hash<std::string>{}(s.key);
    }
};
