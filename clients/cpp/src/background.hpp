// Background: operations that nobody waits for, carried out by a few threads.
//
//   Background background(limits, [&](const Operation& operation, const std::stop_token& stop) { return …; });
//   if (!background.add(std::move(operation), ended)) …       // full
//
// Limits   queued_max that wait; senders_max threads, started when there is work for them.
// Threads  any number. The destructor ends what runs with `cancelled`, tells the same to what waits, and joins.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "hapax/client/client.hpp"

namespace hapax::client {

class Background {
 public:
    using Execute = std::function<Outcome(const Operation&, const std::stop_token&)>;
    Background(const Limits& limits, Execute execute) : limits_(limits), execute_(std::move(execute)) {}
    ~Background();
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

    bool add(Operation operation, Client::Ended ended);
    bool wait_for_all(Duration at_most);

 private:
    struct Job {
        Operation operation;
        Client::Ended ended;
    };
    void work();

    Limits limits_;
    Execute execute_;
    std::stop_source stop_;
    std::mutex mutex_;
    std::condition_variable_any came_;
    std::condition_variable_any ended_;
    std::deque<Job> waiting_;
    std::size_t running_ = 0;
    std::vector<std::thread> threads_;
};

}  // namespace hapax::client
