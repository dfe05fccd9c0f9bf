// What the tests of the feeds share: the loop over the memory store, whose calls a test can let fail, driven round by round
// on one thread, and one edge that keeps what it is told.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "application/feeds/feed_loop.hpp"
#include "support/money_views.hpp"
#include "support/moody_store.hpp"
#include "support/null_ports.hpp"
#include "support/solo_runtime.hpp"

namespace hapax {
namespace feeds_fixture {

using Kind = FeedEvent::Kind;
using std::chrono::seconds;
constexpr CallerScope alice{1};
constexpr CallerScope bob{2};

class Collector final : public FeedEvents {
 public:
    void deliver(std::vector<FeedEvent>& batch) override {
        ++deliveries;
        for (FeedEvent& event : batch) events.push_back(std::move(event));
        batch.clear();
    }
    // What one subscriber was told: the positions of ends.
    std::vector<std::uint64_t> told(std::uint64_t token) const {
        std::vector<std::uint64_t> positions;
        for (const FeedEvent& event : events) {
            if (event.token == token && event.kind == Kind::ended) positions.push_back(event.position.value);
        }
        return positions;
    }
    std::optional<Kind> last(std::uint64_t token) const {
        std::optional<Kind> kind;
        for (const FeedEvent& event : events) {
            if (event.token == token) kind = event.kind;
        }
        return kind;
    }
    std::optional<Position> opened(std::uint64_t token) const {
        for (const FeedEvent& event : events) {
            if (event.token == token && event.kind == Kind::opened) return event.position;
        }
        return std::nullopt;
    }
    std::vector<FeedEvent> events;
    int deliveries = 0;
};

using Positions = std::vector<std::uint64_t>;

class FeedLoopTest : public testing::Test {
 protected:
    void make(FeedOptions options) {
        options_ = options;
        loop_ = std::make_unique<FeedLoop>(
            FeedPorts{*store_, runtime_, metrics_, log_, [this](bool wanted) { wanted_.push_back(wanted); },
                      [this](std::vector<AwaitedStatus> awaited) {
                          for (AwaitedStatus& one : awaited) documents_.push_back(std::move(one));
                      }},
            std::vector<FeedEvents*>{&edge_}, options_);
    }
    void SetUp() override { make({}); }

    OperationId append(CallerScope scope, Outcome outcome = Outcome::accomplished, std::uint32_t renderer = 1) {
        Commit commit = moved("42", 5, ++operations_);
        if (outcome != Outcome::accomplished) {
            commit.events.clear();
            commit.reply.code = "insufficient-funds";
            commit.reply.detail = "there is not enough";
        }
        commit.outcome = outcome;
        commit.reply.renderer = renderer;
        commit.operation.scope = scope;
        EXPECT_TRUE(store_->append(std::vector{commit}));
        return commit.operation.id;
    }
    void show(std::uint64_t through) { loop_->inbox().push(Shown{Position{through}}); }
    void show_all() { show(store_->durable().value); }
    void follow(std::uint64_t token, CallerScope scope, std::optional<std::uint64_t> after = {},
                std::optional<OperationId> operation = {}) {
        Subscription subscription;
        subscription.waiter = {0, token};
        subscription.scope = scope;
        subscription.operation = operation;
        if (after) subscription.after = Position{*after};
        std::vector<Subscription> batch{subscription};
        ASSERT_TRUE(loop_->follow(batch));
    }
    void take(std::uint64_t token, std::uint32_t events) {
        std::vector<EventsTaken> batch{{{0, token}, events}};
        loop_->taken(batch);
    }
    // Without waiting when there is nothing.
    void round() {
        loop_->inbox().interrupt();
        loop_->round();
    }
    void rounds(int n = 8) {
        for (int i = 0; i < n; ++i) round();
    }
    void wait(Duration time) { runtime_.make_parker()->park(runtime_.now() + time); }
    // Until nothing more comes, with each event taken at once.
    void settle(std::uint64_t token) {
        for (std::size_t before = edge_.told(token).size();;) {
            rounds(2);
            const std::size_t after = edge_.told(token).size();
            if (after == before) return;
            take(token, static_cast<std::uint32_t>(after - before));
            before = after;
        }
    }

    std::unique_ptr<MoodyStore> store_ = std::make_unique<MoodyStore>();
    SoloRuntime runtime_;
    NullMetrics metrics_;
    NullLog log_;
    Collector edge_;
    FeedOptions options_;
    std::vector<bool> wanted_;
    std::vector<AwaitedStatus> documents_;
    std::unique_ptr<FeedLoop> loop_;
    std::uint64_t operations_ = 0;
};

}  // namespace feeds_fixture
}  // namespace hapax
