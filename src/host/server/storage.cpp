#include "host/server/storage.hpp"

#include "adapters/disk/posix/posix_disk.hpp"
#include "adapters/index/rocksdb/rocksdb_index.hpp"
#include "adapters/snapshots/files/file_snapshots.hpp"
#include "host/server/paths.hpp"
#include "kernel/crashpoint.hpp"

namespace hapax {
namespace {

Result<void> lock_data(const Config& config, Storage& storage) {
    if (auto made = storage.disk->make_directory(config.data.directory); !made) return made;
    auto lock = storage.disk->lock(config.data.directory);
    if (!lock) return pass_on(lock);
    storage.lock = std::move(*lock);
    return {};
}

Result<void> open_index_and_journal(const Config& config, Runtime& runtime, Storage& storage) {
    const std::string index_path = paths::index(config);
    auto index = open_rocksdb_index(index_path, {});
    if (!index) return pass_on(index);
    storage.index = std::move(*index);
    const JournalStart start{runtime.wall(), {runtime.random(), runtime.random()}};
    auto store = open_journal(*storage.disk, *storage.index, start, paths::journal_options(config));
    if (!store) return pass_on(store);
    storage.store = std::move(*store);
    HAPAX_CRASHPOINT("server.journal_open");
    return {};
}

}  // namespace

Result<Storage> open_storage(const Config& config, Runtime& runtime) {
    Storage storage;
    storage.disk = make_posix_disk();
    if (auto locked = lock_data(config, storage); !locked) return pass_on(locked);
    if (auto opened = open_index_and_journal(config, runtime, storage); !opened) return pass_on(opened);
    auto snapshots = open_file_snapshots(*storage.disk, paths::snapshots(config));
    if (!snapshots) return pass_on(snapshots);
    storage.snapshots = std::move(*snapshots);
    storage.horizon = std::make_unique<HorizonFile>(*storage.disk, config.data.directory);
    storage.views = open_sqlite_views({.path = config.views.path, .boot_id = storage.disk->boot_id()});
    storage.reader = storage.views->make_reader();
    return storage;
}

Result<void> close_storage(Storage& storage) {
    storage.reader.reset();
    if (auto closed = storage.views->close(); !closed) return closed;
    HAPAX_CRASHPOINT("stop.views_closed");
    return storage.store->seal();
}

}  // namespace hapax
