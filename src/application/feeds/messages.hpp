// What comes to the feed loop: what edges ask, and how far the views have come.
#pragma once

#include <variant>
#include <vector>

#include "ports/driving/feeds.hpp"

namespace hapax {

// Every required view shows everything up to here. Only told while somebody follows.
struct Shown {
    Position through;
};

struct SubscriberGone {
    Waiter waiter;
};

using FeedMessage = std::variant<Shown, std::vector<Subscription>, std::vector<EventsTaken>, SubscriberGone>;

}  // namespace hapax
