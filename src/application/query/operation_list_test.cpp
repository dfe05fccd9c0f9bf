// The fear: a list misses an operation, shows one twice, or shows somebody else's, while new ones arrive.
#include "application/query/operation_list.hpp"

#include <gtest/gtest.h>

#include "adapters/store/memory/memory_store.hpp"
#include "contract/event_store_fixture.hpp"

namespace hapax {
namespace {

using contract::deposit;
using contract::key_of;
using contract::rejection;

constexpr std::int64_t second_us = 1'000'000;
constexpr CallerScope anna{1};
constexpr CallerScope boris{2};

class OperationListTest : public testing::Test {
 protected:
    // Operation `number` is at this position, decided at that second.
    void append(std::uint64_t number, CallerScope scope = anna, bool rejected = false) {
        Commit commit = rejected ? rejection(number, "a") : deposit(number, "a");
        commit.operation.scope = scope;
        commit.type = number % 2 == 0 ? "Even" : "Odd";
        commit.resource = "/accounts/a";
        commit.accepted_at = commit.decided_at = Timestamp{static_cast<std::int64_t>(number) * second_us};
        ASSERT_TRUE(store_->append(std::span(&commit, 1)));
    }
    OwnPage page(const OwnOperations& asked) {
        auto page = list_.page(asked);
        EXPECT_TRUE(page);
        return page ? *std::move(page) : OwnPage{};
    }
    static std::vector<std::uint64_t> positions(const OwnPage& page) {
        std::vector<std::uint64_t> all;
        for (const ListedOperation& item : page.items) all.push_back(item.position.value_or(Position{}).value);
        return all;
    }
    // All pages, with `between` called after each.
    std::vector<std::uint64_t> all(OwnOperations asked, const std::function<void()>& between = [] {}) {
        std::vector<std::uint64_t> listed;
        for (;;) {
            const OwnPage one = page(asked);
            for (const std::uint64_t position : positions(one)) listed.push_back(position);
            if (!one.next) return listed;
            EXPECT_TRUE(!asked.before || *one.next < *asked.before) << "it goes on";
            asked.before = one.next;
            between();
        }
    }
    static StatusDocument running(std::uint64_t number, CallerScope scope = anna) {
        StatusDocument document;
        document.key = {key_of(number).id, scope};
        document.state = OperationState::executing;
        document.type = "Odd";
        document.accepted_at = Timestamp{static_cast<std::int64_t>(number) * second_us};
        return document;
    }

    std::unique_ptr<EventStore> store_ = make_memory_store();
    Gauge horizon_;
    Position shown_{UINT64_MAX};
    OperationList list_{*store_, horizon_, [this] { return shown_; }};
};

TEST_F(OperationListTest, ShowsWhatACallerAskedForTheNewestFirst) {
    append(1);
    append(2, boris);
    append(3, anna, true);
    shown_ = Position{2};
    append(4);
    const OwnPage listed = page({.scope = anna});
    EXPECT_EQ(positions(listed), (std::vector<std::uint64_t>{4, 3, 1}));
    EXPECT_FALSE(listed.next);
    EXPECT_EQ(listed.items[0].state, OperationState::committed);
    EXPECT_EQ(listed.items[1].state, OperationState::rejected);
    EXPECT_EQ(listed.items[2].state, OperationState::completed);
    EXPECT_EQ(listed.items[2].id, key_of(1).id);
    EXPECT_EQ(listed.items[2].type, "Odd");
    EXPECT_EQ(listed.items[2].resource, "/accounts/a");
    EXPECT_EQ(positions(page({.scope = boris})), (std::vector<std::uint64_t>{2}));
    EXPECT_TRUE(page({.scope = CallerScope{3}}).items.empty());
}

TEST_F(OperationListTest, GoesOnWithoutAGapWhileNewOnesArrive) {
    for (std::uint64_t p = 1; p <= 50; ++p) append(p, p % 3 == 0 ? boris : anna);
    for (const std::uint32_t limit : {1U, 2U, 7U, 33U, 34U, 35U, 100U}) {
        std::vector<std::uint64_t> expected;
        const std::uint64_t newest = store_->durable().value;
        for (std::uint64_t p = newest; p >= 1; --p) {
            if (p > 50 || p % 3 != 0) expected.push_back(p);
        }
        std::uint64_t next = newest;
        EXPECT_EQ(all({.scope = anna, .limit = limit}, [&] { append(++next); }), expected) << limit;
    }
}

TEST_F(OperationListTest, AFullLastPageHasNoNext) {
    for (std::uint64_t p = 1; p <= 4; ++p) append(p);
    EXPECT_FALSE(page({.scope = anna, .limit = 4}).next);
    EXPECT_EQ(page({.scope = anna, .limit = 3}).next, Position{2});
    EXPECT_FALSE(page({.scope = anna, .before = Position{1}}).next);
    EXPECT_EQ(positions(page({.scope = anna, .before = Position{UINT64_MAX}, .limit = 1})),
              std::vector{store_->durable().value});
}

TEST_F(OperationListTest, Filters) {
    for (std::uint64_t p = 1; p <= 20; ++p) append(p, anna, p % 5 == 0);
    EXPECT_EQ(all({.scope = anna, .status = OperationState::rejected}), (std::vector<std::uint64_t>{20, 15, 10, 5}));
    EXPECT_EQ(all({.scope = anna, .status = OperationState::rejected, .type = "Even", .limit = 1}),
              (std::vector<std::uint64_t>{20, 10}));
    EXPECT_EQ(all({.scope = anna, .since = Timestamp{18 * second_us}}), (std::vector<std::uint64_t>{20, 19, 18}));
    EXPECT_TRUE(all({.scope = anna, .status = OperationState::executing}).empty());
    EXPECT_TRUE(all({.scope = anna, .type = "even"}).empty());
}

TEST_F(OperationListTest, LooksAtSoManyRecordsForOnePageAndGoesOn) {
    const std::uint64_t records = 2 * OperationList::examined_max + 10;
    for (std::uint64_t p = 1; p <= records; ++p) append(p, anna, p == 3);
    const OwnOperations asked{.scope = anna, .status = OperationState::rejected};
    const OwnPage first = page(asked);
    EXPECT_TRUE(first.items.empty());
    EXPECT_EQ(first.next, Position{records - OperationList::examined_max + 1});
    EXPECT_EQ(all(asked), (std::vector<std::uint64_t>{3}));
}

// Goal: what was decided long before `since` is not read; a clock that was set back a little hides nothing.
TEST_F(OperationListTest, EndsWhereNothingCanBeYoungEnough) {
    for (std::uint64_t p = 1; p <= 2 * OperationList::examined_max; ++p) append(p);
    const auto newest = static_cast<std::int64_t>(2 * OperationList::examined_max);
    const OwnPage ended = page({.scope = anna, .since = Timestamp{newest * second_us + since_leeway.count() + 1}});
    EXPECT_TRUE(ended.items.empty());
    EXPECT_FALSE(ended.next);
    const OwnPage looked = page({.scope = anna, .since = Timestamp{newest * second_us + since_leeway.count() / 2}});
    EXPECT_TRUE(looked.items.empty());
    EXPECT_TRUE(looked.next || since_leeway.count() / 2 / second_us < newest);
}

TEST_F(OperationListTest, WhatRunsHeadsTheFirstPageOnly) {
    append(1);
    append(2);
    OwnOperations asked{.scope = anna, .limit = 3, .running = {running(7), running(9), running(8)}};
    const OwnPage first = page(asked);
    ASSERT_EQ(first.items.size(), 3U);
    EXPECT_EQ(first.items[0].id, key_of(9).id);
    EXPECT_EQ(first.items[2].id, key_of(7).id);
    EXPECT_FALSE(first.items[0].position);
    EXPECT_EQ(first.items[0].state, OperationState::executing);
    EXPECT_EQ(first.next, Position{3});
    asked.before = first.next;
    EXPECT_EQ(positions(page(asked)), (std::vector<std::uint64_t>{2, 1}));
    asked.before.reset();
    asked.type = "Even";
    EXPECT_EQ(positions(page(asked)), (std::vector<std::uint64_t>{2}));
}

// Goal: what became durable after it was said to be running is shown once, where it is now.
TEST_F(OperationListTest, WhatBecameDurableMeanwhileIsShownOnce) {
    append(1);
    append(2);
    const OwnOperations asked{.scope = anna, .running = {running(2), running(3)}};
    const OwnPage listed = page(asked);
    ASSERT_EQ(listed.items.size(), 3U);
    EXPECT_EQ(listed.items[0].id, key_of(3).id);
    EXPECT_EQ(listed.items[1].id, key_of(2).id);
    EXPECT_EQ(listed.items[1].position, Position{2});
}

TEST_F(OperationListTest, WhatExpiredIsNotShown) {
    for (std::uint64_t p = 1; p <= 3; ++p) append(p);
    const std::int64_t born_ms = *key_of(1).id.value.unix_ms();
    horizon_.set(born_ms);
    EXPECT_EQ(page({.scope = anna}).items.size(), 3U);
    horizon_.set(born_ms + 1);
    EXPECT_TRUE(page({.scope = anna}).items.empty());
}

}  // namespace
}  // namespace hapax
