// The index in RocksDB: runs of sorted files that are written once, ingested atomically and never merged.
//
//   auto index = open_rocksdb_index("data/index", {});
//   if (index->through() is broken) index->clear(store_id);      // then the journal rebuilds it
//
// RocksDB serves as a reader of sorted tables with an atomic manifest: no memtable, no log, no compaction. A run is
// up to four tables (operations, streams, what is pending, its head and filters) in one atomic ingestion. The filters
// are loaded at open, 20 bits for each record; look-ups go through them from the newest run to the oldest, and read a
// table only where key range and filter agree.
//
// Costs    an unknown stream costs one cache line for each run; an id outside the run's range costs nothing.
// Errors   open: index_errc::broken when the path cannot be used or is in use by another process. What is damaged
//          opens all the same and answers index_errc::broken until clear(). A file that the disk does not give is
//          index_errc::unreadable. store_errc::storage_full from ingest().
// Threads  as the port says; clear() waits for look-ups that run.
// Source   ARCHITECTURE.md, section 6.
#pragma once

#include <memory>
#include <string>

#include "ports/driven/index.hpp"

namespace hapax {

struct RocksdbIndexOptions {
    std::size_t block_cache_bytes = 64 << 20;
    std::uint64_t write_bytes_per_second_max = 64 << 20;  // of a run; the journal syncs on the same disk
};

Result<std::unique_ptr<Index>> open_rocksdb_index(const std::string& path, const RocksdbIndexOptions& options);

}  // namespace hapax
