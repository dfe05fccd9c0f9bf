// Mailbox: a bounded queue into one loop, handed over in batches.
//
//   Mailbox<Request> inbox(runtime, 8192);
//   inbox.offer(std::move(request));                    // any loop; false when full or closed
//   inbox.take(batch, 256, runtime.now() + 100ms);      // the owner; waits for the first, takes what is there
//
// Invariants
//   1. What is taken is in the order in which it was offered.
//   2. One wake-up per batch: unpark() is called only when the owner found the box empty and is about to park.
//   3. After close() nothing more is accepted, and take() gives what is left and then returns false at once.
// Threads  offer() and close() from anywhere, take() by the one owner.
// Source   house section 4.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

#include "ports/driven/runtime.hpp"

namespace hapax {

template <class T>
class Mailbox {
 public:
    Mailbox(Runtime& runtime, std::size_t capacity) : parker_(runtime.make_parker()), capacity_(capacity) {}

    bool offer(T item) {
        bool wake = false;
        {
            std::lock_guard lock(mutex_);
            if (closed_ || waiting_.size() >= capacity_) return false;
            waiting_.push_back(std::move(item));
            wake = std::exchange(owner_waits_, false);
        }
        if (wake) parker_->unpark();
        return true;
    }

    // All or nothing; `items` is left empty when they were accepted.
    bool offer_all(std::vector<T>& items) {
        bool wake = false;
        {
            std::lock_guard lock(mutex_);
            if (closed_ || waiting_.size() + items.size() > capacity_) return false;
            append(items);
            wake = !waiting_.empty() && std::exchange(owner_waits_, false);
        }
        if (wake) parker_->unpark();
        return true;
    }

    // Replaces `batch` by everything that waits; false when the deadline passed or the box is closed and empty.
    bool take(std::vector<T>& batch, Instant deadline) {
        batch.clear();
        for (bool in_time = true;;) {
            if (swap_out(batch)) return true;
            if (!in_time || closed()) return false;
            in_time = parker_->park(deadline);
        }
    }

    // Makes a waiting take() return false once, without an item.
    void interrupt() { parker_->unpark(); }

    void close() {
        {
            std::lock_guard lock(mutex_);
            closed_ = true;
        }
        parker_->unpark();
    }

    bool closed() const {
        std::lock_guard lock(mutex_);
        return closed_;
    }

    std::size_t size() const {
        std::lock_guard lock(mutex_);
        return waiting_.size();
    }

 private:
    void append(std::vector<T>& items) {
        if (waiting_.empty()) {
            waiting_.swap(items);
        } else {
            for (T& item : items) waiting_.push_back(std::move(item));
        }
        items.clear();
    }

    bool swap_out(std::vector<T>& batch) {
        std::lock_guard lock(mutex_);
        owner_waits_ = waiting_.empty();
        batch.swap(waiting_);
        return !batch.empty();
    }

    std::unique_ptr<Parker> parker_;
    std::size_t capacity_;
    mutable std::mutex mutex_;
    std::vector<T> waiting_;
    bool owner_waits_ = false;
    bool closed_ = false;
};

}  // namespace hapax
