// Goal: the engine decides each operation once, whatever repeats, fails and waits. Method: the real engine over the
// memory store, driven round by round on one thread; commits are made inline, so one round is one decision.
#include "application/engine/engine.hpp"

#include <gtest/gtest.h>

#include "adapters/store/memory/memory_store.hpp"
#include "support/null_ports.hpp"
#include "support/solo_runtime.hpp"
#include "support/toy_service.hpp"

namespace hapax {
namespace {

class FakeEdge : public Verdicts {
 public:
    void deliver(std::vector<Delivery>& batch) override {
        for (Delivery& delivery : batch) all.push_back(std::move(delivery));
        batch.clear();
    }
    const Verdict* of(std::uint64_t token) const {
        for (const Delivery& delivery : all) {
            if (delivery.token == token) return &delivery.verdict;
        }
        return nullptr;
    }
    std::vector<Delivery> all;
};

// A store that can be told to be full, away, or to lose a race against another writer.
class MoodyStore : public EventStore {
 public:
    Result<std::vector<AppendOutcome>> append(std::span<const Commit> commits) override {
        ++appends;
        if (before_append) std::exchange(before_append, nullptr)();
        if (appends_fail > 0 && appends_fail-- > 0) return fail(store_errc::unavailable, "cannot append");
        return inner->append(commits);
    }
    Position durable() const override { return inner->durable(); }
    Result<std::optional<StoredCommit>> find(const OperationKey& key) override {
        if (away) return fail(store_errc::unavailable, "gone fishing");
        return inner->find(key);
    }
    Result<Version> stream_version(const StreamId& stream) override { return inner->stream_version(stream); }
    Result<StreamSlice> read_stream(const StreamId& stream, Version after, std::size_t max) override {
        if (reads_fail > 0 && reads_fail-- > 0) return fail(store_errc::unavailable, "cannot read");
        return inner->read_stream(stream, after, max);
    }
    Result<LogBatch> read_log(Position after, const ReadLimits& limits) override {
        return inner->read_log(after, limits);
    }
    Result<std::vector<PendingItem>> pending(PendingKind kind) override { return inner->pending(kind); }
    Result<std::optional<Mark>> mark(Position position) override { return inner->mark(position); }
    StoreState state() const override { return inner->state(); }
    bool admits(std::uint64_t, Use) const override { return !full; }
    Result<Instant> maintain(Instant now) override { return inner->maintain(now); }
    Result<void> seal() override { return inner->seal(); }

    std::unique_ptr<EventStore> inner = make_memory_store();
    bool full = false;
    bool away = false;
    int reads_fail = 0;
    int appends_fail = 0;
    int appends = 0;
    std::function<void()> before_append;
};

class EngineTest : public testing::Test {
 protected:
    explicit EngineTest(RetentionPolicy retention = {})
        : engine{{store, nullptr, runtime, metrics, log, committer, completion, snapshots, {&edge}, deleted_through_ms},
                 options(retention)} {}

    static constexpr std::size_t mailbox_max = 128;

    static EngineOptions options(RetentionPolicy retention) {
        EngineOptions o;
        o.retention = retention;
        o.inline_commits_max = 1000;
        o.snapshot_every = 10;
        o.in_flight_max = 8;
        o.mailbox_max = mailbox_max;
        o.anonymous = CallerScope{99};
        return o;
    }
    void submit(std::uint64_t n, const std::string& stream, std::int64_t amount, std::uint64_t token,
                std::optional<Version> if_match = {}, std::uint64_t scope = 1) {
        Submission s = toy::submission(service.add, n, stream, amount);
        s.waiter = {0, token};
        s.if_match = if_match;
        s.key.scope = CallerScope{scope};
        waiting.push_back(std::move(s));
    }
    void run() {
        if (!waiting.empty()) {
            ASSERT_TRUE(engine.submit(waiting));
        }
        engine.round();
        collect();
    }
    void collect() {
        std::vector<CompletionMessage> messages;
        completion.take(messages, runtime.now());
        for (CompletionMessage& message : messages) {
            if (auto* a = std::get_if<std::vector<AwaitedAnswer>>(&message)) {
                for (AwaitedAnswer& one : *a) answers.push_back(std::move(one));
            } else if (auto* s = std::get_if<std::vector<AwaitedStatus>>(&message)) {
                for (AwaitedStatus& one : *s) statuses.push_back(std::move(one));
            } else if (std::holds_alternative<Advanced>(message)) {
                ++advanced;
            }
        }
    }
    const AwaitedAnswer* answer(std::uint64_t token) const {
        for (const AwaitedAnswer& a : answers) {
            if (a.waiter.token == token) return &a;
        }
        return nullptr;
    }
    const Refused& refused(std::uint64_t token) { return std::get<Refused>(*edge.of(token)); }

    toy::ToyService service;
    SoloRuntime runtime;
    NullMetrics metrics;
    NullLog log;
    MoodyStore store;
    Committer committer{store, runtime, metrics, log};
    Mailbox<CompletionMessage> completion{runtime, 1000};
    Mailbox<Snapshot> snapshots{runtime, 1000};
    FakeEdge edge;
    Gauge deleted_through_ms;
    Engine engine;
    std::vector<Submission> waiting;
    std::vector<AwaitedAnswer> answers;
    std::vector<AwaitedStatus> statuses;
    int advanced = 0;  // how often the projector was told to go on
};

TEST_F(EngineTest, DecidesAnOperationAndMakesItDurableBeforeAnybodyHears) {
    submit(1, "a", 7, 1);
    run();
    ASSERT_NE(answer(1), nullptr);
    EXPECT_EQ(answer(1)->record->position, Position{1});
    EXPECT_EQ(answer(1)->record->version, Version{1});
    EXPECT_EQ(answer(1)->record->commit.reply.fields, "{\"sum\":7}");
    EXPECT_FALSE(answer(1)->replayed);
    EXPECT_EQ(store.durable(), Position{1});
}

TEST_F(EngineTest, ARepeatGetsTheFirstRecordAndIsNotDecidedAgain) {
    submit(1, "a", 7, 1);
    run();
    submit(1, "a", 7, 2);
    run();
    EXPECT_EQ(service.add.decided, 1U);
    ASSERT_NE(answer(2), nullptr);
    EXPECT_TRUE(answer(2)->replayed);
    EXPECT_EQ(*answer(2)->record, *answer(1)->record);
}

TEST_F(EngineTest, RepeatsInTheSameBatchAttachToTheFirst) {
    for (std::uint64_t token = 1; token <= 100; ++token) submit(1, "a", 7, token);
    run();
    EXPECT_EQ(service.add.decided, 1U);
    EXPECT_EQ(answers.size(), 100U);
    EXPECT_FALSE(answer(1)->replayed);
    EXPECT_TRUE(answer(2)->replayed);
}

TEST_F(EngineTest, TheSameIdWithAnotherPayloadIsRefusedWhileItRunsAndAfterwards) {
    submit(1, "a", 7, 1);
    submit(1, "a", 8, 2);
    run();
    EXPECT_EQ(refused(2).code, operation_errc::payload_mismatch);
    submit(1, "b", 7, 3);
    run();
    EXPECT_EQ(refused(3).code, operation_errc::payload_mismatch);
    EXPECT_EQ(store.durable(), Position{1});
}

TEST_F(EngineTest, AnotherCallersIdIsAnUnknownIdInHisOwnScope) {
    submit(1, "a", 7, 1, {}, 1);
    submit(1, "a", 7, 2, {}, 2);
    run();
    EXPECT_EQ(service.add.decided, 2U);
    EXPECT_FALSE(answer(2)->replayed);
}

TEST_F(EngineTest, AnIdRecordedByNobodyIsNoOneElses) {
    submit(1, "a", 7, 1, {}, 99);
    run();
    submit(1, "a", 7, 2, {}, 1);
    run();
    EXPECT_EQ(refused(2).code, operation_errc::payload_mismatch);
}

TEST_F(EngineTest, ARejectionIsStoredAndSticksToTheId) {
    submit(1, "a", 101, 1);
    run();
    EXPECT_EQ(answer(1)->record->commit.outcome, Outcome::rejected);
    EXPECT_EQ(answer(1)->record->commit.reply.code, "too-much");
    submit(1, "a", 101, 2);
    run();
    EXPECT_TRUE(answer(2)->replayed);
    EXPECT_EQ(service.add.decided, 1U);
}

TEST_F(EngineTest, CommandsOfOneAggregateSeeEachOther) {
    submit(1, "a", 60, 1);
    submit(2, "a", 60, 2);
    submit(3, "a", 40, 3);
    run();
    EXPECT_EQ(answer(1)->record->commit.outcome, Outcome::accomplished);
    EXPECT_EQ(answer(2)->record->commit.outcome, Outcome::rejected);
    EXPECT_EQ(answer(3)->record->commit.outcome, Outcome::accomplished);
    EXPECT_EQ(answer(3)->record->version, Version{2});
}

TEST_F(EngineTest, AWrongIfMatchIsStoredWithTheVersionItMet) {
    submit(1, "a", 1, 1);
    submit(2, "a", 1, 2, Version{1});
    submit(3, "a", 1, 3, Version{1});
    run();
    EXPECT_EQ(answer(2)->record->commit.outcome, Outcome::accomplished);
    EXPECT_EQ(answer(3)->record->commit.outcome, Outcome::precondition_failed);
    EXPECT_EQ(answer(3)->record->commit.reply.fields, "{\"currentVersion\":2}");
}

TEST_F(EngineTest, CodeThatThrowsIsTriedAgainOnAFreshState) {
    service.add.throws_left = 1;
    submit(1, "a", 5, 1);
    submit(2, "a", -1, 2);
    run();
    EXPECT_EQ(answer(2), nullptr);
    run();
    EXPECT_EQ(answer(2)->record->commit.outcome, Outcome::accomplished);
    EXPECT_EQ(answer(2)->record->commit.reply.fields, "{\"sum\":4}");
    EXPECT_EQ(answer(2)->record->commit.attempts, 2U);
}

TEST_F(EngineTest, CodeThatKeepsThrowingEndsAsAStoredFailure) {
    submit(1, "a", -1, 1);
    run();
    run();
    run();
    ASSERT_NE(answer(1), nullptr);
    const Commit& commit = answer(1)->record->commit;
    EXPECT_EQ(commit.outcome, Outcome::failed);
    EXPECT_EQ(commit.attempts, 3U);
    EXPECT_EQ(commit.causes, std::vector<std::string>{"the author's code threw"});
    submit(1, "a", -1, 2);
    run();
    EXPECT_TRUE(answer(2)->replayed);
    EXPECT_EQ(service.add.decided, 3U);
}

TEST_F(EngineTest, OthersOfTheAggregateWaitUntilAStaleStateIsReloaded) {
    service.add.throws_left = 1;
    submit(1, "a", 5, 1);
    submit(2, "a", -1, 2);
    submit(3, "a", 3, 3);
    run();
    EXPECT_EQ(answer(3)->record->commit.reply.fields, "{\"sum\":8}");
    EXPECT_EQ(answer(3)->record->version, Version{2});
}

TEST_F(EngineTest, AStoreThatCannotBeAskedRefusesBeforeAnythingIsDecidedAndSaysNothingOfEarlierRequests) {
    submit(1, "a", 5, 1);
    run();
    store.away = true;
    submit(1, "a", 5, 2);
    submit(2, "a", 5, 3);
    run();
    for (const std::uint64_t waiter : {2, 3}) {
        EXPECT_EQ(refused(waiter).code, store_errc::unavailable);
        EXPECT_FALSE(refused(waiter).applied_false) << "nobody could look";
    }
    EXPECT_EQ(service.add.decided, 1U);
}

TEST_F(EngineTest, AStreamThatCannotBeReadForAWhileIsTriedAgain) {
    store.reads_fail = 1;
    submit(1, "a", 5, 1);
    run();
    EXPECT_EQ(answer(1), nullptr);
    run();
    EXPECT_EQ(answer(1)->record->commit.outcome, Outcome::accomplished);
}

TEST_F(EngineTest, AStoreThatTakesNotEvenTheFailureIsAskedAgainAfterAPauseAndNotAllTheTime) {
    store.appends_fail = 20;
    submit(1, "a", 7, 1);
    for (int round = 1; round < 40 && answer(1) == nullptr; ++round) {
        run();
        EXPECT_LE(store.appends, 2 * round) << "a try and the failure to be stored, then it waits";
    }
    ASSERT_NE(answer(1), nullptr);
    EXPECT_EQ(answer(1)->record->position, Position{1});
    EXPECT_EQ(store.appends, 21);
}

TEST_F(EngineTest, WithoutSpaceNothingIsDecidedAndItRecoversByItself) {
    store.full = true;
    submit(1, "a", 5, 1);
    run();
    EXPECT_EQ(refused(1).code, operation_errc::storage_full);
    EXPECT_TRUE(refused(1).applied_false);
    store.full = false;
    submit(1, "a", 5, 2);
    run();
    EXPECT_FALSE(answer(2)->replayed);
}

TEST_F(EngineTest, ARepeatIsAnsweredEvenWithoutSpace) {
    submit(1, "a", 5, 1);
    run();
    store.full = true;
    submit(1, "a", 5, 2);
    run();
    EXPECT_TRUE(answer(2)->replayed);
}

TEST_F(EngineTest, MoreThanItsLimitInFlightIsRefused) {
    for (std::uint64_t n = 1; n <= 9; ++n) submit(n, "a", 1, n);
    run();
    EXPECT_EQ(refused(9).code, operation_errc::overloaded);
    EXPECT_EQ(answers.size(), 8U);
}

TEST_F(EngineTest, AnotherWriterOfTheStreamCausesAReloadAndATryAgain) {
    submit(1, "a", 10, 1);
    run();
    store.before_append = [this] {
        Commit other;
        other.operation = toy::key(500);
        other.stream = {"counter", "a"};
        other.events = {{"Added", 1, "50"}};
        ASSERT_TRUE(store.inner->append(std::span(&other, 1)));
    };
    submit(2, "a", 1, 2);
    run();
    EXPECT_EQ(answer(2), nullptr);
    run();
    EXPECT_EQ(answer(2)->record->commit.reply.fields, "{\"sum\":61}");
}

TEST_F(EngineTest, AnotherWriterOfTheSameOperationIsTheFirst) {
    store.before_append = [this] {
        Submission twin = toy::submission(service.add, 1, "a", 10);
        Commit other;
        other.operation = twin.key;
        other.fingerprint = twin.fingerprint;
        other.stream = twin.stream;
        other.events = {{"Added", 1, "10"}};
        ASSERT_TRUE(store.inner->append(std::span(&other, 1)));
    };
    submit(1, "a", 10, 1);
    run();
    EXPECT_TRUE(answer(1)->replayed);
    EXPECT_EQ(answer(1)->record->position, Position{1});
    EXPECT_EQ(store.durable(), Position{1});
}

TEST_F(EngineTest, TheStateAtEveryNthEventBecomesASnapshotOnceItIsDurable) {
    for (std::uint64_t n = 1; n <= 11; ++n) {
        submit(n, "a", 1, n);
        run();
    }
    std::vector<Snapshot> written;
    snapshots.take(written, runtime.now());
    ASSERT_EQ(written.size(), 1U);
    EXPECT_EQ(written[0].version, Version{10});
    EXPECT_EQ(written[0].mark.position, Position{10});
    EXPECT_EQ(written[0].state, "10");
}

TEST_F(EngineTest, AClosedWaiterHearsNothingAndTheOperationGoesOn) {
    service.add.throws_left = 1;
    submit(1, "a", -1, 1);
    run();
    engine.give_up({0, 1}, toy::key(1), GiveUp::closed);
    run();
    run();
    EXPECT_TRUE(answers.empty());
    EXPECT_EQ(store.durable(), Position{1});
    EXPECT_EQ(advanced, 1) << "the views show what nobody waits for";
}

TEST_F(EngineTest, WhoAskedForDurabilityOnlyHearsItWithoutTheTracker) {
    submit(1, "a", 7, 1);
    waiting.back().wait_for = WaitFor::commit;
    submit(2, "b", 1000, 2);
    waiting.back().wait_for = WaitFor::commit;
    run();
    EXPECT_TRUE(answers.empty());
    ASSERT_NE(edge.of(1), nullptr);
    EXPECT_TRUE(std::holds_alternative<StillRunning>(*edge.of(1)));
    EXPECT_EQ(store.durable(), Position{2});
    EXPECT_EQ(advanced, 1);
}

TEST_F(EngineTest, ARejectionIsFinalAlsoForWhoAskedForDurabilityOnly) {
    submit(1, "a", 101, 1);
    waiting.back().wait_for = WaitFor::commit;
    run();
    ASSERT_NE(edge.of(1), nullptr);
    const auto* finished = std::get_if<Finished>(edge.of(1));
    ASSERT_NE(finished, nullptr);
    EXPECT_EQ(finished->record->commit.outcome, Outcome::rejected);
}

TEST_F(EngineTest, ATimeOutBeforeTheSyncIsAnHonestUnknown) {
    submit(1, "a", -1, 1);
    run();
    engine.give_up({0, 1}, toy::key(1), GiveUp::timed_out);
    run();
    EXPECT_EQ(refused(1).code, operation_errc::outcome_unknown);
    EXPECT_FALSE(refused(1).applied_false);
}

TEST_F(EngineTest, TellsTheStatusOfARunningOperation) {
    submit(1, "a", -1, 1);
    run();
    std::vector<Inquiry> inquiries{{toy::key(1), {0, 7}}};
    engine.inquire(inquiries);
    run();
    const auto& document = std::get<StatusDocument>(*edge.of(7));
    EXPECT_EQ(document.state, OperationState::executing);
    EXPECT_EQ(document.type, "Add");
    EXPECT_EQ(document.resource, "/counters/a");
}

TEST_F(EngineTest, ForwardsTheStatusOfAStoredOneAndKnowsAnUnknownOne) {
    submit(1, "a", 1, 1);
    run();
    std::vector<Inquiry> inquiries{{toy::key(1), {0, 7}}, {toy::key(2), {0, 8}}};
    engine.inquire(inquiries);
    run();
    ASSERT_EQ(statuses.size(), 1U);
    EXPECT_EQ(statuses[0].record->position, Position{1});
    EXPECT_TRUE(std::holds_alternative<UnknownOperation>(*edge.of(8)));
}

TEST_F(EngineTest, AStatusThatWaitsIsForwardedWhenTheOperationEnds) {
    service.add.throws_left = 1;
    submit(1, "a", -1, 1);
    run();
    std::vector<Inquiry> inquiries{{toy::key(1), {0, 7}, Inquiry::Wait::terminal}};
    engine.inquire(inquiries);
    run();
    EXPECT_EQ(edge.of(7), nullptr);
    run();
    ASSERT_EQ(statuses.size(), 1U);
    EXPECT_EQ(statuses[0].inquiry.waiter.token, 7U);
}

TEST_F(EngineTest, OfABatchBeyondItsMailboxTheFirstAreTakenAndTheRestIsLeft) {
    for (std::uint64_t n = 1; n <= mailbox_max + 2; ++n) submit(1, "a", 7, n);
    EXPECT_FALSE(engine.submit(waiting));
    ASSERT_EQ(waiting.size(), 2U);
    EXPECT_EQ(waiting[0].waiter.token, mailbox_max + 1);
    std::vector<Inquiry> inquiries(1);
    EXPECT_FALSE(engine.inquire(inquiries));
    EXPECT_EQ(inquiries.size(), 1U);
    engine.round();
    collect();
    EXPECT_EQ(answers.size(), mailbox_max);
    EXPECT_TRUE(engine.submit(waiting));
    EXPECT_TRUE(waiting.empty());
}

TEST_F(EngineTest, StoppingRefusesWhatIsNewAndFinishesWhatRuns) {
    service.add.throws_left = 1;
    submit(1, "a", -1, 1);
    run();
    engine.stop();
    submit(2, "a", 1, 2);
    ASSERT_TRUE(engine.submit(waiting));
    engine.run();
    collect();
    EXPECT_EQ(refused(2).code, operation_errc::stopping);
    EXPECT_EQ(answer(1)->record->commit.outcome, Outcome::accomplished);
}

// Operations are kept for an hour.
class FiniteRetention : public EngineTest {
 protected:
    FiniteRetention() : EngineTest(RetentionPolicy{std::chrono::hours(1)}) {}
};

TEST_F(FiniteRetention, AnIdThatFollowsFromItsAddressNeedsNoTimeOfItsOwn) {
    const OperationId timeless{*Uuid::parse("924b21b3-e8a5-5e1f-af7f-c33ed646d39f")};
    for (const bool derived : {true, false}) {
        Submission s = toy::submission(service.add, 1, derived ? "a" : "b", 7);
        s.key = {timeless, CallerScope{derived ? 1U : 2U}};
        s.derived_id = derived;
        s.waiter = {0, derived ? 1U : 2U};
        waiting.push_back(std::move(s));
    }
    run();
    ASSERT_NE(answer(1), nullptr);
    EXPECT_EQ(answer(1)->record->commit.outcome, Outcome::accomplished);
    ASSERT_NE(edge.of(2), nullptr);
    EXPECT_EQ(refused(2).code, operation_errc::not_version_7);
}

TEST_F(FiniteRetention, OfWhatIsNotStoredOnlyAnIdBeforeTheHorizonIsGone) {
    submit(1, "a", 7, 1);
    run();
    deleted_through_ms.set(*toy::key(3).id.value.unix_ms());
    const OperationId timeless{*Uuid::parse("924b21b3-e8a5-5e1f-af7f-c33ed646d39f")};
    std::vector<Inquiry> inquiries{{toy::key(1), {0, 11}},
                                   {toy::key(2), {0, 12}},
                                   {toy::key(3), {0, 13}},
                                   {{timeless, toy::key(1).scope}, {0, 14}}};
    ASSERT_TRUE(engine.inquire(inquiries));
    run();
    ASSERT_EQ(statuses.size(), 1U);
    EXPECT_EQ(statuses[0].inquiry.waiter.token, 11U) << "what is stored is shown, however old";
    EXPECT_EQ(refused(12).code, operation_errc::expired);
    EXPECT_TRUE(std::holds_alternative<UnknownOperation>(*edge.of(13)));
    EXPECT_TRUE(std::holds_alternative<UnknownOperation>(*edge.of(14)));
}

TEST_F(FiniteRetention, AnUnknownIdBeforeTheHorizonIsGoneAndAKnownOneIsStillAnswered) {
    submit(1, "a", 7, 1);
    run();
    deleted_through_ms.set(*toy::key(3).id.value.unix_ms());
    submit(1, "a", 7, 11);
    submit(2, "a", 7, 12);
    submit(3, "a", 7, 13);
    run();
    ASSERT_NE(answer(11), nullptr);
    EXPECT_TRUE(answer(11)->replayed);
    ASSERT_NE(edge.of(12), nullptr);
    EXPECT_EQ(refused(12).code, operation_errc::expired);
    EXPECT_FALSE(refused(12).applied_false) << "it may have been done before it was forgotten";
    ASSERT_NE(answer(13), nullptr);
    EXPECT_FALSE(answer(13)->replayed);
    EXPECT_EQ(service.add.decided, 2U);
}

}  // namespace
}  // namespace hapax
