#include "application/feeds/followers.hpp"

#include "kernel/assert.hpp"

namespace hapax {

template <class Key, class Hash>
void Followers::put(Lists<Key, Hash>& lists, const Key& key, Follower& follower) {
    std::vector<Follower*>& list = lists[key];
    follower.place = list.size();
    list.push_back(&follower);
}

// The last takes the place of the one that goes.
template <class Key, class Hash>
void Followers::take(Lists<Key, Hash>& lists, const Key& key, const Follower& follower) {
    const auto found = lists.find(key);
    HAPAX_ASSERT(found != lists.end(), "a follower is in no list");
    std::vector<Follower*>& list = found->second;
    HAPAX_ASSERT(follower.place < list.size() && list[follower.place] == &follower,
                 "a follower is not where it was put");
    list[follower.place] = list.back();
    list[follower.place]->place = follower.place;
    list.pop_back();
    if (list.empty()) lists.erase(found);
}

Follower* Followers::add(const Subscription& subscription) {
    const auto [place, is_new] = by_waiter_.try_emplace(subscription.waiter);
    if (!is_new) return nullptr;
    place->second = std::make_unique<Follower>();
    Follower& follower = *place->second;
    follower.wanted = subscription;
    if (subscription.operation) {
        put(by_operation_, OperationKey{*subscription.operation, subscription.scope}, follower);
    } else {
        put(by_caller_, subscription.scope, follower);
    }
    ++callers_[subscription.scope];
    return &follower;
}

Follower* Followers::find(Waiter waiter) {
    const auto found = by_waiter_.find(waiter);
    return found == by_waiter_.end() ? nullptr : found->second.get();
}

void Followers::remove(Follower& follower) {
    const Subscription wanted = follower.wanted;
    if (wanted.operation) {
        take(by_operation_, OperationKey{*wanted.operation, wanted.scope}, follower);
    } else {
        take(by_caller_, wanted.scope, follower);
    }
    const auto count = callers_.find(wanted.scope);
    if (--count->second == 0) callers_.erase(count);
    by_waiter_.erase(wanted.waiter);
}

std::size_t Followers::of_caller(CallerScope scope) const {
    const auto found = callers_.find(scope);
    return found == callers_.end() ? 0 : found->second;
}

}  // namespace hapax
