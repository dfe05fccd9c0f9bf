// Followers: who follows what, found by the record that ends it.
//
//   Follower* made = followers.add(subscription);
//   followers.of(record.operation, [&](Follower& f) { … });    // all that follow it: by its id, and by its caller
//   followers.remove(*made);
//
// A look-up costs two hash look-ups, whatever the number of followers. A follower stays where it is until it is removed.
// Threads  owned by the feed loop.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "ports/driving/feeds.hpp"

namespace hapax {

struct Follower {
    enum class Stage : std::uint8_t { opening, catching_up, live, gone };
    Subscription wanted;
    Stage stage = Stage::opening;
    Position told;                 // everything up to here was told
    Position said;                 // how far the subscriber knows
    std::uint32_t in_flight = 0;   // events on their way to the subscriber
    Instant behind_since = never;  // since when one that was live has not been
    std::size_t place = 0;         // in the list of its caller or operation
};

class Followers {
 public:
    Follower* add(const Subscription& subscription);  // nullptr: this waiter follows already
    Follower* find(Waiter waiter);
    void remove(Follower& follower);

    std::size_t size() const { return by_waiter_.size(); }
    std::size_t of_caller(CallerScope scope) const;

    // `visit` may not add or remove.
    template <class Visit>
    void of(const OperationKey& key, const Visit& visit) const {
        for_all(by_caller_, key.scope, visit);
        for_all(by_operation_, key, visit);
    }
    template <class Visit>
    void each(const Visit& visit) {
        for (auto& [waiter, follower] : by_waiter_) visit(*follower);
    }

 private:
    struct HashWaiter {
        std::size_t operator()(const Waiter& w) const noexcept { return mixed(w.token ^ mixed(w.edge)); }
    };
    struct HashScope {
        std::size_t operator()(const CallerScope& s) const noexcept { return mixed(s.value); }
    };
    template <class Key, class Hash>
    using Lists = std::unordered_map<Key, std::vector<Follower*>, Hash>;

    template <class Key, class Hash, class Visit>
    static void for_all(const Lists<Key, Hash>& lists, const Key& key, const Visit& visit) {
        if (lists.empty()) return;
        const auto found = lists.find(key);
        if (found == lists.end()) return;
        for (Follower* follower : found->second) visit(*follower);
    }
    template <class Key, class Hash>
    static void put(Lists<Key, Hash>& lists, const Key& key, Follower& follower);
    template <class Key, class Hash>
    static void take(Lists<Key, Hash>& lists, const Key& key, const Follower& follower);

    std::unordered_map<Waiter, std::unique_ptr<Follower>, HashWaiter> by_waiter_;
    Lists<CallerScope, HashScope> by_caller_;
    Lists<OperationKey, std::hash<OperationKey>> by_operation_;
    std::unordered_map<CallerScope, std::size_t, HashScope> callers_;  // how many follow, of each
};

}  // namespace hapax
