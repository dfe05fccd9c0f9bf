#include "adapters/edge/http/streams.hpp"

#include <algorithm>
#include <utility>

#include "adapters/edge/http/hub.hpp"
#include "adapters/edge/http_push/event_text.hpp"
#include "kernel/assert.hpp"
#include "kernel/planted.hpp"

namespace hapax::http {

Streams::Streams(const Parts& parts)
    : edge_(parts.edge),
      limits_(parts.limits),
      feeds_(parts.feeds),
      operations_(parts.operations),
      host_(parts.host),
      open_(parts.metrics.gauge("hapax_http_streams", {{"edge", std::to_string(parts.edge)}})),
      events_(parts.metrics.counter("hapax_http_stream_events_total", {{"edge", std::to_string(parts.edge)}})),
      timers_(parts.limits.timer_step) {}

Streams::~Streams() = default;

void Streams::begin_round(Instant now) {
    now_ = now;
    timers_.advance(now, [this](std::uint32_t slot) { timer_fired(streams_[slot]); });
}

// ---- streams and their names

Streams::Stream* Streams::open(const StreamAsked& asked) {
    const auto refuse = [&](const Refusal& refusal) {
        host_.refuse_stream(asked.session, asked.turn, refusal, asked.correlation_id, asked.traceparent);
        return nullptr;
    };
    if (stopping_) return refuse(refusal::stopping);
    if (used_ >= std::min<std::size_t>(limits_.streams_max, (1U << slot_bits) - 1)) {
        return refuse(refusal::too_many_streams);
    }
    if (free_.empty()) {
        free_.push_back(static_cast<std::uint32_t>(streams_.size()));
        streams_.emplace_back().slot = free_.back();
    }
    Stream& stream = streams_[free_.back()];
    free_.pop_back();
    const std::uint32_t slot = stream.slot;
    stream = Stream{};
    stream.slot = slot;
    stream.token = token_bit | ++serial_ << slot_bits | slot;
    stream.session = &asked.session;
    stream.turn = asked.turn;
    stream.chunked = !asked.session.speaks_http_1_0(asked.turn);
    stream.scope = asked.scope;
    stream.shared_scope = asked.shared_scope;
    stream.expires = asked.expires;
    stream.correlation_id = asked.correlation_id;
    stream.traceparent = asked.traceparent;
    asked.session.set_tag(asked.turn, stream.token);
    asked.session.hold(asked.turn);
    open_.set(static_cast<std::int64_t>(++used_));
    stream.beat_at = now_ + limits_.wait_default;
    set_timer(stream);
    return &stream;
}

Streams::Stream* Streams::find(std::uint64_t token) {
    const auto slot = static_cast<std::uint32_t>(token & ((1U << slot_bits) - 1));
    if (planted(Bug::told_to_the_next_in_his_place) && slot < streams_.size() && streams_[slot].token != 0) {
        return &streams_[slot];
    }
    return slot < streams_.size() && streams_[slot].token == token ? &streams_[slot] : nullptr;
}

void Streams::follow(Stream& stream, std::optional<Position> after) {
    stream.following = true;
    subscriptions_.push_back({{edge_, stream.token}, stream.scope, stream.operation, after, stream.shared_scope});
}

// Who goes in the round in which he came was never there: a leave that comes before its follow would be nobody's, and
// the follower would stay for ever.
void Streams::leave(Stream& stream) {
    const auto his = [&](const Subscription& subscription) { return subscription.waiter.token == stream.token; };
    if (planted(Bug::gone_before_he_came) || std::erase_if(subscriptions_, his) == 0) {
        feeds_.leave({edge_, stream.token});
    }
}

std::uint64_t Streams::ask(Stream& stream, OperationId id, Inquiry::Wait wait, std::uint64_t seen,
                           std::string invocation) {
    const std::uint64_t token = token_bit | ask_bit | ++serial_;
    const CallerScope scope = planted(Bug::subscription_of_anybody) ? streams_.front().scope : stream.scope;
    const OperationKey key{id, scope};
    asks_[token] = {stream.token, key, std::move(invocation)};
    inquiries_.push_back({key, {edge_, token}, wait, seen});
    return token;
}

void Streams::drop_ask(std::uint64_t token) {
    const auto found = asks_.find(token);
    if (found == asks_.end()) return;
    const auto asked_here = [&](const Inquiry& inquiry) { return inquiry.waiter.token == token; };
    if (std::erase_if(inquiries_, asked_here) == 0) {
        operations_.give_up({edge_, token}, found->second.key, GiveUp::closed);
    }
    asks_.erase(found);
}

// ---- what the application says

void Streams::deliver(std::vector<FeedEvent>& batch) {
    for (const FeedEvent& event : batch) {
        if (Stream* stream = find(event.token)) take_feed_event(*stream, event);
    }
    batch.clear();
}

void Streams::deliver(const Delivery& delivery) {
    if ((delivery.token & ask_bit) == 0) return told_end(delivery);
    const auto found = asks_.find(delivery.token);
    if (found == asks_.end()) return;
    const Ask ask = std::move(found->second);
    asks_.erase(found);
    Stream* stream = find(ask.stream);
    if (stream == nullptr) return;
    if (stream->hub != nullptr) return hub_status(*stream, ask, delivery.verdict);
    stream->ask = 0;
    take_status(*stream, delivery.verdict);
}

// The feed of one operation said how it ended, whatever question is out.
void Streams::told_end(const Delivery& delivery) {
    Stream* stream = find(delivery.token);
    if (stream == nullptr) return;
    stream->following = false;
    stream->ended_seen = true;
    take_status(*stream, delivery.verdict);
}

void Streams::take_feed_event(Stream& stream, const FeedEvent& event) {
    using Kind = FeedEvent::Kind;
    if (event.kind != Kind::opened && event.kind != Kind::ended && event.kind != Kind::reached)
        stream.following = false;
    switch (event.kind) {
        case Kind::opened:
            return told_opened(stream, event);
        case Kind::ended:
            return told_ended(stream, event);
        case Kind::reached:
            stream.position = event.position;
            return;
        case Kind::unknown_position:
            return told_unknown_position(stream, event);
        case Kind::lagging:
            if (stream.hub != nullptr) return hub_lagging(stream, event.position);
            send_resync(stream, "lagging", event.position, false);
            return end(stream);
        case Kind::refused:
            return fail(stream, stopping_ ? refusal::stopping : refusal::too_many_streams);
        case Kind::refused_caller:
            return fail(stream, refusal::too_many_of_caller);
        case Kind::unreadable:
            return fail(stream, refusal::unreadable);
    }
}

// The feed of one operation is open: whatever it comes to from here on will be told. Now for what it is.
void Streams::told_opened(Stream& stream, const FeedEvent& event) {
    stream.position = event.position;
    if (stream.operation) {
        stream.ask = ask(stream, *stream.operation, Inquiry::Wait::none, 0, {});
        return;
    }
    if (stream.head_sent) return;  // opened again, after a position that nobody knows
    if (stream.hub != nullptr) return hub_opened(stream);
    send_head(stream);
    text_.clear();
    push::append_preamble(text_, limits_.reconnect_ms, event.position);
    send(stream, text_);
}

void Streams::told_ended(Stream& stream, const FeedEvent& event) {
    events_.add();
    if (stream.operation) {
        stream.following = false;
        stream.ended_seen = true;
        if (stream.ask == 0) stream.ask = ask(stream, *stream.operation, Inquiry::Wait::none, 0, {});
        return;
    }
    stream.position = event.position;
    if (stream.hub != nullptr) return hub_ended(stream, event.end);
    send_end(stream, *event.end);
    ++stream.owed;
    owe(stream);
}

// The client has seen another history, or has made up a position: it is told to look for itself, and goes on from now.
void Streams::told_unknown_position(Stream& stream, const FeedEvent& event) {
    stream.position = event.position;
    send_head(stream);
    text_.clear();
    push::append_preamble(text_, limits_.reconnect_ms, std::nullopt);
    send(stream, text_);
    send_resync(stream, "unknown-position", event.position, true);
    follow(stream, event.position);
}

void Streams::fail(Stream& stream, const Refusal& refusal) {
    if (stream.head_sent && stream.hub != nullptr) {
        return hub_close(stream, push::close_code::going_away, refusal.detail, true);
    }
    if (stream.head_sent) return end(stream);
    host_.refuse_stream(*stream.session, stream.turn, refusal, stream.correlation_id, stream.traceparent);
    release(stream);
}

// ---- time

// Until its head is sent a stream waits for the application, and not for ever.
void Streams::timer_fired(Stream& stream) {
    if (!stream.head_sent) return fail(stream, refusal::too_late);
    if (stream.hub != nullptr) return hub_timer(stream);
    if (now_ >= stream.expires) return end(stream);
    if (now_ >= stream.beat_at) {
        stream.beat_at = now_ + limits_.heartbeat;
        text_.clear();
        push::append_heartbeat(text_, stream.operation ? std::nullopt : std::optional(stream.position));
        if (stream.session->drained()) send(stream, text_);
    }
    set_timer(stream);
}

void Streams::set_timer(Stream& stream) {
    timers_.set(stream.slot, std::min(stream.beat_at, stream.expires));
}

// ---- rounds

void Streams::owe(Stream& stream) {
    if (std::exchange(stream.owing, true)) return;
    owing_.push_back(stream.slot);
}

bool Streams::has_work() const {
    if (!subscriptions_.empty() || !inquiries_.empty()) return true;
    return std::ranges::any_of(
        owing_, [this](std::uint32_t slot) { return streams_[slot].token == 0 || streams_[slot].session->drained(); });
}

void Streams::flush() {
    std::erase_if(owing_, [this](std::uint32_t slot) {
        Stream& stream = streams_[slot];
        if (stream.token != 0 && !stream.session->drained()) return false;
        if (stream.owed > 0) taken_.push_back({{edge_, stream.token}, std::exchange(stream.owed, 0)});
        stream.owing = false;
        if (stream.token == 0) free_.push_back(slot);
        return true;
    });
    feeds_.taken(taken_);
    if (!subscriptions_.empty() && !feeds_.follow(subscriptions_)) {
        for (const Subscription& refused : std::exchange(subscriptions_, {})) {
            Stream* stream = find(refused.waiter.token);
            if (stream == nullptr) continue;
            stream->following = false;
            fail(*stream, stopping_ ? refusal::stopping : refusal::overloaded);
        }
    }
    if (!inquiries_.empty() && !operations_.inquire(inquiries_)) {
        for (const Inquiry& refused : std::exchange(inquiries_, {})) {
            deliver(Delivery{refused.waiter.token, Refused{operation_errc::overloaded, false, {}}});
        }
    }
}

void Streams::stop() {
    stopping_ = true;
    for (Stream& stream : streams_) {
        if (stream.token == 0) continue;
        if (stream.head_sent && stream.hub != nullptr) {
            hub_close(stream, push::close_code::going_away, {}, true);
        } else if (stream.head_sent) {
            end(stream);
        } else {
            fail(stream, refusal::stopping);
        }
    }
}

// ---- ends

void Streams::end(Stream& stream) {
    if (stream.head_sent && stream.hub == nullptr) end_text(stream);
    stream.session->end_answer(stream.turn);
    release(stream);
}

void Streams::closed(std::uint64_t token) {
    if (Stream* stream = find(token)) release(*stream);
}

void Streams::release(Stream& stream) {
    if (stream.following) leave(stream);
    if (stream.ask != 0) drop_ask(stream.ask);
    if (stream.hub != nullptr) hub_release(stream);
    timers_.clear(stream.slot);
    stream.token = 0;
    stream.owed = 0;
    stream.session = nullptr;
    stream.correlation_id = {};
    stream.traceparent = {};
    if (!stream.owing) free_.push_back(stream.slot);
    open_.set(static_cast<std::int64_t>(--used_));
}

}  // namespace hapax::http
