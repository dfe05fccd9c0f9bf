// Goal: show that loops in direct style on fibers are deterministic, and how fast they switch.
// Method: client, engine, committer (with a simulated disk), projector and tracker pass 400 commands through mailboxes;
// every step is noted. Equal seeds must end with equal hashes, different ones with different hashes.
#include <array>
#include <chrono>
#include <cstdio>
#include <set>

#include <gtest/gtest.h>

#include "ports/driven/mailbox.hpp"
#include "simulation/disk/sim_disk.hpp"
#include "simulation/scheduler/scheduler.hpp"

namespace hapax::simulation {
namespace {

using namespace std::chrono_literals;

constexpr int commands = 400;
constexpr std::size_t mailbox_max = 64;

class Pipeline {
 public:
    explicit Pipeline(std::uint64_t seed) : scheduler_(seed), disk_(seed) {
        FaultPlan plan;
        plan.on(DiskCall::sync).latency_max = 300us;
        disk_.set_faults(plan);
        disk_.attach(&process_);
    }

    void run() {
        process_.spawn("client", [this] { ask(); });
        process_.spawn("engine", [this] { pass(asked_, decided_); });
        process_.spawn("committer", [this] { commit(); });
        process_.spawn("projector", [this] { pass(committed_, projected_); });
        process_.spawn("tracker", [this] { answer(); });
        EXPECT_EQ(scheduler_.run(), Stop::ended) << scheduler_.waiting();
        EXPECT_EQ(answered_, commands);
    }

    std::uint64_t hash() const { return scheduler_.hash(); }
    std::uint64_t switches() const { return scheduler_.switches(); }

 private:
    using Box = Mailbox<int>;

    void ask() {
        const auto pause = process_.make_parker();
        for (int command = 0; command < commands;) {
            if (asked_.offer(command)) ++command;
            if (process_.random() % 4 == 0) pause->park(process_.now() + 10us);
        }
        asked_.close();
    }

    void pass(Box& from, Box& to) {
        for (std::vector<int> batch; from.take(batch, never);) {
            for (const int command : batch) scheduler_.note(static_cast<std::uint64_t>(command));
            EXPECT_TRUE(to.offer_each(batch));
        }
        to.close();
    }

    void commit() {
        const auto file = disk_.open("/log", Open::create).value();
        std::uint64_t end = 0;
        for (std::vector<int> batch; decided_.take(batch, never);) {
            const auto bytes = std::as_bytes(std::span(batch));
            EXPECT_TRUE(file->write_at(end, bytes) && file->sync());
            end += bytes.size();
            EXPECT_TRUE(committed_.offer_each(batch));
        }
        committed_.close();
    }

    void answer() {
        for (std::vector<int> batch; projected_.take(batch, never);) {
            for (const int command : batch) EXPECT_EQ(command, answered_++);
        }
    }

    Scheduler scheduler_;
    SimProcess& process_ = scheduler_.process("bank");
    SimDisk disk_;
    Box asked_{process_, mailbox_max};
    Box decided_{process_, commands};
    Box committed_{process_, commands};
    Box projected_{process_, commands};
    int answered_ = 0;
};

std::uint64_t hash_of(std::uint64_t seed) {
    Pipeline pipeline(seed);
    pipeline.run();
    return pipeline.hash();
}

TEST(FiveLoops, EqualSeedsEndWithEqualHashesAndOthersDiffer) {
    constexpr std::uint64_t seeds = 200;
    std::set<std::uint64_t> hashes;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
        const std::uint64_t hash = hash_of(seed);
        EXPECT_EQ(hash_of(seed), hash) << "seed " << seed;
        hashes.insert(hash);
    }
    EXPECT_EQ(hashes.size(), seeds);
}

// No assertion on time: the figures are for the reader.
TEST(FiveLoops, SaysHowFastItSwitches) {
    constexpr int steps = 1'000'000;
    Scheduler scheduler(1);
    SimProcess& process = scheduler.process("p");
    for (int loop = 0; loop < 5; ++loop) {
        process.spawn("loop", [&] {
            for (int i = 0; i < steps / 5; ++i) process.checkpoint();
        });
    }
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(scheduler.run(), Stop::ended);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    std::printf("%.2f million switches per second\n", static_cast<double>(scheduler.switches()) / took.count() / 1e6);
}

}  // namespace
}  // namespace hapax::simulation
