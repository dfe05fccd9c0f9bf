// Workers: threads that run the seeds of a batch; their outcomes are taken in the order of the seeds.
//
//   Workers workers({.first = 1, .last = 100, .jobs = 2}, run_seed);
//   while (auto outcome = workers.next()) …          // a report, or the text of a violation
//
// Limits   a worker is at most ahead_max seeds ahead of what was taken.
// Threads  next() from one; the destructor waits for the seeds that are running.
#pragma once

#include <condition_variable>
#include <expected>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "batch.hpp"

namespace hapax::simulated_bank {

using Outcome = std::expected<RunReport, std::string>;

class Workers {
 public:
    Workers(const Batch& batch, std::function<RunReport(std::uint64_t seed)> run);
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;
    ~Workers();

    std::optional<Outcome> next();  // nothing after the last

 private:
    static constexpr std::uint64_t ahead_max = 1024;

    void work();
    std::optional<std::uint64_t> take_seed();
    Outcome run(std::uint64_t seed) const;

    const Batch batch_;
    const std::function<RunReport(std::uint64_t seed)> run_;
    std::mutex mutex_;
    std::condition_variable done_changed_;
    std::condition_variable room_;
    std::map<std::uint64_t, Outcome> done_;
    std::uint64_t next_seed_;  // to run
    std::uint64_t next_taken_;
    bool stopping_ = false;
    std::vector<std::jthread> threads_;
};

}  // namespace hapax::simulated_bank
