// Published: what the writer lets its readers see: which table answers for each view. Replaced as a whole.
//
// The writer publishes before it takes a table away. So a reader whose statement fails looks again: if nothing newer
// was published, the database itself is at fault.
// Threads  any; the vector that current() gives is immutable.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "kernel/view_schema.hpp"

namespace hapax::sqlite {

struct ServedView {
    std::string table;
    ViewSchema stored;  // as the table was made
    ViewSchema wanted;  // as readers expect rows; `stored` has what it takes
};

struct Served {
    std::uint64_t file = 0;  // counts the databases: another number is another file at the same path
    std::vector<std::optional<ServedView>> views;
};

class Published {
 public:
    void publish(Served served) {
        std::lock_guard lock(mutex_);
        current_ = std::make_shared<const Served>(std::move(served));
        edition_.fetch_add(1, std::memory_order_release);
    }
    std::shared_ptr<const Served> current() const {
        std::lock_guard lock(mutex_);
        return current_;
    }
    std::uint64_t edition() const { return edition_.load(std::memory_order_acquire); }

    // A reader met damage that the writer may not have touched yet.
    void report_damage() { damaged_.store(true, std::memory_order_relaxed); }
    bool damaged() const { return damaged_.load(std::memory_order_relaxed); }
    void forget_damage() { damaged_.store(false, std::memory_order_relaxed); }

 private:
    mutable std::mutex mutex_;
    std::shared_ptr<const Served> current_ = std::make_shared<const Served>();
    std::atomic<std::uint64_t> edition_{0};
    std::atomic<bool> damaged_{false};
};

}  // namespace hapax::sqlite
