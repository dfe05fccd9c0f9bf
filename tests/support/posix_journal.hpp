// A journal on the files of this machine, in a folder of its own that goes with it; for tests.
//
//   PosixFixture fixture;                                            // over the index's twin
//   PosixFixture fixture(1000, [](const std::string& path) { return open_rocksdb_index(path, {}); });
#pragma once

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <mutex>

#include "adapters/disk/posix/posix_disk.hpp"
#include "adapters/store/journal/journal.hpp"
#include "contract/event_store_fixture.hpp"
#include "simulation/index/index_twin.hpp"

namespace hapax {

using contract::Stop;

// The twin is for one thread; this makes it one at a time.
class LockedIndex final : public Index {
 public:
    explicit LockedIndex(std::unique_ptr<Index> inner) : inner_(std::move(inner)) {}

    Result<void> ingest(const IndexRun& run) override { return locked()->ingest(run); }
    Result<std::optional<Address>> find_operation(const OperationKey& key) override {
        return locked()->find_operation(key);
    }
    Result<std::vector<StreamEntry>> find_stream(const StreamHash& stream, Version from,
                                                 std::size_t entries_max) override {
        return locked()->find_stream(stream, from, entries_max);
    }
    Result<std::vector<CallerEntry>> find_caller(CallerScope scope, Position before, std::size_t entries_max) override {
        return locked()->find_caller(scope, before, entries_max);
    }
    Result<std::optional<Through>> through() override { return locked()->through(); }
    Result<std::vector<PendingItem>> pending() override { return locked()->pending(); }
    std::uint64_t runs() const override { return locked()->runs(); }
    Result<void> clear(const Uuid& store_id) override { return locked()->clear(store_id); }

 private:
    struct Locked {
        std::unique_lock<std::mutex> lock;
        Index* index;
        Index* operator->() const { return index; }
    };
    Locked locked() const { return {std::unique_lock(mutex_), inner_.get()}; }

    mutable std::mutex mutex_;
    std::unique_ptr<Index> inner_;
};

class PosixFixture : public contract::StoreFixture {
 public:
    using OpenIndex = std::function<Result<std::unique_ptr<Index>>(const std::string& path)>;

    enum class Copies : std::uint8_t { one, two };

    explicit PosixFixture(std::size_t recent_records_max = 1000, OpenIndex open_index = {}, Copies copies = Copies::one)
        : open_index_(std::move(open_index)) {
        std::string name = (std::filesystem::temp_directory_path() / "hapax-journal-XXXXXX").string();
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        root_ = name;
        options_.directory = name + "/data/journal";
        options_.witness = name + "/data.witness";
        options_.segment_bytes = 4 << 20;
        options_.recent_records_max = recent_records_max;
        if (copies == Copies::two) {
            options_.mirror = name + "/mirror";
            EXPECT_TRUE(disk_->make_directory(options_.mirror));
        }
        EXPECT_TRUE(try_open());
    }
    ~PosixFixture() override {
        close();
        std::filesystem::remove_all(root_);
    }
    EventStore& store() override { return *store_; }
    EventStore& reopen(Stop stop) override {
        if (stop == Stop::clean) {
            EXPECT_TRUE(store_->seal());
        }
        const auto opened = try_open();
        EXPECT_TRUE(opened) << opened.error().detail;
        return *store_;
    }

    Result<void> try_open() {
        close();
        auto index = open_index_ ? open_index_(index_path()) : std::make_unique<LockedIndex>(twin_.open());
        if (!index) return pass_on(index);
        index_ = *std::move(index);
        auto opened = open_journal(*disk_, *index_, {Timestamp{1}, {++starts_, identity_}}, options_);
        if (!opened) return pass_on(opened);
        store_ = *std::move(opened);
        return {};
    }
    void close() {
        store_.reset();
        index_.reset();
    }

    std::string data_path() const { return root_ / "data"; }
    std::string index_path() const { return root_ / "data" / "index"; }

 private:
    inline static std::uint64_t fixtures_ = 0;
    const std::uint64_t identity_ = ++fixtures_;  // no two of a test are the same store
    const OpenIndex open_index_;
    std::filesystem::path root_;
    std::unique_ptr<Disk> disk_ = make_posix_disk();
    simulation::IndexTwin twin_;
    std::unique_ptr<Index> index_;
    JournalOptions options_;
    std::unique_ptr<EventStore> store_;
    std::uint64_t starts_ = 0;
};

}  // namespace hapax
