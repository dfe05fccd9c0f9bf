#include "adapters/store/memory/memory_store.hpp"

#include "contract/event_store_contract.hpp"
#include "contract/event_store_volume_contract.hpp"
#include "kernel/assert.hpp"

namespace hapax {
namespace {

class MemoryFixture final : public contract::StoreFixture {
 public:
    EventStore& store() override { return *store_; }
    EventStore& reopen(Stop) override {
        HAPAX_ASSERT(false, "a memory store was reopened");
        return *store_;
    }
    contract::StoreCapabilities capabilities() const override {
        return {.survives_restart = false, .volume_records = 100'000};
    }

 private:
    std::unique_ptr<EventStore> store_ = make_memory_store();
};

const auto memory = testing::Values(contract::store_under_test<MemoryFixture>("Memory"));

TEST(MemoryStore, RefusesAWholeCallThatDoesNotFit) {
    const auto store = make_memory_store({.store_id = {}, .bytes_max = 1000});
    Commit large = deposit(2, "42");
    large.events[0].payload.assign(1000, 'x');
    EXPECT_FALSE(store->admits(1001, Use::admitting));
    const auto refused = store->append(std::vector{deposit(1, "42"), large});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, store_errc::storage_full);
    EXPECT_EQ(store->durable(), Position{0});
    EXPECT_TRUE(store->append(std::vector{deposit(1, "42")}));
    EXPECT_LT(store->state().prepared_bytes, 1000U);
}

TEST(MemoryStoreDeathTest, RefusesToAppendAfterTheSeal) {
    const auto store = make_memory_store();
    ASSERT_TRUE(store->seal());
    EXPECT_DEATH((void)store->append(std::vector{deposit(1, "42")}), "sealed");
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Memory, EventStoreContract, memory, contract::name_of_store);
INSTANTIATE_TEST_SUITE_P(Memory, EventStoreRestartContract, memory, contract::name_of_store);
INSTANTIATE_TEST_SUITE_P(Memory, EventStoreVolumeContract, memory, contract::name_of_store);

}  // namespace hapax
