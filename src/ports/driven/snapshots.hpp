// Snapshots: folded aggregates, kept to make cold loads short. Derived; a lost or torn one costs only time.
//
//   snapshots.put({stream, Version{500}, mark, fold_id, json});
//   auto found = snapshots.newest(stream);
//
// Rules
//   1. Never of speculative state: mark.position ≤ durable position when it is put.
//   2. The reader ignores one whose mark is not the journal's, or whose fold_id is not the code's.
// Threads  any.
#pragma once

#include <optional>
#include <string>

#include "kernel/error.hpp"
#include "ports/driven/event_store.hpp"

namespace hapax {

struct Snapshot {
    StreamId stream;
    Version version;
    Mark mark;                  // of the record that made `version`
    std::uint64_t fold_id = 0;  // of the aggregate type and its fields: another fold reads another snapshot
    std::string state;          // JSON
    friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

class Snapshots {
 public:
    virtual ~Snapshots() = default;
    virtual Result<void> put(const Snapshot& snapshot) = 0;
    virtual Result<std::optional<Snapshot>> newest(const StreamId& stream) = 0;
};

}  // namespace hapax
