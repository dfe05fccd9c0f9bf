#include <cstdlib>
#include <filesystem>

#include "adapters/disk/posix/posix_disk.hpp"
#include "adapters/store/journal/journal_bench.hpp"
#include "contract/event_store_contract.hpp"
#include "contract/event_store_volume_contract.hpp"

namespace hapax {
namespace {

using contract::Stop;

// The simulated disk, and segments so small that the suite rolls over them.
class SimulatedFixture final : public contract::StoreFixture {
 public:
    SimulatedFixture() {
        bench_.options.segment_bytes = 8 << 20;
        bench_.options.recent_records_max = 1000;
        bench_.open();
    }
    EventStore& store() override { return *bench_.store; }
    EventStore& reopen(Stop stop) override {
        if (stop == Stop::clean) {
            EXPECT_TRUE(bench_.store->seal());
        }
        bench_.kill();
        bench_.open();
        return *bench_.store;
    }
    contract::StoreCapabilities capabilities() const override { return {.volume_records = 100'000}; }

 private:
    journal::JournalBench bench_;
};

// The files of this machine.
class PosixFixture final : public contract::StoreFixture {
 public:
    PosixFixture() {
        std::string name = (std::filesystem::temp_directory_path() / "hapax-journal-XXXXXX").string();
        EXPECT_NE(::mkdtemp(name.data()), nullptr);
        root_ = name;
        options_.directory = name + "/data/journal";
        options_.witness = name + "/data.witness";
        options_.segment_bytes = 16 << 20;
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
        index_ = twin_.open();
        auto opened = open_journal(*disk_, *index_, {Timestamp{1}, {++starts_, 7}}, options_);
        ASSERT_TRUE(opened) << opened.error().detail;
        store_ = *std::move(opened);
    }

    std::filesystem::path root_;
    std::unique_ptr<Disk> disk_ = make_posix_disk();
    IndexTwin twin_;
    std::unique_ptr<Index> index_;
    JournalOptions options_;
    std::unique_ptr<EventStore> store_;
    std::uint64_t starts_ = 0;
};

const auto stores = testing::Values(contract::store_under_test<SimulatedFixture>("Simulated"),
                                    contract::store_under_test<PosixFixture>("Posix"));
const auto simulated = testing::Values(contract::store_under_test<SimulatedFixture>("Simulated"));
const auto name_of = [](const auto& info) { return info.param.name; };

TEST(JournalStoreDeathTest, RefusesToAppendAfterTheSeal) {
    journal::JournalBench bench;
    bench.open();
    ASSERT_TRUE(bench.store->seal());
    EXPECT_DEATH((void)bench.try_append(1), "sealed");
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Journal, EventStoreContract, stores, name_of);
INSTANTIATE_TEST_SUITE_P(Journal, EventStoreRestartContract, stores, name_of);
INSTANTIATE_TEST_SUITE_P(Journal, EventStoreVolumeContract, simulated, name_of);

}  // namespace hapax
