// The fear: a reader sees half of something while the journal appends, rolls, seals parts of its index and ingests
// runs.

#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "support/posix_journal.hpp"

namespace hapax {
namespace {

using contract::deposit;
using contract::key_of;

constexpr std::uint64_t calls = 300;
constexpr std::uint64_t per_call = 20;
constexpr std::uint64_t streams = 7;

void append_all(EventStore& store) {
    for (std::uint64_t call = 0; call < calls; ++call) {
        std::vector<Commit> commits;
        for (std::uint64_t i = 0; i < per_call; ++i) {
            const std::uint64_t number = call * per_call + i + 1;
            commits.push_back(deposit(number, std::to_string(number % streams)));
            commits.back().events[0].payload.resize(2000, ' ');
        }
        auto outcomes = store.append(commits);
        // The maintaining thread has not prepared the next segment yet.
        for (; !outcomes && outcomes.error().code == store_errc::storage_full; outcomes = store.append(commits)) {
            std::this_thread::yield();
        }
        ASSERT_TRUE(outcomes) << outcomes.error().detail;
    }
}

void follow(EventStore& store) {
    for (Position seen{0}; seen.value < calls * per_call;) {
        const auto batch = store.read_log(seen, {100, 1 << 20});
        ASSERT_TRUE(batch) << batch.error().detail;
        for (const RecordView& record : batch->records) {
            ASSERT_EQ(record.position.value, ++seen.value);
            ASSERT_EQ(record.operation, key_of(seen.value));
        }
        ASSERT_LE(seen, store.durable());
    }
}

void look_up(EventStore& store, std::uint64_t seed) {
    for (std::uint64_t round = 0; store.durable().value < calls * per_call; ++round) {
        const std::uint64_t durable = store.durable().value;
        if (durable == 0) continue;
        const std::uint64_t number = 1 + mixed(round ^ seed) % durable;
        const auto found = store.find(key_of(number));
        ASSERT_TRUE(found && *found);
        ASSERT_EQ((*found)->position.value, number);
        ASSERT_TRUE(*store.mark(Position{number}));
        const auto slice = store.read_stream(contract::account(std::to_string(number % streams)), Version{0}, 10);
        ASSERT_TRUE(slice) << slice.error().detail;
        ASSERT_GE(*store.stream_version(contract::account(std::to_string(number % streams))), slice->version);
        ASSERT_GE(store.state().durable.position.value, durable);
    }
}

TEST(JournalConcurrency, ReadersSeeWholeRecordsWhileEverythingMoves) {
    PosixFixture fixture(500);
    EventStore& store = fixture.store();
    std::atomic<bool> done = false;
    std::thread maintainer([&] {
        for (Instant now{}; !done; now += std::chrono::milliseconds(5)) ASSERT_TRUE(store.maintain(now));
    });
    std::vector<std::thread> others;
    others.emplace_back([&] { append_all(store); });
    others.emplace_back([&] { follow(store); });
    others.emplace_back([&] { look_up(store, 1); });
    others.emplace_back([&] { look_up(store, 2); });
    for (std::thread& thread : others) thread.join();
    done = true;
    maintainer.join();
    EXPECT_EQ(store.durable().value, calls * per_call);
    EXPECT_GT(store.state().index_runs, 0U);
}

}  // namespace
}  // namespace hapax
