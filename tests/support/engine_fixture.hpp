// What the tests of the engine share: the real engine over the memory store, whose calls a test can let fail, driven round
// by round on one thread; commits are made inline, so one round is one decision.
#pragma once

#include <gtest/gtest.h>

#include "application/engine/engine.hpp"
#include "support/moody_store.hpp"
#include "support/null_ports.hpp"
#include "support/solo_runtime.hpp"
#include "support/toy_service.hpp"

namespace hapax {

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
        o.guard_longest = std::chrono::seconds(30);
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
    // Operation 1 as another writer of the same store records it, past the engine.
    void another_writer_was_first(std::int64_t amount) {
        const Submission twin = toy::submission(service.add, 1, "a", amount);
        Commit other;
        other.operation = twin.key;
        other.fingerprint = twin.fingerprint;
        other.stream = twin.stream;
        other.events = {{"Added", 1, std::to_string(amount)}};
        ASSERT_TRUE(store.inner->append(std::span(&other, 1)));
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
    RememberedLog log;
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

}  // namespace hapax
