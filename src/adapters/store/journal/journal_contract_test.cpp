
#include "contract/event_store_contract.hpp"
#include "contract/event_store_volume_contract.hpp"
#include "support/journal_bench.hpp"
#include "support/posix_journal.hpp"

namespace hapax {
namespace {

using contract::Stop;

// The simulated disk, and segments so small that the suite rolls over them.
class SimulatedFixture : public contract::StoreFixture {
 public:
    explicit SimulatedFixture(bool mirrored = false) {
        if (mirrored) bench_.add_mirror();
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

class MirroredFixture final : public SimulatedFixture {
 public:
    MirroredFixture() : SimulatedFixture(true) {}
};

class MirroredPosixFixture final : public PosixFixture {
 public:
    MirroredPosixFixture() : PosixFixture(1000, {}, Copies::two) {}
};

// The suite's threads need a disk that has them: the simulated one is for one thread at a time.
const auto posix = testing::Values(contract::store_under_test<PosixFixture>("Posix"),
                                   contract::store_under_test<MirroredPosixFixture>("Mirrored"));
const auto simulated = testing::Values(contract::store_under_test<SimulatedFixture>("Simulated"),
                                       contract::store_under_test<MirroredFixture>("Mirrored"));
const auto name_of = [](const auto& info) { return info.param.name; };

TEST(JournalStoreDeathTest, RefusesToAppendAfterTheSeal) {
    journal::JournalBench bench;
    bench.open();
    ASSERT_TRUE(bench.store->seal());
    EXPECT_DEATH((void)bench.try_append(1), "sealed");
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Journal, EventStoreContract, posix, name_of);
INSTANTIATE_TEST_SUITE_P(Journal, EventStoreRestartContract, posix, name_of);
INSTANTIATE_TEST_SUITE_P(SimulatedJournal, EventStoreRestartContract, simulated, name_of);
INSTANTIATE_TEST_SUITE_P(Journal, EventStoreVolumeContract, simulated, name_of);

}  // namespace hapax
