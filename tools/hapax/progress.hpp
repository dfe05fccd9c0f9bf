// Progress: one line on standard error for whatever takes longer than a second, renewed every second.
//
//   Progress progress("verifying", "records");
//   progress.reached(records);                  // cheap; from the working thread
//   …                                           // verifying: 12,500,000 records, 4 s
//
// On a terminal the line is overwritten and goes when the work ends; elsewhere each is a line of its own.
// Threads  reached() by the working thread; a thread of its own writes.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

namespace hapax::tools {

// "verifying: 12,500,000 records, 4 s"; without a count when nothing is counted.
std::string progress_text(const std::string& doing, const std::string& unit, std::uint64_t count,
                          std::chrono::seconds since);

class Progress {
 public:
    explicit Progress(std::string doing, std::string unit = {});
    ~Progress();

    void reached(std::uint64_t count) { count_.store(count, std::memory_order_relaxed); }

 private:
    void run();
    void show(std::chrono::seconds since);

    std::string doing_;
    std::string unit_;
    bool terminal_;
    bool shown_ = false;
    std::atomic<std::uint64_t> count_{0};
    std::mutex mutex_;
    std::condition_variable changed_;
    bool done_ = false;
    std::thread thread_;
};

}  // namespace hapax::tools
