// A journal on the files of this machine, in a folder of its own that goes with it; for tests.
#pragma once

#include <cstdlib>
#include <filesystem>
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
    Result<std::optional<StreamEntry>> find_stream(const StreamHash& stream, Version at_most) override {
        return locked()->find_stream(stream, at_most);
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

class PosixFixture final : public contract::StoreFixture {
 public:
    explicit PosixFixture(std::size_t recent_records_max = 1000) {
        std::string name = (std::filesystem::temp_directory_path() / "hapax-journal-XXXXXX").string();
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        root_ = name;
        options_.directory = name + "/data/journal";
        options_.witness = name + "/data.witness";
        options_.segment_bytes = 4 << 20;
        options_.recent_records_max = recent_records_max;
        open();
    }
    ~PosixFixture() override {
        store_.reset();
        std::filesystem::remove_all(root_);
    }
    EventStore& store() override { return *store_; }
    EventStore& reopen(Stop stop) override {
        if (stop == Stop::clean) {
            EXPECT_TRUE(store_->seal());
        }
        open();
        return *store_;
    }

 private:
    void open() {
        store_.reset();
        index_.reset();
        index_ = std::make_unique<LockedIndex>(twin_.open());
        auto opened = open_journal(*disk_, *index_, {Timestamp{1}, {++starts_, 7}}, options_);
        ASSERT_TRUE(opened) << opened.error().detail;
        store_ = *std::move(opened);
    }

    std::filesystem::path root_;
    std::unique_ptr<Disk> disk_ = make_posix_disk();
    simulation::IndexTwin twin_;
    std::unique_ptr<Index> index_;
    JournalOptions options_;
    std::unique_ptr<EventStore> store_;
    std::uint64_t starts_ = 0;
};

}  // namespace hapax
