// Dump: all records of the journal of a world that has come to rest, as its own store gives them.
//
// Errors   a violation when the log and the index disagree: see checks.hpp.
// Threads  one, outside of every loop of the world.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "kernel/commit.hpp"
#include "ports/driven/event_store.hpp"

namespace hapax::simulated_bank {

struct Dump {
    std::vector<StoredCommit> records;  // records[i] is at position i + 1
    const StoredCommit* of(const OperationKey& key) const;

 private:
    friend Dump dump_of(EventStore& store);
    std::map<OperationKey, std::size_t> by_key_;
};

Dump dump_of(EventStore& store);

}  // namespace hapax::simulated_bank
