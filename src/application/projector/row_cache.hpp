// RowCache: the folded rows of one view that were used last, so that a hot row needs no load.
//
//   RowCache::Entry* entry = cache.find(key);            // nothing: load it, then insert()
//   entry->row = …;  cache.mark_dirty(*entry);
//   for (const auto* entry : cache.dirty_by_key()) …     // what this batch changed
//   cache.settle();                                      // it is written: clean again, and within bytes_max
//
// Invariants
//   1. Between settle() calls nothing is evicted, so entries of a batch stay where they are.
//   2. After an error the rows may be ahead of the database: clear().
// Units    bytes, roughly: keys, rows and what the containers cost.
// Threads  the projector's loop.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "kernel/model/projection_type.hpp"

namespace hapax {

class RowCache {
 public:
    struct Entry {
        std::string key;
        FoldedRow row;
        std::size_t bytes = 0;
        bool dirty = false;
    };

    explicit RowCache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    Entry* find(std::string_view key);
    Entry& insert(std::string key, FoldedRow row);
    void mark_dirty(Entry& entry);
    const std::vector<Entry*>& dirty_by_key();
    void settle();
    void clear();

    std::size_t bytes() const { return bytes_; }
    std::size_t size() const { return by_key_.size(); }

 private:
    void weigh(Entry& entry);
    void evict();

    std::size_t bytes_max_;
    std::size_t bytes_ = 0;
    std::list<Entry> entries_;  // most recently used first
    std::unordered_map<std::string_view, std::list<Entry>::iterator> by_key_;
    std::vector<Entry*> dirty_;
};

}  // namespace hapax
