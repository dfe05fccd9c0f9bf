// StreamHeads: the versions of the streams that were written lately, so that a commit is judged without a look-up.
//
//   StreamHead* head = heads.find_young(stream);           // appending loop
//   if (!head) head = heads.rejuvenate(stream);            // moves it from the old to the young
//   StreamHead& head = heads.remember(stream, version);
//   const StreamHead* seen = heads.peek(stream);           // readers
//
// Two generations: when the young one is full it becomes the old one and the old one is forgotten, so what is used
// stays and memory is bounded by 2 · streams_max. `next` is what the batch at hand makes of the version before it is
// durable; only the appending loop looks at it.
// Threads  only the appending loop changes anything, under the index's lock; peek() by any loop under it shared.
#pragma once

#include <unordered_map>
#include <utility>

#include "kernel/ids.hpp"

namespace hapax::journal {

struct StreamHead {
    StreamHash hash;
    Version version;
    Version next;
};

class StreamHeads {
 public:
    explicit StreamHeads(std::size_t streams_max) : streams_max_(streams_max) {}

    // Pointers live until the next make_room().
    void make_room() {
        if (young_.size() < streams_max_) return;
        old_.clear();
        old_.swap(young_);
    }

    StreamHead* find_young(const StreamId& stream) {
        const auto found = young_.find(stream);
        return found == young_.end() ? nullptr : &found->second;
    }

    StreamHead* rejuvenate(const StreamId& stream) {
        const auto found = old_.find(stream);
        if (found == old_.end()) return nullptr;
        return &young_.insert(old_.extract(found)).position->second;
    }

    StreamHead& remember(const StreamId& stream, const StreamHash& hash, Version version) {
        return young_.try_emplace(stream, StreamHead{hash, version, version}).first->second;
    }

    const StreamHead* peek(const StreamId& stream) const {
        if (const auto found = young_.find(stream); found != young_.end()) return &found->second;
        const auto found = old_.find(stream);
        return found == old_.end() ? nullptr : &found->second;
    }

 private:
    std::size_t streams_max_;
    std::unordered_map<StreamId, StreamHead> young_;
    std::unordered_map<StreamId, StreamHead> old_;
};

}  // namespace hapax::journal
