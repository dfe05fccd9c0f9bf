// Feeds where there are none: whoever wants to follow is turned away.
//
// Threads  a constant.
#pragma once

#include "ports/driving/feeds.hpp"

namespace hapax::http {

inline Feeds& no_feeds() {
    class NoFeeds final : public Feeds {
        bool follow(std::vector<Subscription>& batch) override { return batch.empty(); }
        void taken(std::vector<EventsTaken>& batch) override { batch.clear(); }
        void leave(Waiter) override {}
    };
    static NoFeeds feeds;
    return feeds;
}

}  // namespace hapax::http
