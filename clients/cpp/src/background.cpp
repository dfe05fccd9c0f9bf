#include "clients/cpp/src/background.hpp"

#include <chrono>
#include <utility>

namespace hapax::client {

Background::~Background() {
    stop_.request_stop();
    for (std::thread& thread : threads_) thread.join();
}

bool Background::add(Operation operation, Client::Ended ended) {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= limits_.queued_max) return false;
    waiting_.push_back({std::move(operation), std::move(ended)});
    const bool all_are_busy = running_ + waiting_.size() > threads_.size();
    if (all_are_busy && threads_.size() < limits_.senders_max) threads_.emplace_back([this] { work(); });
    came_.notify_one();
    return true;
}

bool Background::wait_for_all(Duration at_most) {
    std::unique_lock lock(mutex_);
    return ended_.wait_for(lock, at_most, [this] { return waiting_.empty() && running_ == 0; });
}

// After a stop the rest is still taken, and ends at once: its execution begins with a look at the token.
void Background::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        came_.wait(lock, stop_.get_token(), [this] { return !waiting_.empty(); });
        if (waiting_.empty()) return;
        const Job job = std::move(waiting_.front());
        waiting_.pop_front();
        ++running_;
        lock.unlock();
        const Outcome outcome = execute_(job.operation, stop_.get_token());
        if (job.ended) job.ended(outcome);
        lock.lock();
        --running_;
        if (waiting_.empty() && running_ == 0) ended_.notify_all();
    }
}

}  // namespace hapax::client
