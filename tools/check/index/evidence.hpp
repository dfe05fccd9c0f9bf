// Evidence: what all checks share: operations, streams, messages and sagas, by their names' hashes, and the findings.
//
//   const std::uint32_t op = evidence.operation_of(line);
//   evidence.findings.add(Check::durable, …);
//
// The judge (judge.hpp) keeps it up to date before or after it asks the checks, as each hook says.
// Threads  one.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "tools/check/findings.hpp"
#include "tools/check/format/line.hpp"
#include "tools/check/index/hash.hpp"
#include "tools/check/index/operation.hpp"
#include "tools/check/index/table.hpp"
#include "tools/check/limits.hpp"

namespace hapax::check {

// An aggregate. Balance and version are those after the last record read.
struct Stream {
    std::uint64_t id = 0;
    std::uint64_t type = 0;  // what stands before the '/' of its name
    std::int64_t balance = 0;
    std::int64_t latest_invoke = INT64_MIN;  // of the operations that the journal has so far
    std::uint32_t latest_operation = 0;
    std::uint32_t version = 0;
    std::uint32_t record_line = 0;
    std::uint32_t completed_version = 0;  // the highest one that a client knows to be completed
    std::uint32_t completed_line = 0;
    std::uint32_t reads_begin = 0;  // of the sorted reads that wait for a version
    std::uint32_t reads_end = 0;
    std::uint32_t reads_active = 0;  // list of those that look for their balance; 0 = none
};

inline constexpr std::int64_t no_amount = INT64_MIN;

enum class Place : std::uint8_t { done, outbox, dead_letter_1, dead_letter_2, parked };

struct Message {
    std::uint64_t id = 0;
    std::uint64_t claimed_group = 0;   // by the consumer
    std::uint32_t group = 0;           // number of the group, when the journal has the message
    std::uint32_t sequence = 0;        // within its group, from 1; 0: the journal does not have it
    std::uint32_t delivered_line = 0;  // the first time
    std::uint32_t record_line = 0;
    std::uint32_t place_line = 0;
    std::uint32_t places = 0;
    bool stops_group = false;  // parked, and the group does not go on
    bool skipped = false;      // parked or dead, and the group goes on
};

struct Group {
    std::uint64_t id = 0;
    std::uint32_t messages = 0;
    std::uint32_t last_delivered_line = 0;
    std::uint32_t last_message = 0;
    std::uint32_t gap = 0;  // sequence of the first message that nobody was delivered; 0 = none
    std::uint32_t gap_line = 0;
    std::uint32_t stop = 0;  // sequence of the first message that stops the group; 0 = none
    std::uint32_t stop_line = 0;
};

// By the id of its operation alone: its steps have a caller of their own.
struct Saga {
    std::uint64_t id = 0;
    std::uint64_t done = 0;  // bit n: step n + 1
    std::uint64_t undone = 0;
    std::int64_t net = 0;     // money that its steps added to accounts
    std::uint32_t steps = 0;  // of the plan
    std::uint32_t first_line = 0;
    std::uint32_t last_line = 0;  // of its last record
    std::uint32_t end_line = 0;   // the dump's word on it
    State state = State::none;
};

// A line that stands for something that may happen only once.
struct Once {
    std::uint64_t id = 0;
    std::uint32_t line = 0;
};

// A position or a version as it is kept. One beyond the limit is wrong anyway, and stays different from every real one.
inline std::uint32_t number_of(const Line& line, Field field) {
    return static_cast<std::uint32_t>(std::min<std::int64_t>(line.number(field), positions_max));
}

struct Evidence {
    Table<Operation> operations;
    Table<Stream> streams;
    Table<Message> messages;
    Table<Group> groups;
    Table<Saga> sagas;
    std::vector<Payload> payloads{Payload{}};  // beyond the first ones; number 0 is none
    Findings findings;
    std::vector<std::int64_t> amounts;  // of the record in hand: what each event adds; no_amount = nothing
    std::uint64_t journal_end = 0;      // of the dump's start line
    bool has_dump = false;

    Operation& operation_of(const Line& line) {
        const std::uint64_t id = operation_hash(line.caller(), line.text(Field::op));
        return operations[operations.find_or_add(id).first];
    }
    Operation* find_operation(const Line& line) {
        const auto found = operations.find(operation_hash(line.caller(), line.text(Field::op)));
        return found ? &operations[*found] : nullptr;
    }
    // The operation of nobody with this line's id, when somebody is the caller: what nobody's operation has is no one else's.
    const Operation* find_nobodys(const Line& line) const {
        if (is_nobody(line.caller())) return nullptr;
        const auto found = operations.find(operation_hash(nobody, line.text(Field::op)));
        return found ? &operations[*found] : nullptr;
    }
    std::uint32_t stream_of(std::string_view name) { return streams.find_or_add(hash_of(name)).first; }

    // Calls take(payload) for each payload of the operation, until it answers false.
    template <class Take>
    void each_payload(Operation& operation, Take take) {
        if (!operation.submitted || !take(operation.payload)) return;
        for (std::uint32_t at = operation.payload.next; at != 0; at = payloads[at].next) {
            if (!take(payloads[at])) return;
        }
    }
};

}  // namespace hapax::check
