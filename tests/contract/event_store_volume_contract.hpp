// Contract of EventStore, the slow part: a million records (or what the store declares) on a thousand streams.
// For a test program of its own.
#pragma once

#include "contract/event_store_append.hpp"

namespace hapax {

class EventStoreVolumeContract : public EventStoreContract {};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(EventStoreVolumeContract);

// Goal: nothing is lost, doubled or slow when there is much of it. Method: batches of 1,000 small commits, one to each
// of 1,000 streams, with background work between; then the whole log, and samples of look-ups, with a restart between.
TEST_P(EventStoreVolumeContract, KeepsAMillionRecords) {
    constexpr std::uint64_t streams = 1000;
    const std::uint64_t rounds = capabilities().volume_records / streams;
    std::vector<Commit> batch(streams);
    Instant now{};
    for (std::uint64_t round = 0; round < rounds; ++round) {
        for (std::uint64_t i = 0; i < streams; ++i) {
            batch[i] = deposit(round * streams + i, std::to_string(i), exact(round));
        }
        const auto outcomes = store().append(batch);
        ASSERT_TRUE(outcomes) << outcomes.error().detail;
        for (const auto& outcome : *outcomes) ASSERT_EQ(outcome.status, AppendStatus::appended);
        ASSERT_TRUE(store().maintain(now += std::chrono::milliseconds(100)));
    }
    if (capabilities().survives_restart) reopen(Stop::abrupt);

    std::uint64_t position = 0;
    while (true) {
        const auto log = store().read_log(Position{position}, {});
        ASSERT_TRUE(log);
        if (log->records.empty()) break;
        for (const auto& record : log->records) {
            ASSERT_EQ(record.operation, key_of(position));
            ASSERT_EQ(record.position.value, ++position);
            ASSERT_EQ(record.version.value, (position - 1) / streams + 1);
        }
    }
    ASSERT_EQ(position, rounds * streams);
    for (std::uint64_t sample = 0; sample < 10'000; ++sample) {
        const std::uint64_t number = mixed(sample) % (rounds * streams);
        const auto found = store().find(key_of(number));
        ASSERT_TRUE(found && *found);
        ASSERT_EQ((*found)->position.value, number + 1);
        ASSERT_FALSE(*store().find(key_of(rounds * streams + number)));
    }
    for (std::uint64_t i = 0; i < streams; i += 97) {
        const auto slice = store().read_stream(account(std::to_string(i)), Version{rounds / 2}, rounds);
        ASSERT_TRUE(slice);
        ASSERT_EQ(slice->events.size(), rounds - rounds / 2);
        ASSERT_EQ(slice->version, Version{rounds});
    }
}

}  // namespace hapax
