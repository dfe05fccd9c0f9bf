#include "adapters/index/rocksdb/tables.hpp"

#include <climits>
#include <filesystem>

#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/rate_limiter.h>
#include <rocksdb/table.h>

#include "kernel/crashpoint.hpp"

namespace hapax::index {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, tables_count> names{"default", "operations", "streams", "callers", "pending"};
constexpr std::size_t unused_memtable_bytes = 64 << 10;
constexpr std::uint64_t sync_step_bytes = 1 << 20;

std::shared_ptr<rocksdb::TableFactory> table_factory(std::size_t cache_bytes) {
    rocksdb::BlockBasedTableOptions table;
    table.format_version = 5;
    table.block_cache = rocksdb::NewLRUCache(cache_bytes);
    table.data_block_index_type = rocksdb::BlockBasedTableOptions::kDataBlockBinaryAndHash;
    return std::shared_ptr<rocksdb::TableFactory>(rocksdb::NewBlockBasedTableFactory(table));
}

// Nothing is ever merged and files never overlap, so the triggers of level 0 must not hold up an ingestion.
rocksdb::Options options_of(const RocksdbIndexOptions& from) {
    rocksdb::Options options;
    options.create_if_missing = true;
    options.create_missing_column_families = true;
    options.paranoid_checks = true;
    options.disable_auto_compactions = true;
    options.max_background_jobs = 1;
    options.level0_slowdown_writes_trigger = INT_MAX;
    options.level0_stop_writes_trigger = INT_MAX;
    options.write_buffer_size = unused_memtable_bytes;
    options.compression = rocksdb::kNoCompression;
    options.skip_stats_update_on_db_open = true;
    options.max_file_opening_threads = 1;  // the one that opens: a thread that cannot be made would end the process
    options.stats_dump_period_sec = 0;
    options.stats_persist_period_sec = 0;
    options.info_log_level = rocksdb::WARN_LEVEL;
    options.keep_log_file_num = 2;
    options.bytes_per_sync = sync_step_bytes;
    options.rate_limiter.reset(
        rocksdb::NewGenericRateLimiter(static_cast<std::int64_t>(from.write_bytes_per_second_max)));
    options.table_factory = table_factory(from.block_cache_bytes);
    return options;
}

rocksdb::Status empty_folder(const std::string& path) {
    std::error_code error;
    fs::remove_all(path, error);
    if (!error) fs::create_directories(path, error);
    return error ? rocksdb::Status::IOError(path, error.message()) : rocksdb::Status::OK();
}

}  // namespace

rocksdb::Status Tables::open(const std::string& path, const RocksdbIndexOptions& options,
                             std::unique_ptr<Tables>& opened) {
    std::unique_ptr<Tables> tables(new Tables);
    tables->options_ = options_of(options);
    tables->incoming_ = path + "/incoming";
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const char* name : names) families.emplace_back(name, tables->options_);
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* db = nullptr;
    const auto status = rocksdb::DB::Open(tables->options_, path + "/tables", families, &handles, &db);
    if (!status.ok()) return status;
    tables->db_.reset(db);
    std::copy(handles.begin(), handles.end(), tables->handles_.begin());
    const auto emptied = empty_folder(tables->incoming_);  // ours: the lock of the database is held
    if (emptied.ok()) opened = std::move(tables);
    return emptied;
}

Tables::~Tables() {
    for (auto* handle : handles_) {
        if (handle) (void)db_->DestroyColumnFamilyHandle(handle);
    }
    if (db_) (void)db_->Close();
}

rocksdb::Status Tables::get(Table table, const std::string& key, rocksdb::PinnableSlice& value) const {
    return db_->Get({}, handles_[static_cast<std::size_t>(table)], key, &value);
}

std::unique_ptr<rocksdb::Iterator> Tables::iterator(Table table, const rocksdb::ReadOptions& options) const {
    return std::unique_ptr<rocksdb::Iterator>(db_->NewIterator(options, handles_[static_cast<std::size_t>(table)]));
}

rocksdb::Status Tables::drop_before(Table table, const std::string& key) {
    const rocksdb::Slice end(key);
    return rocksdb::DeleteFilesInRange(db_.get(), handles_[static_cast<std::size_t>(table)], nullptr, &end, false);
}

RunFiles::~RunFiles() {
    for (std::size_t table = 0; table < tables_count; ++table) {
        std::error_code ignored;  // open() empties the folder too
        if (writers_[table]) fs::remove(path(table), ignored);
    }
}

rocksdb::Status RunFiles::put(Table table, const std::string& key, const std::string& value) {
    const auto which = static_cast<std::size_t>(table);
    if (!writers_[which]) {
        const auto begun = begin(which);
        if (!begun.ok()) return begun;
    }
    return writers_[which]->Put(key, value);
}

rocksdb::Status RunFiles::ingest() {
    std::vector<rocksdb::IngestExternalFileArg> arguments;
    for (std::size_t table = 0; table < tables_count; ++table) {
        if (!writers_[table]) continue;
        const auto finished = writers_[table]->Finish();
        if (!finished.ok()) return finished;
        auto& argument = arguments.emplace_back();
        argument.column_family = tables_.handles_[table];
        argument.external_files = {path(table)};
        argument.options.move_files = true;
        argument.options.snapshot_consistency = false;
        argument.options.allow_global_seqno = false;  // would be needed only if runs overlapped
        argument.options.allow_blocking_flush = false;
        argument.options.write_global_seqno = false;
    }
    HAPAX_CRASHPOINT("index.files_written");
    return tables_.db_->IngestExternalFiles(arguments);
}

std::string RunFiles::path(std::size_t table) const {
    return tables_.incoming_ + "/" + std::to_string(run_) + "-" + names[table] + ".sst";
}

rocksdb::Status RunFiles::begin(std::size_t table) {
    writers_[table] = std::make_unique<rocksdb::SstFileWriter>(rocksdb::EnvOptions(tables_.options_), tables_.options_,
                                                               tables_.handles_[table], true, rocksdb::Env::IO_LOW);
    return writers_[table]->Open(path(table));
}

}  // namespace hapax::index
