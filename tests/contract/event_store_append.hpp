// Contract of EventStore, first part: what append() judges, appends and answers.
#pragma once

#include <algorithm>

#include "contract/event_store_fixture.hpp"

namespace hapax {

using contract::account;
using contract::any;
using contract::appended;
using contract::deposit;
using contract::exact;
using contract::exists;
using contract::full_commit;
using contract::key_of;
using contract::none;
using contract::rejection;
using contract::Stop;
using contract::whole_log;
using AppendStatus = AppendOutcome::Status;

TEST_P(EventStoreContract, IsEmptyAtFirst) {
    EXPECT_EQ(store().durable(), Position{0});
    EXPECT_FALSE(*store().find(key_of(1)));
    EXPECT_EQ(*store().stream_version(account("42")), Version{0});
    EXPECT_TRUE(store().read_log(Position{0}, {})->records.empty());
    const auto slice = store().read_stream(account("42"), Version{0}, 10);
    EXPECT_TRUE(slice->events.empty());
    EXPECT_EQ(slice->version, Version{0});
    EXPECT_EQ(slice->position, Position{0});
}

TEST_P(EventStoreContract, AppendsNothingForAnEmptyBatch) {
    EXPECT_TRUE(appended(store(), std::vector<Commit>{}).empty());
    EXPECT_EQ(store().durable(), Position{0});
    appended(store(), deposit(1, "42"));
    EXPECT_TRUE(appended(store(), std::vector<Commit>{}).empty());
    EXPECT_EQ(store().durable(), Position{1});
}

TEST_P(EventStoreContract, GivesBackEveryFieldOfACommit) {
    const Commit commit = full_commit(1);
    const auto outcome = appended(store(), commit);
    const auto found = store().find(commit.operation);
    ASSERT_TRUE(found && *found);
    EXPECT_EQ(**found, (StoredCommit{outcome.position, Version{3}, commit}));
}

TEST_P(EventStoreContract, NumbersRecordsDenselyAndVersionsWithoutAGap) {
    const auto first = appended(store(), std::vector{deposit(1, "a", none(), 2), deposit(2, "b"), deposit(3, "a")});
    const auto second = appended(store(), deposit(4, "a", exact(3), 3));
    EXPECT_EQ(first[0].position, Position{1});
    EXPECT_EQ(first[1].position, Position{2});
    EXPECT_EQ(first[2].position, Position{3});
    EXPECT_EQ(second.position, Position{4});
    EXPECT_EQ(first[0].version, Version{2});
    EXPECT_EQ(first[1].version, Version{1});
    EXPECT_EQ(first[2].version, Version{3});
    EXPECT_EQ(second.version, Version{6});
    EXPECT_EQ(store().durable(), Position{4});
    EXPECT_EQ(*store().stream_version(account("a")), Version{6});
}

TEST_P(EventStoreContract, JudgesTheExpectedVersion) {
    EXPECT_EQ(appended(store(), deposit(1, "42", exists())).status, AppendStatus::version_conflict);
    EXPECT_EQ(appended(store(), deposit(2, "42", exact(1))).status, AppendStatus::version_conflict);
    EXPECT_EQ(appended(store(), deposit(3, "42", none(), 2)).status, AppendStatus::appended);
    EXPECT_EQ(appended(store(), deposit(4, "42", none())).status, AppendStatus::version_conflict);
    EXPECT_EQ(appended(store(), deposit(5, "42", exact(1))).status, AppendStatus::version_conflict);
    EXPECT_EQ(appended(store(), deposit(6, "42", exact(3))).status, AppendStatus::version_conflict);
    EXPECT_EQ(appended(store(), deposit(7, "42", exact(2))).status, AppendStatus::appended);
    EXPECT_EQ(appended(store(), deposit(8, "42", exists())).status, AppendStatus::appended);
    EXPECT_EQ(appended(store(), deposit(9, "42", any())).status, AppendStatus::appended);
    EXPECT_EQ(appended(store(), deposit(10, "43", exact(0))).status, AppendStatus::appended);
    EXPECT_EQ(appended(store(), deposit(11, "44", any())).status, AppendStatus::appended);
    EXPECT_EQ(store().durable(), Position{6});
}

TEST_P(EventStoreContract, LeavesNoTraceOfAConflict) {
    appended(store(), deposit(1, "42", none()));
    Commit late = deposit(2, "42", none());
    late.opened = {{{PendingKind::message, "m"}, Timestamp{1}, "x"}};
    const auto outcome = appended(store(), late);
    EXPECT_EQ(outcome.status, AppendStatus::version_conflict);
    EXPECT_EQ(outcome.version, Version{1});
    EXPECT_FALSE(*store().find(key_of(2)));
    EXPECT_TRUE(store().pending(PendingKind::message)->empty());
    EXPECT_EQ(whole_log(store()).size(), 1U);
    late.expected = exact(1);  // the same operation, judged again after a reload
    EXPECT_EQ(appended(store(), late).status, AppendStatus::appended);
}

TEST_P(EventStoreContract, KnowsAnOperationOfAnEarlierCall) {
    const auto first = appended(store(), std::vector{deposit(1, "42"), rejection(2, "42")});
    const auto repeat = appended(store(), std::vector{deposit(1, "42"), deposit(2, "other"), deposit(3, "42")});
    EXPECT_EQ(repeat[0].status, AppendStatus::known_operation);
    EXPECT_EQ(repeat[0].position, first[0].position);
    EXPECT_EQ(repeat[1].status, AppendStatus::known_operation);
    EXPECT_EQ(repeat[1].position, first[1].position);
    EXPECT_EQ(repeat[2].status, AppendStatus::appended);
    EXPECT_EQ(*store().stream_version(account("42")), Version{2});
    EXPECT_EQ(*store().stream_version(account("other")), Version{0});
}

TEST_P(EventStoreContract, KnowsAnOperationOfTheSameCall) {
    const auto outcomes = appended(store(), std::vector{deposit(1, "42"), deposit(1, "42"), deposit(1, "43")});
    EXPECT_EQ(outcomes[0].status, AppendStatus::appended);
    EXPECT_EQ(outcomes[1].status, AppendStatus::known_operation);
    EXPECT_EQ(outcomes[1].position, outcomes[0].position);
    EXPECT_EQ(outcomes[2].status, AppendStatus::known_operation);
    EXPECT_EQ(store().durable(), Position{1});
}

TEST_P(EventStoreContract, CallsARepeatKnownEvenWhenItsVersionConflictsToo) {
    appended(store(), deposit(1, "42", none()));
    EXPECT_EQ(appended(store(), deposit(1, "42", none())).status, AppendStatus::known_operation);
}

TEST_P(EventStoreContract, KeepsTheOperationsOfCallersApart) {
    Commit mine = deposit(1, "42");
    Commit theirs = deposit(1, "42");
    theirs.operation.scope = CallerScope{2};
    appended(store(), mine);
    EXPECT_FALSE(*store().find(theirs.operation));
    EXPECT_EQ(appended(store(), theirs).status, AppendStatus::appended);
    EXPECT_EQ((*store().find(mine.operation))->position, Position{1});
    EXPECT_EQ((*store().find(theirs.operation))->position, Position{2});
}

// Goal: within one call each commit is judged on what the earlier ones did, and conflicts get no position.
TEST_P(EventStoreContract, JudgesLaterCommitsOfACallOnTheEarlierOnes) {
    const auto outcomes =
        appended(store(), std::vector{deposit(1, "a", none(), 2), deposit(2, "a", none()), deposit(3, "a", exact(2)),
                                      deposit(4, "b", exists()), deposit(5, "b", none()), deposit(6, "b", exact(1)),
                                      deposit(7, "a", exact(2))});
    const std::vector expected{AppendStatus::appended,         AppendStatus::version_conflict, AppendStatus::appended,
                               AppendStatus::version_conflict, AppendStatus::appended,         AppendStatus::appended,
                               AppendStatus::version_conflict};
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(outcomes[i].status, expected[i]) << i;
    EXPECT_EQ(outcomes[5].position, Position{4});
    EXPECT_EQ(outcomes[6].version, Version{3});
    EXPECT_EQ(store().durable(), Position{4});
    EXPECT_EQ(whole_log(store()).size(), 4U);
}

TEST_P(EventStoreContract, StoresARejectionWithoutTouchingTheStream) {
    appended(store(), deposit(1, "42", none(), 2));
    const auto outcome = appended(store(), rejection(2, "42", exact(2)));
    EXPECT_EQ(outcome.status, AppendStatus::appended);
    EXPECT_EQ(outcome.position, Position{2});
    EXPECT_EQ(outcome.version, Version{2});
    const auto found = *store().find(key_of(2));
    ASSERT_TRUE(found);
    EXPECT_EQ(*found, (StoredCommit{Position{2}, Version{2}, rejection(2, "42", exact(2))}));
    const auto slice = store().read_stream(account("42"), Version{0}, 10);
    EXPECT_EQ(slice->version, Version{2});
    EXPECT_EQ(slice->events.size(), 2U);
    EXPECT_EQ(appended(store(), rejection(3, "nobody")).version, Version{0});
    EXPECT_EQ(*store().stream_version(account("nobody")), Version{0});
    EXPECT_EQ(appended(store(), deposit(4, "42", exact(2))).version, Version{3});
}

TEST_P(EventStoreContract, StoresAnAccomplishedCommandWithoutEvents) {
    appended(store(), deposit(1, "42"));
    EXPECT_EQ(appended(store(), deposit(2, "42", exact(1), 0)).version, Version{1});
    EXPECT_EQ((*store().find(key_of(2)))->version, Version{1});
    EXPECT_EQ(appended(store(), deposit(3, "42", exact(1))).version, Version{2});
}

TEST_P(EventStoreContract, KeepsTypesAndKeysOfStreamsApart) {
    Commit one = deposit(1, "");
    one.stream = {"account4", "2"};
    Commit other = deposit(2, "");
    other.stream = {"account", "42"};
    other.expected = none();
    appended(store(), one);
    EXPECT_EQ(appended(store(), other).status, AppendStatus::appended);
}

TEST_P(EventStoreContract, TakesLargePayloads) {
    Commit commit = deposit(1, "42", none());
    commit.events[0].payload = "\"" + std::string(1 << 20, 'x') + "\"";
    EXPECT_EQ(appended(store(), commit).status, AppendStatus::appended);
    EXPECT_EQ((*store().find(key_of(1)))->commit, commit);
    EXPECT_EQ(store().read_stream(account("42"), Version{0}, 1)->events.front().event, commit.events[0]);
}

TEST_P(EventStoreContract, TakesAThousandEventsInOneCommit) {
    const Commit commit = deposit(1, "42", none(), 1000);
    EXPECT_EQ(appended(store(), commit).version, Version{1000});
    const auto slice = store().read_stream(account("42"), Version{700}, 10);
    ASSERT_EQ(slice->events.size(), 10U);
    EXPECT_EQ(slice->events.front().version, Version{701});
    EXPECT_EQ(slice->events.front().event, commit.events[700]);
}

TEST_P(EventStoreContract, KeepsWhatIsPending) {
    Commit first = deposit(1, "42");
    first.opened = {{{PendingKind::message, "m-1"}, Timestamp{5}, "one"},
                    {{PendingKind::message, "m-2"}, Timestamp{6}, "two"},
                    {{PendingKind::timer, "m-1"}, Timestamp{7}, "same key, other kind"}};
    Commit second = deposit(2, "42");
    second.closed = {{PendingKind::message, "m-1"}, {PendingKind::timer, "unknown"}};
    appended(store(), std::vector{first, second});
    EXPECT_EQ(*store().pending(PendingKind::message), std::vector{first.opened[1]});
    EXPECT_EQ(*store().pending(PendingKind::timer), std::vector{first.opened[2]});
    EXPECT_TRUE(store().pending(PendingKind::parked)->empty());
}

// A timer that is set anew is closed and opened by one commit: closing comes first.
TEST_P(EventStoreContract, ClosesBeforeItOpens) {
    Commit first = deposit(1, "42");
    first.opened = {{{PendingKind::timer, "t"}, Timestamp{5}, "early"}};
    Commit second = deposit(2, "42");
    second.closed = {{PendingKind::timer, "t"}};
    second.opened = {{{PendingKind::timer, "t"}, Timestamp{9}, "late"}};
    appended(store(), first);
    appended(store(), second);
    EXPECT_EQ(*store().pending(PendingKind::timer), second.opened);
}

TEST_P(EventStoreContract, AdmitsWhatFitsAndRefusesWhatDoesNot) {
    EXPECT_TRUE(store().admits(1 << 20, Use::admitting));
    EXPECT_TRUE(store().admits(1 << 20, Use::completing));
    if (!capabilities().bounded_space) return;
    EXPECT_FALSE(store().admits(std::uint64_t{1} << 60, Use::admitting));
    EXPECT_FALSE(store().admits(UINT64_MAX, Use::completing));
}

}  // namespace hapax
