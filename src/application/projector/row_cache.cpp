#include "application/projector/row_cache.hpp"

#include <algorithm>

#include "kernel/assert.hpp"

namespace hapax {
namespace {

constexpr std::size_t entry_overhead = 160;  // list and hash nodes, the key's and the row's own objects

std::size_t size_of(const RowCache::Entry& entry) {
    std::size_t bytes = entry_overhead + entry.key.size();
    if (!entry.row) return bytes;
    bytes += entry.row->size() * sizeof(Value);
    for (const Value& value : *entry.row) {
        if (const auto* text = std::get_if<std::string>(&value)) bytes += text->size();
    }
    return bytes;
}

}  // namespace

RowCache::Entry* RowCache::find(std::string_view key) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) return nullptr;
    entries_.splice(entries_.begin(), entries_, found->second);
    return &*found->second;
}

RowCache::Entry& RowCache::insert(std::string key, FoldedRow row) {
    entries_.push_front({std::move(key), std::move(row), 0, false});
    const bool fresh = by_key_.emplace(entries_.front().key, entries_.begin()).second;
    HAPAX_ASSERT(fresh, "a row is in the cache twice");
    weigh(entries_.front());
    return entries_.front();
}

void RowCache::mark_dirty(Entry& entry) {
    if (entry.dirty) return;
    entry.dirty = true;
    dirty_.push_back(&entry);
}

// In key order neighbours in the database are written together.
const std::vector<RowCache::Entry*>& RowCache::dirty_by_key() {
    std::sort(dirty_.begin(), dirty_.end(), [](const Entry* a, const Entry* b) { return a->key < b->key; });
    return dirty_;
}

void RowCache::settle() {
    for (Entry* entry : dirty_) {
        entry->dirty = false;
        weigh(*entry);
    }
    dirty_.clear();
    evict();
}

void RowCache::clear() {
    dirty_.clear();
    by_key_.clear();
    entries_.clear();
    bytes_ = 0;
}

void RowCache::weigh(Entry& entry) {
    const std::size_t now = size_of(entry);
    bytes_ += now - entry.bytes;
    entry.bytes = now;
}

void RowCache::evict() {
    while (bytes_ > bytes_max_) {
        bytes_ -= entries_.back().bytes;
        by_key_.erase(entries_.back().key);
        entries_.pop_back();
    }
}

}  // namespace hapax
