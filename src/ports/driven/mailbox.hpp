// Mailbox: a bounded queue into one loop, handed over in batches.
//
//   Mailbox<Request> inbox(runtime, 8192);
//   inbox.offer(std::move(request));                    // any loop; false when full or closed
//   inbox.take(batch, runtime.now() + 100ms);           // the owner; waits for the first, takes all that is there
//
// Units    capacity counts weights: an item that carries a batch of 20 is offered with weight 20.
// Invariants
//   1. What is taken is in the order in which it was offered.
//   2. One wake-up per batch: unpark() is called only when the owner found the box empty and is about to park.
//   3. After close() nothing more is accepted, and take() gives what is left and then returns false at once.
// Threads  take() by the one owner, everything else from anywhere.
// Source   ARCHITECTURE.md, section 4.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "ports/driven/runtime.hpp"

namespace hapax {

template <class T>
class Mailbox {
 public:
    Mailbox(Runtime& runtime, std::size_t capacity) : parker_(runtime.make_parker()), capacity_(capacity) {}

    bool offer(T item, std::size_t weight = 1) { return put(item, weight, capacity_); }

    // One item that carries the elements of `batch` that fit, from the first on. What does not fit stays in `batch`;
    // true when nothing does.
    template <class Element>
    bool offer_batch(std::vector<Element>& batch) {
        return put_what_fits(batch, [this](std::vector<Element> front) { waiting_.emplace_back(std::move(front)); });
    }

    // The same, each element an item.
    bool offer_each(std::vector<T>& items) {
        return put_what_fits(items, [this](std::vector<T> front) { append(front); });
    }

    // For items whose number is bounded elsewhere (answers to what this loop asked for): never refused but when closed.
    bool push(T item) { return put(item, 1, static_cast<std::size_t>(-1)); }

    // Replaces `batch` by everything that waits; false when the deadline passed, when interrupted, or when the box is
    // closed and empty.
    bool take(std::vector<T>& batch, Instant deadline) {
        batch.clear();
        for (bool in_time = true;;) {
            if (swap_out(batch)) return true;
            if (!in_time || must_return()) return false;
            in_time = parker_->park(deadline);
        }
    }

    // Makes the next take() that finds nothing return false instead of waiting, once.
    void interrupt() {
        bool wake = false;
        {
            std::lock_guard lock(mutex_);
            interrupted_ = true;
            wake = std::exchange(owner_waits_, false);
        }
        if (wake) parker_->unpark();
    }

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
        return weight_;
    }

 private:
    template <class Content>
    bool put(Content& content, std::size_t weight, std::size_t capacity) {
        bool wake = false;
        {
            std::lock_guard lock(mutex_);
            if (closed_ || (weight_ >= capacity) || weight > capacity - weight_) return false;
            weight_ += weight;
            waiting_.emplace_back(std::move(content));
            wake = std::exchange(owner_waits_, false);
        }
        if (wake) parker_->unpark();
        return true;
    }

    template <class Element, class Put>
    bool put_what_fits(std::vector<Element>& from, Put put_front) {
        bool wake = false;
        {
            std::lock_guard lock(mutex_);
            const std::size_t fitting = std::min(room(), from.size());
            if (fitting == 0) return from.empty();
            weight_ += fitting;
            put_front(take_front(from, fitting));
            wake = std::exchange(owner_waits_, false);
        }
        if (wake) parker_->unpark();
        return from.empty();
    }

    std::size_t room() const { return closed_ || weight_ >= capacity_ ? 0 : capacity_ - weight_; }

    template <class Element>
    static std::vector<Element> take_front(std::vector<Element>& from, std::size_t count) {
        if (count == from.size()) return std::exchange(from, {});
        const auto end = from.begin() + static_cast<std::ptrdiff_t>(count);
        std::vector<Element> front(std::make_move_iterator(from.begin()), std::make_move_iterator(end));
        from.erase(from.begin(), end);
        return front;
    }

    void append(std::vector<T>& items) {
        if (waiting_.empty()) {
            waiting_.swap(items);
        } else {
            for (T& item : items) waiting_.push_back(std::move(item));
        }
    }

    bool swap_out(std::vector<T>& batch) {
        std::lock_guard lock(mutex_);
        owner_waits_ = waiting_.empty();
        weight_ = 0;
        batch.swap(waiting_);
        return !batch.empty();
    }

    bool must_return() {
        std::lock_guard lock(mutex_);
        return (closed_ && waiting_.empty()) || std::exchange(interrupted_, false);
    }

    std::unique_ptr<Parker> parker_;
    std::size_t capacity_;
    mutable std::mutex mutex_;
    std::vector<T> waiting_;
    std::size_t weight_ = 0;
    bool owner_waits_ = false;
    bool interrupted_ = false;
    bool closed_ = false;
};

}  // namespace hapax
