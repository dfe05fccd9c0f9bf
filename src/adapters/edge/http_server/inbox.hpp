// Inbox: batches from other threads into one loop, which is woken once however many arrive meanwhile.
//
//   inbox.deliver(verdicts);            // any thread
//   inbox.take(verdicts, results, events);  // the loop, after the wake-up
//
// Threads  as said.
#pragma once

#include <functional>
#include <mutex>
#include <utility>
#include <vector>

#include "ports/driving/feeds.hpp"
#include "ports/driving/operations.hpp"
#include "ports/driving/queries.hpp"

namespace hapax::http {

class Inbox final : public Verdicts, public QueryResults, public FeedEvents {
 public:
    explicit Inbox(std::function<void()> wake) : wake_(std::move(wake)) {}

    void deliver(std::vector<Delivery>& batch) override { put(verdicts_, batch); }
    void deliver(std::vector<QueryResult>& batch) override { put(results_, batch); }

    void deliver(std::vector<FeedEvent>& batch) override { put(events_, batch); }

    void take(std::vector<Delivery>& verdicts, std::vector<QueryResult>& results, std::vector<FeedEvent>& events) {
        const std::lock_guard lock(mutex_);
        verdicts.swap(verdicts_);
        results.swap(results_);
        events.swap(events_);
        woken_ = false;
    }

 private:
    template <class Item>
    void put(std::vector<Item>& waiting, std::vector<Item>& batch) {
        if (batch.empty()) return;
        bool wake = false;
        {
            const std::lock_guard lock(mutex_);
            if (waiting.empty()) {
                waiting.swap(batch);
            } else {
                for (Item& item : batch) waiting.push_back(std::move(item));
            }
            wake = !std::exchange(woken_, true);
        }
        batch.clear();
        if (wake) wake_();
    }

    std::function<void()> wake_;
    std::mutex mutex_;
    std::vector<Delivery> verdicts_;
    std::vector<QueryResult> results_;
    std::vector<FeedEvent> events_;
    bool woken_ = false;
};

}  // namespace hapax::http
