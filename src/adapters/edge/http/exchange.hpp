// Exchange: the HTTP edge of one loop without its sockets. Requests of a round become batches; verdicts become answers.
//
//   exchange.begin_round(now, wall);
//   session.received(…);  exchange.deliver(verdicts);      // any number, any order
//   exchange.flush(now);                                   // one submit, one inquire, one ask
//   while (Session* session = exchange.pop_changed()) …    // write what take_output() gives, close what is over
//   while (Session* session = exchange.pop_dead()) …       // drop: nobody reads at the other end
//   // Writing makes room on a connection and may bring new requests: flush again while has_work().
//
// Rules
//   1. Every request is answered once; what waits for the application is bounded by its wait and a grace, then it is
//      answered 503 here.
//   2. A session that closes gives up its waiters; its operations go on.
// Threads  one loop's. No clock, no socket, no thread: simulations drive it as the sockets do.
// Source   ARCHITECTURE.md, sections 4, 5 and 8.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "adapters/edge/http/caller.hpp"
#include "adapters/edge/http/caller_limits.hpp"
#include "adapters/edge/http/edge_metrics.hpp"
#include "adapters/edge/http/field_values.hpp"
#include "adapters/edge/http/limits.hpp"
#include "adapters/edge/http/no_feeds.hpp"
#include "adapters/edge/http/response.hpp"
#include "adapters/edge/http/router.hpp"
#include "adapters/edge/http/session.hpp"
#include "adapters/edge/http/streams.hpp"
#include "adapters/edge/http/timer_wheel.hpp"
#include "adapters/edge/http/waiting.hpp"
#include "codec/answer/answer.hpp"
#include "codec/answer/problem.hpp"
#include "ports/driving/operations.hpp"
#include "ports/driving/queries.hpp"

namespace hapax::http {

class Exchange final : public SessionOwner, private StreamHost {
 public:
    struct Parts {
        std::uint32_t edge = 0;
        const Service& service;
        const Router& router;
        const Limits& limits;
        Operations& operations;
        Queries& queries;
        Metrics& metrics;
        Identity& identity = everyone_is_anonymous();
        Feeds& feeds = no_feeds();
    };
    explicit Exchange(const Parts& parts);

    void begin_round(Instant now, Timestamp wall);
    void opened(Session& session);
    void closed(Session& session);  // before the session goes
    void deliver(std::vector<Delivery>& batch);
    void deliver(std::vector<QueryResult>& batch);
    void deliver(std::vector<FeedEvent>& batch);
    void flush(Instant now);
    void stop();  // new work is refused from now on; sessions are drained by the shell

    bool has_work() const {
        return !submissions_.empty() || !inquiries_.empty() || !questions_.empty() || streams_.has_work();
    }
    Session* pop_changed();
    Session* pop_dead();
    void watch(Session& session);  // its deadline may have moved
    std::size_t waiting() const { return waiting_.size(); }

    void requested(Session& session, Turn turn, const Request& request) override;
    void refused(Session& session, Turn turn, const Refusal& refusal) override;
    void changed(Session& session) override;
    void upgraded(Session& session, std::string_view bytes) override;

 private:
    using Entry = Waiting::Entry;

    // One request while it is looked at.
    struct Incoming {
        Session& session;
        Turn turn;
        const Request& request;
        std::string_view correlation_id;  // to give back; never empty
        std::string_view traceparent;
        bool command = false;                // its refusals say applied:false
        std::string_view route_fields = {};  // of the endpoint, once it is found
        const Identified* asker = nullptr;   // from let_in() on
        CallerLimits::Place place = CallerLimits::nowhere;
        Instant deadline = never;
    };

    // exchange.cpp: rounds, timers
    void set_time(Timestamp wall);
    void wait_ended(Entry& entry, Instant now);
    void session_timed_out(std::uint32_t slot, Instant now);
    void hand_over_submissions();
    void hand_over_inquiries();
    void hand_over_questions();
    void turn_away(std::uint64_t token);

    // exchange_requests.cpp: a request to what the application takes
    void route(Incoming& incoming);
    void answer_options(const Incoming& incoming, std::uint32_t allowed);
    void take_page(const Incoming& incoming, const Endpoint& endpoint);
    void take_command(const Incoming& incoming, const Endpoint& endpoint);
    void take_operation_read(const Incoming& incoming, const Endpoint& endpoint);
    const Refusal* operation_id(const Incoming& incoming, const Endpoint& endpoint, OperationId& id);
    void submit(const Incoming& incoming, const Endpoint& endpoint, OperationId id, DecodedBody body,
                std::optional<Version> if_match);
    Correlation correlation(const Incoming& incoming, OperationId id) const;
    Guard guard(const Incoming& incoming, const Endpoint& endpoint, const Submission& submission,
                std::string_view canonical) const;
    Entry* wait_for(const Incoming& incoming, const Endpoint& endpoint, Waiting::For what);
    void apply_wishes(Entry& entry, const Incoming& incoming);
    Duration wait_of(const Entry& entry) const;
    Instant wait_end(const Entry& entry) const;

    // exchange_views.cpp: reads of views
    void take_view_read(const Incoming& incoming, const Endpoint& endpoint);
    void ask(Entry& entry, const Incoming& incoming, Question question);
    void conclude(Entry& entry, const QueryResult& result);
    void answer_rows(Entry& entry, const std::string& body);

    // exchange_callers.cpp: who asks, and may he now
    bool let_in(Incoming& incoming, std::string_view token_in_address);
    const Refusal* identify(Incoming& incoming, std::string_view token_in_address);
    const Refusal* check_deadline(Incoming& incoming) const;
    CallerScope scope_of(const Incoming& incoming) const;

    // exchange_streams.cpp: answers that go on
    StreamAsked stream_asked(const Incoming& incoming) const;
    void take_events(const Incoming& incoming, const Endpoint& endpoint);
    void take_hub(const Incoming& incoming);
    void take_negotiation(const Incoming& incoming);
    std::string token_in_address(const Endpoint& endpoint) const;
    void refuse_stream(Session& session, Turn turn, const Refusal& refusal, std::string_view correlation_id,
                       std::string_view traceparent) override;
    void answer_empty(Session& session, Turn turn, unsigned status, std::string_view correlation_id) override;
    void append_common_fields(std::string& out, const Session& session, Turn turn, std::string_view correlation_id,
                              std::string_view traceparent) override;
    void count_answer(unsigned status) override;

    // exchange_lists.cpp: what a caller asked for
    void take_operation_list(const Incoming& incoming, const Endpoint& endpoint);
    void answer(Entry& entry, const RunningOperations& running);
    void ask_for_list(Entry& entry);
    void answer_list(Entry& entry, const OwnPage& page);

    // exchange_documents.cpp: what was written before
    void take_document(const Incoming& incoming, const Endpoint& endpoint);

    // exchange_answers.cpp: what the application says to bytes
    void conclude(Entry& entry, const Verdict& verdict);
    void answer(Entry& entry, const Finished& finished);
    void answer(Entry& entry, const StillRunning& durable);
    void answer(Entry& entry, const Refused& refused);
    void answer(Entry& entry, const UnknownOperation&);
    void answer(Entry& entry, const StatusDocument& status);
    void answer_problem(Entry& entry, const Problem& problem, std::uint32_t retry_after);
    void answer_refusal(Entry& entry, const Refusal& refusal);
    void refuse(const Incoming& incoming, const Refusal& refusal, std::string_view allow = {});
    void refuse_for(const Incoming& incoming, const Refusal& refusal, std::uint32_t retry_after,
                    std::string_view allow = {});
    void refuse_body(const Incoming& incoming, OperationId id, const BodyProblem& problem);
    void respond(Session& session, Turn turn, Response response, std::string_view body);
    std::string_view correlation_of(const Session& session, Turn turn, std::string_view given);
    void finish(Entry& entry, Response response, std::string_view body);
    void release(Entry& entry);

    std::uint32_t edge_;
    const Service& service_;
    const Router& router_;
    const Limits& limits_;
    Operations& operations_;
    Queries& queries_;
    EdgeMetrics metrics_;
    Identity& identity_;
    CallerLimits caller_limits_;

    Instant now_{};
    Timestamp wall_;
    std::int64_t date_second_ = -1;
    std::string date_;
    bool stopping_ = false;

    Waiting waiting_;
    Streams streams_;
    TimerWheel waits_;
    TimerWheel deadlines_;
    std::vector<Session*> sessions_;  // by slot
    std::vector<std::uint32_t> free_slots_;
    std::vector<Session*> changed_;
    std::vector<Session*> dead_;

    std::vector<Submission> submissions_;
    std::vector<Inquiry> inquiries_;
    std::vector<Question> questions_;

    Target target_;  // reused from request to request, as the following
    Answer answer_;
    std::string body_;
    std::string correlation_text_;
    std::uint64_t answered_ = 0;  // verdicts of this round
};

}  // namespace hapax::http
