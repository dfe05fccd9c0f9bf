#include "adapters/edge/http/waiting.hpp"

#include "kernel/assert.hpp"
#include "kernel/planted.hpp"

namespace hapax::http {

Waiting::Entry& Waiting::add(Session& session, Turn turn) {
    HAPAX_ASSERT(!full(), "more requests wait than tokens can name");
    if (free_.empty()) {
        free_.push_back(static_cast<std::uint32_t>(entries_.size()));
        entries_.emplace_back().slot = free_.back();
    }
    Entry& entry = entries_[free_.back()];
    free_.pop_back();
    ++used_;
    entry.session = &session;
    entry.turn = turn;
    renew_token(entry);
    entry.wait_over = false;
    entry.asked_async = false;
    entry.wait_for = WaitFor::completion;
    entry.endpoint = nullptr;
    entry.deadline = never;
    entry.charged = CallerLimits::nowhere;
    entry.wait_seconds.reset();
    entry.seen.reset();
    entry.address.clear();
    entry.resource.clear();
    entry.correlation_id.clear();
    entry.traceparent.clear();
    return entry;
}

void Waiting::renew_token(Entry& entry) {
    if (planted(Bug::token_used_again)) serial_ = 0;
    entry.token = ++serial_ << slot_bits | entry.slot;
    entry.session->set_tag(entry.turn, entry.token);
}

Waiting::Entry* Waiting::find(std::uint64_t token) {
    const auto slot = static_cast<std::uint32_t>(token & entries_max);
    return slot < entries_.size() && entries_[slot].token == token ? &entries_[slot] : nullptr;
}

void Waiting::remove(Entry& entry) {
    HAPAX_ASSERT(entry.token != 0, "a request stopped waiting twice");
    entry.token = 0;
    entry.session = nullptr;
    entry.own.reset();
    free_.push_back(entry.slot);
    --used_;
}

}  // namespace hapax::http
