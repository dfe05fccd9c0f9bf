// Contract of EventStore, second part: what readers see, and when.
#pragma once

#include <atomic>
#include <thread>

#include "contract/event_store_append.hpp"

namespace hapax {

TEST_P(EventStoreContract, ReadsAStreamInOrderFromAnyVersion) {
    for (std::uint64_t i = 1; i <= 20; ++i) {
        appended(store(), std::vector{deposit(2 * i, "a", any(), 3), deposit(2 * i + 1, "b")});
    }
    for (std::uint64_t after = 0; after <= 60; ++after) {
        const auto slice = store().read_stream(account("a"), Version{after}, 7);
        ASSERT_TRUE(slice);
        ASSERT_EQ(slice->events.size(), std::min<std::size_t>(7, 60 - after));
        for (std::size_t i = 0; i < slice->events.size(); ++i) {
            const auto& event = slice->events[i];
            const std::uint64_t version = after + 1 + i;
            const std::uint64_t record = (version - 1) / 3 + 1;
            ASSERT_EQ(event.version, Version{version});
            ASSERT_EQ(event.position, Position{2 * record - 1});
            ASSERT_EQ(event.operation, key_of(2 * record));
            ASSERT_EQ(event.event, deposit(2 * record, "a", any(), 3).events[(version - 1) % 3]);
            ASSERT_EQ(event.caller, deposit(1, "a").caller);
            ASSERT_EQ(event.accepted_at, deposit(2 * record, "a").accepted_at);
        }
        EXPECT_EQ(slice->version, Version{60});
        EXPECT_EQ(slice->position, Position{39});
    }
}

TEST_P(EventStoreContract, AnswersAnEmptySliceBeyondTheEndOfAStream) {
    appended(store(), deposit(1, "42", none(), 2));
    for (const std::uint64_t after : {std::uint64_t{2}, std::uint64_t{3}, UINT64_MAX}) {
        const auto slice = store().read_stream(account("42"), Version{after}, 10);
        ASSERT_TRUE(slice);
        EXPECT_TRUE(slice->events.empty());
        EXPECT_EQ(slice->version, Version{2});
    }
}

TEST_P(EventStoreContract, ShowsEveryRecordInTheLog) {
    appended(store(), std::vector{full_commit(1), rejection(2, "42")});
    const auto batch = store().read_log(Position{0}, {});
    ASSERT_TRUE(batch);
    ASSERT_EQ(batch->records.size(), 2U);
    const Commit commit = full_commit(1);
    const RecordView& first = batch->records[0];
    EXPECT_EQ(first.position, Position{1});
    EXPECT_EQ(first.version, Version{3});
    EXPECT_EQ(first.operation, commit.operation);
    EXPECT_EQ(first.caller_issuer, commit.caller.issuer);
    EXPECT_EQ(first.caller_subject, commit.caller.subject);
    EXPECT_EQ(first.type, commit.type);
    EXPECT_EQ(first.resource, commit.resource);
    EXPECT_EQ(first.stream_type, commit.stream.type);
    EXPECT_EQ(first.stream_key, commit.stream.key);
    EXPECT_EQ(first.likeness, std::string(32, '\5'));
    EXPECT_EQ(batch->records[1].likeness, "") << "its route is not guarded";
    EXPECT_EQ(first.correlation_id, commit.correlation.correlation_id);
    EXPECT_EQ(first.accepted_at, commit.accepted_at);
    EXPECT_EQ(first.decided_at, commit.decided_at);
    ASSERT_EQ(first.events.size(), commit.events.size());
    for (std::size_t i = 0; i < first.events.size(); ++i) {
        EXPECT_EQ(first.events[i].type, commit.events[i].type);
        EXPECT_EQ(first.events[i].schema, commit.events[i].schema);
        EXPECT_EQ(first.events[i].payload, commit.events[i].payload);
    }
    EXPECT_EQ(batch->records[1].outcome, Outcome::rejected);
    EXPECT_TRUE(batch->records[1].events.empty());
}

// Goal: every caller's list is his own, whole and in order, wherever it begins, refusals included. Method: three callers
// take turns, more records than any store of these tests keeps in one part of its memory.
TEST_P(EventStoreContract, ListsTheRecordsOfOneCallerBackwards) {
    constexpr std::uint64_t rounds = 300;
    const auto scope_of = [](std::uint64_t p) { return CallerScope{p % 7 == 0 ? 3U : p % 2 + 1}; };
    for (std::uint64_t p = 1; p <= 3 * rounds; p += 3) {
        std::vector<Commit> commits{deposit(p, "a"), rejection(p + 1, "a"), deposit(p + 2, "b")};
        for (std::uint64_t i = 0; i < 3; ++i) commits[i].operation.scope = scope_of(p + i);
        appended(store(), commits);
        ASSERT_TRUE(store().maintain(Instant{} + std::chrono::seconds(p)));
    }
    for (std::uint64_t caller = 1; caller <= 3; ++caller) {
        std::vector<std::uint64_t> all;
        for (std::uint64_t p = 3 * rounds; p >= 1; --p) {
            if (scope_of(p) == CallerScope{caller}) all.push_back(p);
        }
        std::vector<std::uint64_t> listed;
        for (Position before{UINT64_MAX}; before.value > 0;) {
            const auto page = store().read_caller(CallerScope{caller}, before, 37);
            ASSERT_TRUE(page) << page.error().detail;
            for (const StoredCommit& record : *page) {
                ASSERT_EQ(record.commit.operation,
                          (OperationKey{key_of(record.position.value).id, CallerScope{caller}}));
                listed.push_back(record.position.value);
            }
            before = page->size() < 37 ? Position{} : page->back().position;
        }
        EXPECT_EQ(listed, all);
    }
    EXPECT_TRUE(store().read_caller(CallerScope{4}, Position{UINT64_MAX}, 5)->empty());
    EXPECT_TRUE(store().read_caller(CallerScope{1}, Position{1}, 5)->empty());
    EXPECT_TRUE(store().read_caller(CallerScope{1}, Position{UINT64_MAX}, 0)->empty());
}

TEST_P(EventStoreContract, KeepsTheLimitsOfALogBatch) {
    for (std::uint64_t i = 1; i <= 10; ++i) {
        Commit commit = deposit(i, "42");
        commit.events[0].payload.assign(10'000, 'x');
        appended(store(), commit);
    }
    EXPECT_EQ(store().read_log(Position{0}, {3, 1 << 20})->records.size(), 3U);
    EXPECT_EQ(store().read_log(Position{8}, {3, 1 << 20})->records.size(), 2U);
    EXPECT_EQ(store().read_log(Position{8}, {3, 1 << 20})->records[0].position, Position{9});
    EXPECT_TRUE(store().read_log(Position{10}, {})->records.empty());
    EXPECT_TRUE(store().read_log(Position{11}, {})->records.empty());
    const std::size_t few = store().read_log(Position{0}, {10, 35'000})->records.size();
    EXPECT_GE(few, 1U);
    EXPECT_LE(few, 3U);
    EXPECT_EQ(store().read_log(Position{4}, {10, 1})->records.size(), 1U) << "a batch always makes progress";
}

TEST_P(EventStoreContract, KeepsTheMemoryOfALogBatch) {
    appended(store(), deposit(1, "42", none(), 3));
    const auto batch = store().read_log(Position{0}, {});
    for (std::uint64_t i = 2; i < 500; ++i) appended(store(), deposit(i, "42"));
    for (int i = 0; i < 10; ++i) whole_log(store());
    ASSERT_EQ(batch->records.size(), 1U);
    const Commit commit = deposit(1, "42", none(), 3);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(batch->records[0].events[i].payload, commit.events[i].payload);
}

// Goal: readers see whole batches of the past, never a part of the future. Method: a writer appends pairs of commits
// on two streams in one call; readers check positions, versions and durable() against each other meanwhile.
TEST_P(EventStoreContract, ServesReadersWhileAnotherThreadAppends) {
    constexpr std::uint64_t calls = 400;
    std::atomic<bool> done = false;
    std::thread writer([&] {
        for (std::uint64_t i = 1; i <= calls; ++i) {
            appended(store(), std::vector{deposit(2 * i, "a", exact(i - 1)), deposit(2 * i + 1, "b", exact(i - 1))});
        }
        done = true;
    });
    const auto follow_log = [&] {
        Position after;
        while (after.value < 2 * calls) {
            const auto batch = store().read_log(after, {64, 1 << 20});
            ASSERT_TRUE(batch);
            if (batch->records.empty() && done && store().durable() == after) return;
            const Position durable = store().durable();
            for (const auto& record : batch->records) {
                ASSERT_EQ(record.position.value, after.value + 1);
                ASSERT_EQ(record.version.value, (record.position.value + 1) / 2);
                ASSERT_LE(record.position, durable);
                after = record.position;
            }
        }
    };
    const auto look_up = [&] {
        while (!done) {
            const Position durable = store().durable();
            const auto slice = store().read_stream(account("a"), Version{0}, 2 * calls);
            ASSERT_TRUE(slice);
            ASSERT_GE(slice->version.value, durable.value / 2);
            ASSERT_EQ(slice->events.size(), slice->version.value);
            if (durable.value == 0) continue;
            const auto found = store().find(key_of(durable.value + 1));
            ASSERT_TRUE(found && *found);
            ASSERT_EQ((*found)->position, durable);
        }
    };
    std::thread follower(follow_log);
    std::thread looker(look_up);
    writer.join();
    follower.join();
    looker.join();
    EXPECT_EQ(store().durable(), Position{2 * calls});
}

TEST_P(EventStoreContract, MarksEveryPosition) {
    appended(store(), std::vector{deposit(1, "42"), deposit(2, "42")});
    appended(store(), deposit(3, "42"));
    for (std::uint64_t position = 1; position <= 3; ++position) {
        const auto mark = store().mark(Position{position});
        ASSERT_TRUE(mark && *mark);
        EXPECT_EQ((*mark)->position, Position{position});
    }
    EXPECT_EQ(**store().mark(Position{3}), store().state().durable);
    EXPECT_FALSE(*store().mark(Position{4}));
}

TEST_P(EventStoreContract, ReadsOnAfterTheSeal) {
    appended(store(), deposit(1, "42"));
    ASSERT_TRUE(store().seal());
    EXPECT_TRUE(*store().find(key_of(1)));
    EXPECT_EQ(whole_log(store()).size(), 1U);
}

TEST_P(EventStoreContract, KeepsItselfUpWithoutChangingWhatIsSeen) {
    Instant now{};
    for (std::uint64_t i = 1; i <= 50; ++i) {
        appended(store(), deposit(i, "42"));
        const auto next = store().maintain(now);
        ASSERT_TRUE(next);
        EXPECT_GT(*next, now);
        now += std::chrono::seconds(1);
    }
    EXPECT_EQ(whole_log(store()).size(), 50U);
    EXPECT_EQ(*store().stream_version(account("42")), Version{50});
}

}  // namespace hapax
