// Streams: the answers of one edge loop that go on: event streams, and hub connections (adapters/edge/http/hub_*).
//
//   streams.own_events(asked, after);                streams.operation_events(asked, id, seen);
//   streams.deliver(feed_events);                    if (streams.takes(delivery.token)) streams.deliver(delivery);
//   streams.flush();                                 one follow, one taken, one inquire
//
//      request ─▶ follow ─▶ opened ─▶ head, preamble ─▶ events … ─▶ last chunk
//                    └────▶ a problem document
//
// Of one operation: first followed, then asked for, so that nothing can come between; then each change is asked for, and
// its end is what the answer to that says, or the feed.
//
// Invariants
//   1. A stream writes nothing before its feed is open, and has at most FeedOptions::in_flight_max events that have not
//      left: how many left is given back when the connection has written all.
//   2. Every stream has a heartbeat, and ends when its caller's token does, when the service stops, or when the
//      connection goes.
// Units    at most limits.streams_max at once.
// Threads  one loop's. No clock, no socket.
// Source   ARCHITECTURE.md, sections 4 and 8; docs/decisions/0035-feeds-are-read-from-the-journal.md.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/edge/http/limits.hpp"
#include "adapters/edge/http/refusal.hpp"
#include "adapters/edge/http/session.hpp"
#include "adapters/edge/http/timer_wheel.hpp"
#include "ports/driven/metrics.hpp"
#include "ports/driving/feeds.hpp"

namespace hapax::push {
struct HubMessage;
}

namespace hapax::http {

struct Hub;

// What a request for a stream says.
struct StreamAsked {
    Session& session;
    Turn turn;
    std::string_view correlation_id;  // may be empty
    std::string_view traceparent;
    CallerScope scope;
    bool shared_scope = false;
    Instant expires = never;  // of the caller's token
};

// Who answers a request that gets no stream, and knows what every answer says.
class StreamHost {
 public:
    virtual ~StreamHost() = default;
    virtual void refuse_stream(Session& session, Turn turn, const Refusal& refusal, std::string_view correlation_id,
                               std::string_view traceparent) = 0;
    virtual void answer_empty(Session& session, Turn turn, unsigned status, std::string_view correlation_id) = 0;
    // The fields that every answer has: correlation id, traceparent, date.
    virtual void append_common_fields(std::string& out, const Session& session, Turn turn,
                                      std::string_view correlation_id, std::string_view traceparent) = 0;
    virtual void count_answer(unsigned status) = 0;
};

class Streams {
 public:
    struct Parts {
        std::uint32_t edge;
        const Limits& limits;
        Feeds& feeds;
        Operations& operations;
        Metrics& metrics;
        StreamHost& host;
    };
    explicit Streams(const Parts& parts);
    ~Streams();

    void begin_round(Instant now);
    void own_events(const StreamAsked& asked, std::optional<Position> after);
    void operation_events(const StreamAsked& asked, OperationId id, std::optional<Position> seen);
    void answer_head(const StreamAsked& asked);  // to HEAD: the fields, no stream
    void hub(const StreamAsked& asked, std::string_view key);
    void upgraded(std::uint64_t token, std::string_view bytes);

    static bool takes(std::uint64_t token) { return (token & token_bit) != 0; }
    void deliver(std::vector<FeedEvent>& batch);
    void deliver(const Delivery& delivery);
    void closed(std::uint64_t token);
    bool has_work() const;
    void flush();
    void stop();
    std::size_t size() const { return used_; }

 private:
    static constexpr std::uint64_t token_bit = std::uint64_t{1} << 63;
    static constexpr std::uint64_t ask_bit = std::uint64_t{1} << 62;
    static constexpr std::uint32_t slot_bits = 20;

    struct Stream {
        std::uint64_t token = 0;  // 0 = free
        std::uint32_t slot = 0;
        Session* session = nullptr;
        Turn turn = 0;
        bool head_sent = false;
        bool chunked = true;
        bool following = false;   // the feeds know it
        bool ended_seen = false;  // of one operation: its end was told
        bool owing = false;       // listed in owing_
        CallerScope scope;
        std::optional<OperationId> operation;
        std::optional<Position> seen;  // Last-Event-ID
        bool shared_scope = false;
        Position position;
        std::uint32_t owed = 0;  // events that have not left
        std::uint64_t ask = 0;   // of one operation: the question that is out
        Instant expires = never;
        Instant beat_at = never;
        std::string correlation_id;
        std::string traceparent;
        std::unique_ptr<Hub> hub;
    };
    // A question to the application on behalf of a stream.
    struct Ask {
        std::uint64_t stream = 0;
        OperationKey key;
        std::string invocation;  // of a hub's client, who waits for its answer
        bool forgotten = false;  // nothing more is wanted behind the answer
    };

    Stream* open(const StreamAsked& asked);
    Stream* find(std::uint64_t token);
    void follow(Stream& stream, std::optional<Position> after);
    void leave(Stream& stream);
    std::uint64_t ask(Stream& stream, OperationId id, Inquiry::Wait wait, std::uint64_t seen, std::string invocation);
    void drop_ask(std::uint64_t token);
    void take_feed_event(Stream& stream, const FeedEvent& event);
    void told_end(const Delivery& delivery);
    void told_opened(Stream& stream, const FeedEvent& event);
    void told_ended(Stream& stream, const FeedEvent& event);
    void told_unknown_position(Stream& stream, const FeedEvent& event);
    void told_gone(Stream& stream, const Refusal& refusal);
    void timer_fired(Stream& stream);
    void set_timer(Stream& stream);
    void end(Stream& stream);
    void release(Stream& stream);
    void fail(Stream& stream, const Refusal& refusal);
    void owe(Stream& stream);

    // event_streams.cpp: server-sent events
    void send_head(Stream& stream);
    void append_head(Session& session, Turn turn, bool chunked, std::string_view correlation_id,
                     std::string_view traceparent);
    void send(Stream& stream, std::string_view text);
    void send_end(Stream& stream, const OperationEnd& end);
    void send_resync(Stream& stream, std::string_view reason, Position position, bool with_id);
    void end_text(Stream& stream);
    void take_status(Stream& stream, const Verdict& verdict);
    void take_document(Stream& stream, const StatusDocument& document);

    // hub_streams.cpp: SignalR
    void hub_opened(Stream& stream);
    void hub_send(Stream& stream, std::string_view messages);
    void hub_close(Stream& stream, std::uint16_t code, std::string_view why, bool allow_reconnect);
    void hub_ended(Stream& stream, const std::shared_ptr<const OperationEnd>& ended);
    void hub_lagging(Stream& stream, Position position);
    void hub_timer(Stream& stream);
    void hub_text(std::uint64_t token, std::string_view text);
    void hub_handshake(Stream& stream, std::string_view message);
    void hub_message(Stream& stream, std::string_view text);
    void hub_invoked(Stream& stream, const push::HubMessage& message);
    void hub_forget(Stream& stream, OperationId operation);
    void hub_status(Stream& stream, const Ask& asked, const Verdict& verdict);
    void hub_answer(Stream& stream, const std::optional<std::string>& invocation, std::string_view result);
    void hub_answer_error(Stream& stream, const std::optional<std::string>& invocation, std::string_view error);
    void hub_release(Stream& stream);

    std::uint32_t edge_;
    const Limits& limits_;
    Feeds& feeds_;
    Operations& operations_;
    StreamHost& host_;
    Gauge& open_;
    Counter& events_;
    Instant now_{};
    bool stopping_ = false;
    std::deque<Stream> streams_;
    std::vector<std::uint32_t> free_;
    std::uint64_t serial_ = 0;
    std::size_t used_ = 0;
    TimerWheel timers_;
    std::unordered_map<std::uint64_t, Ask> asks_;
    std::vector<Subscription> subscriptions_;
    std::vector<Inquiry> inquiries_;
    std::vector<EventsTaken> taken_;
    std::vector<std::uint32_t> owing_;
    std::string text_;
    std::string json_;
};

}  // namespace hapax::http
