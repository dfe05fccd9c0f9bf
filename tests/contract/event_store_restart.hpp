// Contract of EventStore, third part: what is there after the process ended, cleanly or not.
#pragma once

#include "contract/event_store_read.hpp"

namespace hapax {

class EventStoreRestartContract : public EventStoreContract {
 protected:
    void SetUp() override {
        if (!capabilities().survives_restart) GTEST_SKIP() << "this store declares that it survives no restart";
    }

    void expect_all_there_after(Stop stop) {
        Commit waiting = deposit(1, "a", none(), 2);
        waiting.opened = {{{PendingKind::message, "m"}, Timestamp{3}, "x"},
                          {{PendingKind::timer, "t"}, Timestamp{4}, "y"}};
        Commit closing = deposit(2, "b");
        closing.closed = {{PendingKind::timer, "t"}};
        appended(store(), std::vector{waiting, closing, rejection(3, "a")});
        appended(store(), full_commit(4));
        const auto log = whole_log(store());
        const auto mark = store().mark(Position{2});
        const Uuid store_id = store().state().store_id;

        reopen(stop);
        EXPECT_EQ(store().durable(), Position{4});
        EXPECT_EQ(store().state().store_id, store_id);
        EXPECT_EQ(whole_log(store()), log);
        EXPECT_EQ(*store().mark(Position{2}), *mark);
        EXPECT_EQ((*store().find(key_of(4)))->commit, full_commit(4));
        EXPECT_EQ((*store().find(key_of(3)))->commit, rejection(3, "a"));
        const auto own = store().read_caller(key_of(1).scope, Position{UINT64_MAX}, 10);
        ASSERT_TRUE(own && own->size() == 4U);
        for (std::uint64_t i = 0; i < 4; ++i) EXPECT_EQ((*own)[i].commit.operation, key_of(4 - i));
        EXPECT_EQ(*store().pending(PendingKind::message), (std::vector{waiting.opened[0], full_commit(4).opened[0]}));
        EXPECT_EQ(store().pending(PendingKind::timer)->size(), 1U);
        EXPECT_EQ(appended(store(), deposit(1, "a")).status, AppendStatus::known_operation);
        const auto next = appended(store(), deposit(5, "a", exact(2)));
        EXPECT_EQ(next.position, Position{5});
        EXPECT_EQ(next.version, Version{3});
    }
};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(EventStoreRestartContract);

TEST_P(EventStoreRestartContract, FindsEverythingAfterACleanStop) {
    expect_all_there_after(Stop::clean);
}

TEST_P(EventStoreRestartContract, FindsEverythingAfterAnAbruptStop) {
    expect_all_there_after(Stop::abrupt);
}

TEST_P(EventStoreRestartContract, OpensAnEmptyStoreAgain) {
    for (const Stop stop : {Stop::clean, Stop::abrupt}) {
        reopen(stop);
        EXPECT_EQ(store().durable(), Position{0});
    }
    EXPECT_EQ(appended(store(), deposit(1, "42", none())).position, Position{1});
}

TEST_P(EventStoreRestartContract, GoesOnOverManyRestarts) {
    for (std::uint64_t i = 1; i <= 12; ++i) {
        const auto outcomes =
            appended(store(), std::vector{deposit(2 * i, "a", exact(i - 1)), deposit(2 * i + 1, "b")});
        ASSERT_EQ(outcomes[1].position, Position{2 * i});
        reopen(i % 3 == 0 ? Stop::clean : Stop::abrupt);
        ASSERT_EQ(store().durable(), Position{2 * i});
    }
    const auto slice = store().read_stream(account("a"), Version{0}, 100);
    ASSERT_EQ(slice->events.size(), 12U);
    for (std::uint64_t i = 1; i <= 12; ++i) EXPECT_EQ(slice->events[i - 1].position, Position{2 * i - 1});
    EXPECT_EQ(whole_log(store()).size(), 24U);
}

}  // namespace hapax
