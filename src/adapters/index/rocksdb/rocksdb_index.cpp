#include "adapters/index/rocksdb/rocksdb_index.hpp"

#include <filesystem>
#include <mutex>
#include <random>
#include <shared_mutex>

#include "adapters/index/rocksdb/caller_search.hpp"
#include "adapters/index/rocksdb/run_writer.hpp"
#include "adapters/index/rocksdb/stream_search.hpp"
#include "kernel/crashpoint.hpp"

namespace hapax {
namespace index {
namespace {

constexpr std::uint32_t identity_run = 0;

std::unexpected<Error> failed(const rocksdb::Status& status) {
    if (status.IsNoSpace()) return fail(store_errc::storage_full, status.ToString());
    return fail(status.IsIOError() ? index_errc::unreadable : index_errc::broken, status.ToString());
}

std::unexpected<Error> damaged(const std::string& what) {
    return fail(index_errc::broken, what);
}

// RocksDB has no code for it: another process, or another index of this one, holds the lock.
bool in_use(const rocksdb::Status& status) {
    return status.IsIOError() && status.ToString().find("/LOCK") != std::string::npos;
}

class RocksdbIndex final : public Index {
 public:
    RocksdbIndex(std::string path, const RocksdbIndexOptions& options) : path_(std::move(path)), options_(options) {}

    // Damage is kept for the answers to come; only a path that cannot be used is an error here.
    Result<void> open() {
        std::error_code error;
        std::filesystem::create_directories(path_, error);
        if (error) return damaged(path_ + ": " + error.message());
        const auto status = Tables::open(path_, options_, tables_);
        if (in_use(status)) return damaged(status.ToString());
        if (status.IsNoSpace()) return failed(status);
        const auto loaded = status.ok() ? load() : Result<void>(failed(status));
        if (!loaded) damage_ = Error{index_errc::broken, loaded.error().detail};
        return {};
    }

    Result<void> ingest(const IndexRun& run) override {
        if (damage_) return std::unexpected(*damage_);
        assert_follows(run, runs_.empty() ? nullptr : &runs_.back());
        RunWriter writer(*tables_, static_cast<std::uint32_t>(runs_.size() + 1), identity_, run);
        const auto status = writer.write();
        if (!status.ok()) return failed(status);
        {
            const std::unique_lock lock(mutex_);
            runs_.push_back(writer.made());
        }
        HAPAX_CRASHPOINT("index.run_there");
        // Nobody reads the older ones: what could not be dropped is dropped with the next run's.
        (void)tables_->drop_before(Table::pending, run_prefix(runs_.back().number));
        return {};
    }

    Result<std::optional<Address>> find_operation(const OperationKey& key) override {
        const std::shared_lock lock(mutex_);
        if (damage_) return std::unexpected(*damage_);
        const std::uint64_t hash = filter_hash(key, identity_.salt);
        for (auto run = runs_.rbegin(); run != runs_.rend(); ++run) {
            if (key < run->head.first || run->head.last < key || !run->operations.may_contain(hash)) continue;
            const auto found = operation_in(*run, key);
            if (!found || *found) return found;
        }
        return std::nullopt;
    }

    Result<std::vector<StreamEntry>> find_stream(const StreamHash& stream, Version from,
                                                 std::size_t entries_max) override {
        const std::shared_lock lock(mutex_);
        if (damage_) return std::unexpected(*damage_);
        StreamSearch search(*tables_, stream, from, entries_max);
        const std::uint64_t hash = filter_hash(stream, identity_.salt);
        for (auto run = runs_.rbegin(); run != runs_.rend() && !search.found(); ++run) {
            if (!run->streams.may_contain(hash)) continue;
            const auto done = search.offer(run->number);
            if (!done) return pass_on(done);
        }
        return search.finish();
    }

    Result<std::vector<CallerEntry>> find_caller(CallerScope scope, Position before, std::size_t entries_max) override {
        const std::shared_lock lock(mutex_);
        if (damage_) return std::unexpected(*damage_);
        std::vector<CallerEntry> entries;
        const std::uint64_t hash = filter_hash(scope, identity_.salt);
        for (auto run = runs_.rbegin(); run != runs_.rend() && entries.size() < entries_max; ++run) {
            if (run->head.from >= before || !run->callers.may_contain(hash)) continue;
            const auto read = read_caller(*tables_, run->number, scope, before, entries_max, entries);
            if (!read) return pass_on(read);
        }
        return entries;
    }

    Result<std::optional<Through>> through() override {
        const std::shared_lock lock(mutex_);
        if (damage_) return std::unexpected(*damage_);
        if (runs_.empty()) return std::nullopt;
        return Through{identity_.store_id, runs_.back().head.through, runs_.back().head.address};
    }

    Result<std::vector<PendingItem>> pending() override {
        const std::shared_lock lock(mutex_);
        if (damage_) return std::unexpected(*damage_);
        std::vector<PendingItem> items;
        if (runs_.empty()) return items;
        const auto prefix = run_prefix(runs_.back().number);
        const auto all = tables_->iterator(Table::pending, {});
        for (all->Seek(prefix); all->Valid(); all->Next()) {
            auto item = decode_pending(all->value().ToStringView());
            if (!item) return damaged("an item of what is pending cannot be read");
            items.push_back(*std::move(item));
        }
        if (!all->status().ok()) return failed(all->status());
        return items;
    }

    std::uint64_t runs() const override {
        const std::shared_lock lock(mutex_);
        return runs_.size();
    }

    Result<void> clear(const Uuid& store_id) override {
        const std::unique_lock lock(mutex_);
        tables_.reset();
        runs_.clear();
        damage_ = Error{index_errc::broken, "it could not be cleared"};
        std::error_code error;
        std::filesystem::remove_all(path_, error);
        HAPAX_CRASHPOINT("index.removed");
        if (!error) std::filesystem::create_directories(path_, error);
        if (error) return damaged(path_ + ": " + error.message());
        const auto status = Tables::open(path_, options_, tables_);
        if (!status.ok()) return failed(status);
        const auto begun = begin(store_id);
        HAPAX_CRASHPOINT("index.begun");
        if (begun) damage_.reset();
        return begun;
    }

 private:
    Result<void> load() {
        rocksdb::PinnableSlice bytes;
        const auto status = tables_->get(Table::runs, part_key(identity_run, Part::identity), bytes);
        if (!status.ok() && !status.IsNotFound()) return failed(status);
        const auto all = tables_->iterator(Table::runs, {});
        if (status.IsNotFound()) {
            all->SeekToFirst();
            if (all->Valid() || !all->status().ok()) return damaged("there are runs, but no identity");
            return begin(Uuid{});
        }
        const auto identity = decode_identity(bytes.ToStringView());
        if (!identity) return damaged("the identity cannot be read");
        identity_ = *identity;
        for (all->Seek(run_prefix(identity_run + 1)); all->Valid();) {
            const auto loaded = load_run(*all);
            if (!loaded) return loaded;
        }
        return all->status().ok() ? Result<void>{} : failed(all->status());
    }

    // Takes the four parts of the next run.
    Result<void> load_run(rocksdb::Iterator& at) {
        const auto number = static_cast<std::uint32_t>(runs_.size() + 1);
        const auto take = [&](Part part) {
            std::string value;
            if (!at.Valid() || at.key().ToStringView() != part_key(number, part)) return value;
            value = at.value().ToString();
            at.Next();
            return value;
        };
        auto callers = Bloom::from_bytes(take(Part::callers));
        const auto head = decode_head(take(Part::head));
        auto operations = Bloom::from_bytes(take(Part::operations));
        auto streams = Bloom::from_bytes(take(Part::streams));
        if (!head || !operations || !streams || !callers)
            return damaged("run " + std::to_string(number) + " cannot be read");
        if (!runs_.empty() && head->from.value != runs_.back().head.through.position.value + 1) {
            return damaged("run " + std::to_string(number) + " does not follow the one before it");
        }
        runs_.push_back({number, *head, *std::move(operations), *std::move(streams), *std::move(callers)});
        return {};
    }

    Result<void> begin(const Uuid& store_id) {
        std::random_device random;
        identity_ = {store_id, std::uint64_t{random()} << 32 | random()};
        RunFiles files(*tables_, identity_run);
        auto status = files.put(Table::runs, part_key(identity_run, Part::identity), encode(identity_));
        if (status.ok()) status = files.ingest();
        return status.ok() ? Result<void>{} : failed(status);
    }

    Result<std::optional<Address>> operation_in(const Run& run, const OperationKey& key) const {
        rocksdb::PinnableSlice bytes;
        const auto status = tables_->get(Table::operations, operation_key(run.number, key), bytes);
        if (status.IsNotFound()) return std::nullopt;
        if (!status.ok()) return failed(status);
        const auto address = decode_address(bytes.ToStringView());
        if (!address) return damaged("the address of an operation cannot be read");
        return address;
    }

    const std::string path_;
    const RocksdbIndexOptions options_;
    mutable std::shared_mutex mutex_;  // of runs_, damage_ and tables_ against clear(); only ingest() and clear() write
    std::optional<Error> damage_;
    std::unique_ptr<Tables> tables_;
    Identity identity_;
    std::vector<Run> runs_;
};

}  // namespace
}  // namespace index

Result<std::unique_ptr<Index>> open_rocksdb_index(const std::string& path, const RocksdbIndexOptions& options) {
    auto index = std::make_unique<index::RocksdbIndex>(path, options);
    const auto opened = index->open();
    if (!opened) return pass_on(opened);
    return index;
}

}  // namespace hapax
