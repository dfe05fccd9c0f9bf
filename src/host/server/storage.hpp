// Storage: everything of one service on one disk, opened in the order in which it recovers.
//
//   <data>/journal/      the truth
//   <data>.witness       what proves that the journal was not set back
//   <data>/horizon       which ids have expired; only with a finite retention
//   <data>/index/        derived: runs of the journal's index
//   <data>/snapshots/    derived
//   <data>/views.sqlite  derived: the read model, for anyone to read
//
//   Result<Storage> storage = open_storage(config, runtime);
//   close_storage(storage);                      // clean: views first, the seal last
//
// Errors   those of the parts, with the path in the detail.
// Threads  the owner's.
#pragma once

#include <memory>

#include "adapters/views/sqlite/sqlite_views.hpp"
#include "application/retention/horizon_file.hpp"
#include "host/config/config.hpp"
#include "ports/driven/disk.hpp"
#include "ports/driven/event_store.hpp"
#include "ports/driven/index.hpp"
#include "ports/driven/runtime.hpp"
#include "ports/driven/snapshots.hpp"

namespace hapax {

struct Storage {
    std::unique_ptr<Disk> disk;
    std::unique_ptr<DirectoryLock> lock;  // of the whole data directory: one process at a time
    std::unique_ptr<Index> index;
    std::unique_ptr<EventStore> store;
    std::unique_ptr<Snapshots> snapshots;
    std::unique_ptr<HorizonFile> horizon;
    std::unique_ptr<SqliteViews> views;
    std::unique_ptr<ViewReader> reader;
};

Result<Storage> open_storage(const Config& config, Runtime& runtime);
Result<void> close_storage(Storage& storage);

}  // namespace hapax
