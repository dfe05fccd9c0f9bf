#include "adapters/runtime/threads/thread_runtime.hpp"

#include <array>

#include <pthread.h>

#include "contract/mailbox_contract.hpp"
#include "contract/runtime_contract.hpp"

namespace hapax {
namespace {

template <int patience_us>
struct ThreadBench {
    Runtime& runtime() { return threads; }
    void run() { threads.join(); }

    ThreadRuntime threads{ThreadOptions{.patience = std::chrono::microseconds(patience_us)}};
};

using Sleeping = ThreadBench<0>;
using Looking = ThreadBench<200>;

std::string name_of_this_thread() {
    std::array<char, 16> name{};
    ::pthread_getname_np(::pthread_self(), name.data(), name.size());
    return name.data();
}

TEST(ThreadRuntime, AThreadBearsTheNameOfItsLoop) {
    ThreadRuntime threads;
    std::string name;
    threads.spawn("committer", [&] { name = name_of_this_thread(); });
    threads.join();
    EXPECT_EQ(name, "committer");
}

TEST(ThreadRuntime, NamesTheLoopsThatHaveNotReturned) {
    ThreadRuntime threads;
    const auto stays = threads.make_parker();
    const auto left = threads.make_parker();
    threads.spawn("engine", [&] { stays->park(never); });
    threads.spawn("query", [] {});
    threads.spawn("query", [&] { left->park(never); });
    EXPECT_EQ(threads.running().front(), "engine");
    left->unpark();
    while (threads.running().size() > 1) std::this_thread::yield();
    EXPECT_EQ(threads.running(), std::vector<std::string>{"engine"});
    stays->unpark();
    threads.join();
    EXPECT_TRUE(threads.running().empty());
}

TEST(ThreadRuntime, TheDestructorWaitsForItsLoops) {
    bool ended = false;
    const auto parker = ThreadRuntime().make_parker();
    {
        ThreadRuntime threads;
        threads.spawn("loop", [&] {
            parker->park(never);
            ended = true;
        });
        parker->unpark();
    }
    EXPECT_TRUE(ended);
}

TEST(ThreadRuntime, ThreadsDrawDifferentNumbers) {
    ThreadRuntime threads;
    std::array<std::uint64_t, 2> drawn{};
    for (std::uint64_t& number : drawn) threads.spawn("loop", [&] { number = threads.random(); });
    threads.join();
    EXPECT_NE(drawn[0], drawn[1]);
}

// The owner finds a box empty, then an item comes, then the close, then the owner looks whether it is closed: so both
// meet at each box before they go on.
TEST(ThreadRuntime, AMailboxLosesNothingToACloseThatFollowsAtOnce) {
    ThreadRuntime threads;
    std::vector<std::unique_ptr<Mailbox<int>>> boxes(10'000);
    for (auto& box : boxes) box = std::make_unique<Mailbox<int>>(threads, 4);
    std::atomic<std::size_t> owner_at = 0;
    std::size_t taken = 0;
    threads.spawn("producer", [&] {
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            while (owner_at.load() < i) std::this_thread::yield();
            EXPECT_TRUE(boxes[i]->offer(1));
            boxes[i]->close();
        }
    });
    threads.spawn("owner", [&] {
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            owner_at.store(i);
            for (std::vector<int> batch; boxes[i]->take(batch, never);) taken += batch.size();
        }
    });
    threads.join();
    EXPECT_EQ(taken, boxes.size());
}

}  // namespace

namespace contract {
INSTANTIATE_TYPED_TEST_SUITE_P(Threads, RuntimeContract, Sleeping);
INSTANTIATE_TYPED_TEST_SUITE_P(LookingThreads, RuntimeContract, Looking);
INSTANTIATE_TYPED_TEST_SUITE_P(Threads, MailboxContract, Sleeping);
INSTANTIATE_TYPED_TEST_SUITE_P(LookingThreads, MailboxContract, Looking);
}  // namespace contract

}  // namespace hapax
