// Timeline: which loop runs next. Each loop has at most one place in it.
//
//   timeline.put({at, random.next(), loop.id, &loop});
//   if (timeline.first().at <= until) run(timeline.take_first());
//
// Order    by instant, then by the drawn number, then by the loop's own: the same draws give the same order.
// Threads  one.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <functional>
#include <vector>

#include "kernel/time.hpp"

namespace hapax::simulation {

struct Loop;

class Timeline {
 public:
    struct Entry {
        Instant at;
        std::uint64_t drawn = 0;
        std::uint64_t id = 0;
        Loop* loop = nullptr;
        friend std::strong_ordering operator<=>(const Entry& one, const Entry& other) {
            if (one.at != other.at) return one.at <=> other.at;
            if (one.drawn != other.drawn) return one.drawn <=> other.drawn;
            return one.id <=> other.id;
        }
        friend bool operator==(const Entry& one, const Entry& other) { return (one <=> other) == 0; }
    };

    void put(const Entry& entry) { entries_.insert(place_of(entry), entry); }

    Loop& take_first() {
        Loop& loop = *entries_.back().loop;
        entries_.pop_back();
        return loop;
    }

    void remove(const Entry& entry) {
        const auto place = place_of(entry);
        if (place != entries_.end() && *place == entry) entries_.erase(place);
    }

    bool empty() const { return entries_.empty(); }
    const Entry& first() const { return entries_.back(); }

 private:
    std::vector<Entry>::iterator place_of(const Entry& entry) {
        return std::ranges::lower_bound(entries_, entry, std::greater<>());
    }

    std::vector<Entry> entries_;  // the first one last: some dozens of loops are sorted faster in a row than in a tree
};

}  // namespace hapax::simulation
