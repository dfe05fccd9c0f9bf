// Commit: everything one decision makes durable together, one record of the journal.
//
// The record keeps reply fields and a renderer version instead of the rendered answer, because position and version
// are assigned when it is appended; codec/answer_v1 renders the same bytes from it for ever.
//
// Invariants
//   1. An operation that is not `accomplished` carries no events.
//   2. expected.kind says what the stream had to be when the commit was judged.
//   3. opened and closed pending items are keyed by (kind, key); a key is opened at most once before it is closed.
// Threads  values.
// Source   ARCHITECTURE.md, sections 1, 5 and 6.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/correlation.hpp"
#include "kernel/ids.hpp"
#include "kernel/time.hpp"

namespace hapax {

// How an operation ended for good. Numbers are on disk.
enum class Outcome : std::uint8_t {
    accomplished = 1,         // decided, events (possibly none) appended
    rejected = 2,             // the domain said no
    precondition_failed = 3,  // If-Match was not the stream's version
    failed = 4,               // user code or the store failed N times
};

// The renderer and what it needs. `fields` is a JSON object text: reply fields, or a problem's extension members.
struct Reply {
    std::uint32_t renderer = 1;
    std::string code;    // rejection or problem code; empty when accomplished
    std::string detail;  // a sentence for people; may be empty
    std::string fields;  // "{…}" or empty
    friend bool operator==(const Reply&, const Reply&) = default;
};

// An event as it is stored: its catalogue name, its schema version and its JSON payload.
struct EventData {
    std::string type;
    std::uint32_t schema = 1;
    std::string payload;
    friend bool operator==(const EventData&, const EventData&) = default;
};

struct ExpectedVersion {
    enum class Kind : std::uint8_t { any = 0, none = 1, exists = 2, exact = 3 };
    Kind kind = Kind::any;
    Version version;  // of exact
    friend bool operator==(const ExpectedVersion&, const ExpectedVersion&) = default;
};

// Does a stream at `current` satisfy the expectation?
constexpr bool satisfied(const ExpectedVersion& expected, Version current) {
    switch (expected.kind) {
        case ExpectedVersion::Kind::any:
            return true;
        case ExpectedVersion::Kind::none:
            return current.value == 0;
        case ExpectedVersion::Kind::exists:
            return current.value != 0;
        case ExpectedVersion::Kind::exact:
            return current == expected.version;
    }
    return false;
}

// Something that must still happen: an outgoing message, a timer, a parked operation.
enum class PendingKind : std::uint8_t { message = 1, timer = 2, parked = 3 };
struct PendingKey {
    PendingKind kind = PendingKind::message;
    std::string key;
    friend auto operator<=>(const PendingKey&, const PendingKey&) = default;
    friend bool operator==(const PendingKey&, const PendingKey&) = default;
};
struct PendingItem {
    PendingKey key;
    Timestamp due;
    std::string payload;
    friend bool operator==(const PendingItem&, const PendingItem&) = default;
};

struct Commit {
    OperationKey operation;
    Caller caller;
    Fingerprint fingerprint;
    std::optional<Fingerprint> likeness;  // of a guarded route: what its look-alikes have in common
    std::string type;                     // the command's name
    std::string method;                   // of the request
    std::string address;                  // decoded canonical address of the operation
    std::string resource;                 // the aggregate's address
    StreamId stream;
    ExpectedVersion expected;
    Outcome outcome = Outcome::accomplished;
    Reply reply;
    Timestamp accepted_at;
    Timestamp decided_at;
    std::uint32_t attempts = 1;
    std::vector<std::string> causes;  // distinct causes of failed attempts
    Correlation correlation;
    std::vector<EventData> events;
    std::vector<PendingItem> opened;
    std::vector<PendingKey> closed;
    friend bool operator==(const Commit&, const Commit&) = default;
};

// A commit as the store gives it back. `version` is the stream's version after it; its events are
// version - events.size() + 1 … version.
struct StoredCommit {
    Position position;
    Version version;
    Commit commit;
    friend bool operator==(const StoredCommit&, const StoredCommit&) = default;
};

}  // namespace hapax
