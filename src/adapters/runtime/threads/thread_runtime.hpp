// ThreadRuntime: the Runtime of production. A loop is a thread with a name.
//
//   ThreadRuntime runtime;
//   runtime.spawn("committer", [&] { committer.run(); });
//   …                                     // tell the loops to end
//   runtime.join();
//
// Invariants
//   1. A thread that was spawned is joined by join() or by the destructor, which waits for it.
//   2. Parkers outlive every thread that may still unpark them; the runtime need not.
// Errors   an exception that leaves a loop ends the process, and so does a thread that the machine refuses.
// Threads  join() by one thread that is no loop of this runtime, everything else from anywhere.
// Source   ARCHITECTURE.md, section 4.
#pragma once

#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "ports/driven/runtime.hpp"

namespace hapax {

struct ThreadOptions {
    Duration patience{};  // how long a park() without a deadline looks for its token before it sleeps
};

class ThreadRuntime final : public Runtime {
 public:
    explicit ThreadRuntime(ThreadOptions options = {}) : options_(options) {}
    ThreadRuntime(const ThreadRuntime&) = delete;
    ThreadRuntime& operator=(const ThreadRuntime&) = delete;
    ~ThreadRuntime() override { join(); }

    void spawn(std::string name, std::function<void()> loop) override;
    std::unique_ptr<Parker> make_parker() override;
    Instant now() override;
    Timestamp wall() override;
    std::uint64_t random() override;
    bool look(const std::function<bool()>& found) override;

    void join();                               // until every loop has returned, those too that are spawned meanwhile
    std::vector<std::string> running() const;  // names of the loops that have not returned

 private:
    std::vector<std::thread> take_threads();
    void returned(const std::string& name);

    ThreadOptions options_;
    mutable std::mutex mutex_;
    std::vector<std::thread> threads_;
    std::vector<std::string> running_;
};

}  // namespace hapax
