// What a Mailbox must do over every Runtime, as tests; run like the RuntimeContract, with the same Bench.
//
// Threads  as the runtime's.
#pragma once

#include <vector>

#include <gtest/gtest.h>

#include "contract/counting_runtime.hpp"
#include "ports/driven/mailbox.hpp"

namespace hapax::contract {

using namespace std::chrono_literals;

template <class Bench>
class MailboxContract : public testing::Test {
 protected:
    struct Item {
        int producer = 0;
        int number = 0;
    };

    Runtime& runtime() { return counting_; }
    void run() { bench_.run(); }

    void spawn_producer(Mailbox<Item>& box, int producer, int items) {
        runtime().spawn("producer", [this, &box, producer, items] {
            const auto pause = bench_.runtime().make_parker();
            for (int number = 0; number < items;) {
                if (box.offer({producer, number})) {
                    ++number;
                } else {
                    pause->park(runtime().now() + 1us);
                }
            }
        });
    }

    // Takes until it has that many, and checks that each producer's come in order.
    void consume(Mailbox<Item>& box, std::size_t items) {
        std::vector<Item> batch;
        std::vector<int> next(8);
        for (std::size_t taken = 0; taken < items && box.take(batch, never); taken += batch.size()) {
            for (const Item& item : batch) EXPECT_EQ(item.number, next[static_cast<std::size_t>(item.producer)]++);
        }
    }

    Bench bench_;
    CountingRuntime counting_{bench_.runtime()};
};

TYPED_TEST_SUITE_P(MailboxContract);

TYPED_TEST_P(MailboxContract, EachProducersItemsComeInOrder) {
    Mailbox<typename TestFixture::Item> box(this->runtime(), 16);
    this->runtime().spawn("consumer", [&] { this->consume(box, 3 * 2000); });
    for (int producer = 0; producer < 3; ++producer) this->spawn_producer(box, producer, 2000);
    this->run();
    EXPECT_EQ(box.size(), 0u);
    EXPECT_LE(this->counting_.unparks, this->counting_.parks);
}

TYPED_TEST_P(MailboxContract, WakesNobodyWhoIsAwake) {
    Mailbox<int> box(this->runtime(), 100);
    for (int i = 0; i < 50; ++i) EXPECT_TRUE(box.offer(i));
    EXPECT_EQ(this->counting_.unparks, 0);
    std::vector<int> batch;
    EXPECT_TRUE(box.take(batch, Instant::min()));
    EXPECT_EQ(batch.size(), 50u);
}

TYPED_TEST_P(MailboxContract, WakesOncePerBatch) {
    Mailbox<int> box(this->runtime(), 100);
    std::vector<int> batch;
    EXPECT_FALSE(box.take(batch, Instant::min()));  // the owner saw that it is empty
    for (int i = 0; i < 50; ++i) EXPECT_TRUE(box.offer(i));
    std::vector<int> more{50, 51};
    EXPECT_TRUE(box.offer_each(more));
    EXPECT_TRUE(more.empty());
    EXPECT_EQ(this->counting_.unparks, 1);
    EXPECT_TRUE(box.take(batch, Instant::min()));
    EXPECT_EQ(batch.size(), 52u);
}

TYPED_TEST_P(MailboxContract, RefusesWhatIsBeyondItsCapacity) {
    Mailbox<int> box(this->runtime(), 4);
    EXPECT_TRUE(box.offer(1, 3));
    EXPECT_FALSE(box.offer(2, 2));
    EXPECT_TRUE(box.offer(5));
    EXPECT_FALSE(box.offer(6));
    EXPECT_TRUE(box.push(7));
    std::vector<int> batch;
    EXPECT_TRUE(box.take(batch, Instant::min()));
    EXPECT_EQ(batch, (std::vector<int>{1, 5, 7}));
    EXPECT_TRUE(box.offer(8, 4));
}

TYPED_TEST_P(MailboxContract, TakesOfManyWhatFitsAndLeavesTheRest) {
    Mailbox<int> box(this->runtime(), 4);
    std::vector<int> three{1, 2, 3};
    EXPECT_TRUE(box.offer_each(three));
    std::vector<int> two{4, 5};
    EXPECT_FALSE(box.offer_each(two));
    EXPECT_EQ(two, std::vector<int>{5});
    EXPECT_TRUE(box.push(6));
    EXPECT_FALSE(box.offer_each(two)) << "pushed beyond its capacity";
    EXPECT_EQ(two, std::vector<int>{5});
    std::vector<int> batch;
    EXPECT_TRUE(box.take(batch, Instant::min()));
    EXPECT_EQ(batch, (std::vector<int>{1, 2, 3, 4, 6}));
    box.close();
    EXPECT_FALSE(box.offer_each(two));
    EXPECT_EQ(two, std::vector<int>{5});
}

TYPED_TEST_P(MailboxContract, TakesOfABatchWhatFitsAsOneItem) {
    Mailbox<std::vector<int>> box(this->runtime(), 4);
    std::vector<int> five{1, 2, 3, 4, 5};
    EXPECT_FALSE(box.offer_batch(five));
    EXPECT_EQ(five, std::vector<int>{5});
    EXPECT_FALSE(box.offer_batch(five));
    EXPECT_EQ(box.size(), 4u);
    std::vector<std::vector<int>> taken;
    EXPECT_TRUE(box.take(taken, Instant::min()));
    EXPECT_EQ(taken, (std::vector<std::vector<int>>{{1, 2, 3, 4}}));
    EXPECT_TRUE(box.offer_batch(five));
    EXPECT_TRUE(five.empty());
    EXPECT_EQ(box.size(), 1u);
}

TYPED_TEST_P(MailboxContract, TakeEndsAtItsDeadline) {
    Mailbox<int> box(this->runtime(), 4);
    this->runtime().spawn("consumer", [&] {
        std::vector<int> batch{1};
        const Instant deadline = this->runtime().now() + 1ms;
        EXPECT_FALSE(box.take(batch, deadline));
        EXPECT_TRUE(batch.empty());
        EXPECT_GE(this->runtime().now(), deadline);
    });
    this->run();
}

TYPED_TEST_P(MailboxContract, AnInterruptEndsOneTake) {
    Mailbox<int> box(this->runtime(), 4);
    const auto interrupted = this->runtime().make_parker();
    this->runtime().spawn("consumer", [&] {
        std::vector<int> batch;
        EXPECT_FALSE(box.take(batch, never));
        EXPECT_FALSE(box.closed());
        interrupted->unpark();
        EXPECT_TRUE(box.take(batch, never));
    });
    this->runtime().spawn("producer", [&] {
        box.interrupt();
        interrupted->park(never);
        EXPECT_TRUE(box.offer(1));
    });
    this->run();
}

TYPED_TEST_P(MailboxContract, AClosedBoxGivesWhatIsLeftAndTakesNothing) {
    Mailbox<int> box(this->runtime(), 4);
    EXPECT_TRUE(box.offer(1));
    box.close();
    EXPECT_FALSE(box.offer(2));
    EXPECT_FALSE(box.push(3));
    std::vector<int> batch;
    EXPECT_TRUE(box.take(batch, never));
    EXPECT_EQ(batch, std::vector<int>{1});
    EXPECT_FALSE(box.take(batch, never));
}

TYPED_TEST_P(MailboxContract, CloseEndsATakeThatWaits) {
    Mailbox<int> box(this->runtime(), 4);
    std::size_t taken = 0;
    this->runtime().spawn("consumer", [&] {
        for (std::vector<int> batch; box.take(batch, never);) taken += batch.size();
    });
    this->runtime().spawn("producer", [&] {
        EXPECT_TRUE(box.offer(1));
        box.close();
    });
    this->run();
    EXPECT_EQ(taken, 1u);
}

REGISTER_TYPED_TEST_SUITE_P(MailboxContract, EachProducersItemsComeInOrder, WakesNobodyWhoIsAwake, WakesOncePerBatch,
                            RefusesWhatIsBeyondItsCapacity, TakesOfManyWhatFitsAndLeavesTheRest,
                            TakesOfABatchWhatFitsAsOneItem, TakeEndsAtItsDeadline, AnInterruptEndsOneTake,
                            AClosedBoxGivesWhatIsLeftAndTakesNothing, CloseEndsATakeThatWaits);

}  // namespace hapax::contract
