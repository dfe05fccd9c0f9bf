// An EventStore that keeps everything in memory: for tests, examples and small tools. Nothing survives the process.
//
//   auto store = make_memory_store();
//   auto store = make_memory_store({.store_id = id, .bytes_max = 1 << 20});
//
// Errors   store_errc::storage_full when bytes_max is reached; never anything else.
// Threads  as the port says.
#pragma once

#include <memory>

#include "ports/driven/event_store.hpp"

namespace hapax {

struct MemoryStoreOptions {
    Uuid store_id;
    std::uint64_t bytes_max = std::uint64_t{1} << 40;
};

std::unique_ptr<EventStore> make_memory_store(MemoryStoreOptions options = {});

}  // namespace hapax
