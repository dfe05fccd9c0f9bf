// Timeline: which loop runs next. Each loop has at most one place in it.
//
//   timeline.put(loop.place, at, random.next());
//   Timeline::Entry next = timeline.take_first();
//
// Order    by instant, then by the drawn number, then by the loop's own: the same draws give the same order.
// Threads  one.
#pragma once

#include <compare>
#include <cstdint>
#include <set>

#include "kernel/time.hpp"

namespace hapax::simulation {

class Timeline {
 public:
    struct Entry {
        Instant at;
        std::uint64_t drawn = 0;
        std::uint64_t loop = 0;
        friend auto operator<=>(const Entry&, const Entry&) = default;
    };

    void put(const Entry& entry) {
        if (spare_) {
            spare_.value() = entry;
            entries_.insert(std::move(spare_));
        } else {
            entries_.insert(entry);
        }
    }

    void remove(const Entry& entry) {
        auto node = entries_.extract(entry);
        if (node) spare_ = std::move(node);
    }

    bool empty() const { return entries_.empty(); }
    const Entry& first() const { return *entries_.begin(); }

 private:
    std::set<Entry> entries_;
    std::set<Entry>::node_type spare_;  // the last one removed: most removals are followed by a put()
};

}  // namespace hapax::simulation
