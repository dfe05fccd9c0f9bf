// MemoryLog: the records of a memory store, what finds them, and what is pending. It is the store without its lock.
//
//   if (!log.find(commit.operation) && satisfied(commit.expected, log.version(commit.stream))) log.append(commit);
//
// Invariants
//   1. records_[p - 1] is at position p; records are never changed or removed, so views into them stay valid.
//   2. stream.records are the positions of its records that have events, in order.
// Threads  none of its own.
#pragma once

#include <deque>
#include <map>
#include <unordered_map>
#include <vector>

#include "ports/driven/event_store.hpp"

namespace hapax {

class MemoryLog {
 public:
    const StoredCommit& append(const Commit& commit);

    std::uint64_t size() const { return records_.size(); }
    std::uint64_t bytes() const { return bytes_; }
    const StoredCommit& at(Position position) const { return records_[position.value - 1]; }
    const StoredCommit* find(const OperationKey& key) const;
    Version version(const StreamId& stream) const;
    StreamSlice read(const StreamId& stream, Version after, std::size_t events_max) const;
    std::vector<StoredCommit> read_caller(CallerScope scope, Position before, std::size_t records_max) const;
    std::vector<RecordView> read(Position after, const ReadLimits& limits) const;
    std::vector<PendingItem> pending(PendingKind kind) const;
    Mark mark(Position position) const { return {position, chain_[position.value - 1]}; }

    static std::uint64_t bytes_of(const Commit& commit);

 private:
    struct Stream {
        Version version;
        std::vector<Position> records;
    };

    void keep_pending(const Commit& commit);

    std::deque<StoredCommit> records_;
    std::deque<std::uint32_t> chain_;  // per record, over the operations up to it
    std::unordered_map<OperationKey, Position> operations_;
    std::unordered_map<StreamId, Stream> streams_;
    std::map<CallerScope, std::vector<Position>> callers_;
    std::map<PendingKey, PendingItem> pending_;
    std::uint64_t bytes_ = 0;
};

}  // namespace hapax
