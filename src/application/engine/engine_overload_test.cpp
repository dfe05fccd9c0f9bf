// Goal: ten times what the engine can do is asked, and it does as much as ever, in time, and tells the others at once.
#include <algorithm>
#include <map>

#include <gtest/gtest.h>

#include "support/engine_fixture.hpp"

namespace hapax {
namespace {

using namespace std::chrono_literals;

// A decision takes a millisecond.
class SlowAdd : public toy::AddType {
 public:
    SlowAdd(const AggregateType& counter, SoloRuntime& runtime)
        : AddType(counter), runtime_(runtime), parker_(runtime.make_parker()) {}
    Decided decide(AggregateState&, const Command&, const Meta&) const override {
        parker_->park(runtime_.now() + 1ms);
        return {{EventData{"Added", 1, "0"}}, {}, {}};
    }

 private:
    SoloRuntime& runtime_;
    std::unique_ptr<Parker> parker_;
};

constexpr Duration second = std::chrono::seconds(1);

class EngineOverloadTest : public EngineTest {
 protected:
    struct Seen {
        std::vector<Duration> served;  // from arrival to the answer's departure to the tracker
        std::size_t shed = 0;
        Duration p99() {
            std::ranges::sort(served);
            return served.at(served.size() * 99 / 100);
        }
    };

    static EngineOptions roomy() {
        EngineOptions o = options({});
        o.in_flight_max = 100'000;
        o.mailbox_max = 100'000;
        return o;
    }

    // Requests come `every` so often for a second, whatever becomes of those before.
    Seen offered(Engine& slow, Duration every, Duration given = {}) {
        const Instant from = runtime.now();
        Instant next = from;
        Seen seen;
        while (runtime.now() - from < second) {
            for (; next <= runtime.now(); next += every) arrive(next, given);
            EXPECT_TRUE(slow.submit(waiting));
            waiting.clear();
            if (under_way_ == 0) {
                runtime.make_parker()->park(next);
            } else {
                one_round(slow);
                count(seen);
            }
        }
        return seen;
    }

    void one_round(Engine& slow) {
        slow.round();
        committer.round([&](std::vector<Settled> settled) { slow.settled(std::move(settled)); }, runtime.now());
    }

    void arrive(Instant at, Duration given) {
        Submission s = toy::submission(service.add, ++number_, "a", 0);
        s.type = &slow_add;
        s.waiter = {0, number_};
        s.arrived = at;
        if (given > Duration::zero()) s.deadline = at + given;
        arrived_[number_] = at;
        waiting.push_back(std::move(s));
        ++under_way_;
    }

    void count(Seen& seen) {
        answers.clear();
        collect();
        for (const AwaitedAnswer& one : answers) {
            seen.served.push_back(runtime.now() - arrived_.at(one.waiter.token));
            --under_way_;
        }
        for (const Delivery& delivery : edge.all) {
            const auto& refusal = std::get<Refused>(delivery.verdict);
            EXPECT_TRUE(refusal.applied_false);
            EXPECT_TRUE(refusal.code == operation_errc::overloaded || refusal.code == operation_errc::deadline_passed);
            ++seen.shed;
            --under_way_;
        }
        edge.all.clear();
    }

    SlowAdd slow_add{service.counter, runtime};
    std::map<std::uint64_t, Instant> arrived_;
    std::uint64_t number_ = 0;
    std::uint64_t under_way_ = 0;
};

TEST_F(EngineOverloadTest, TenTimesItsCapacityLeavesGoodputAndTheTailOfTheServedAlone) {
    Engine slow({store, nullptr, runtime, metrics, log, committer, completion, snapshots, {&edge}, deleted_through_ms},
                roomy());
    Seen alone = offered(slow, 2ms);
    EXPECT_EQ(alone.shed, 0U);
    offered(slow, 100us);  // until the queue stands, everybody is served, ever later
    Seen crowded = offered(slow, 100us);
    EXPECT_GE(crowded.served.size(), 900U) << "of 1,000 that it can do in a second";
    EXPECT_GT(crowded.shed, 8'000U);
    EXPECT_LE(crowded.p99(), 15ms) << "10 ms to wait, and a round";
}

TEST_F(EngineOverloadTest, WhoGivesLittleTimeIsServedInItOrNotAtAll) {
    Engine slow({store, nullptr, runtime, metrics, log, committer, completion, snapshots, {&edge}, deleted_through_ms},
                roomy());
    offered(slow, 100us, 8ms);
    Seen crowded = offered(slow, 100us, 8ms);
    EXPECT_GE(crowded.served.size(), 900U);
    EXPECT_LE(crowded.p99(), 8ms);
}

TEST_F(EngineOverloadTest, WithoutATargetTheQueueMakesEverybodyLate) {
    EngineOptions patient = roomy();
    patient.queue_delay.target = Duration::zero();
    Engine slow({store, nullptr, runtime, metrics, log, committer, completion, snapshots, {&edge}, deleted_through_ms},
                patient);
    EXPECT_GT(offered(slow, 100us).p99(), 500ms);
}

TEST_F(EngineOverloadTest, ABurstIsServedWhole) {
    Engine slow({store, nullptr, runtime, metrics, log, committer, completion, snapshots, {&edge}, deleted_through_ms},
                roomy());
    for (int i = 0; i < 90; ++i) arrive(runtime.now(), {});
    ASSERT_TRUE(slow.submit(waiting));
    Seen seen;
    for (int rounds = 0; seen.served.size() < 90 && rounds < 1000; ++rounds) {
        one_round(slow);
        count(seen);
    }
    EXPECT_EQ(seen.served.size(), 90U);
    EXPECT_EQ(seen.shed, 0U);
}

// It would be a lie to say that it was not done.
TEST_F(EngineOverloadTest, ARepeatOfWhatIsDoneGetsItsAnswerHoweverLongItWaited) {
    Engine slow({store, nullptr, runtime, metrics, log, committer, completion, snapshots, {&edge}, deleted_through_ms},
                roomy());
    offered(slow, 100us);
    Submission again = toy::submission(service.add, 1, "a", 0);
    again.waiter = {0, 1'000'000};
    again.arrived = runtime.now() - second;
    waiting.push_back(std::move(again));
    ASSERT_TRUE(slow.submit(waiting));
    answers.clear();
    for (int rounds = 0; answer(1'000'000) == nullptr && rounds < 10'000; ++rounds) {
        one_round(slow);
        collect();
    }
    ASSERT_NE(answer(1'000'000), nullptr);
    EXPECT_TRUE(answer(1'000'000)->replayed);
}

// Commits and answers of the first need not wait for the last of a long queue.
TEST_F(EngineOverloadTest, ARoundEndsThoughMoreWaitsAndGoesOnWhereItWas) {
    Engine slow({store, nullptr, runtime, metrics, log, committer, completion, snapshots, {&edge}, deleted_through_ms},
                roomy());
    for (int i = 0; i < 5; ++i) arrive(runtime.now(), {});
    ASSERT_TRUE(slow.submit(waiting));
    const Instant began = runtime.now();
    one_round(slow);
    EXPECT_EQ(runtime.now() - began, 2ms) << "of five milliseconds of work";
    one_round(slow);
    collect();
    EXPECT_EQ(answers.size(), 2U) << "while the last one waits for its turn";
    one_round(slow);
    EXPECT_EQ(runtime.now() - began, 5ms);
}

}  // namespace
}  // namespace hapax
