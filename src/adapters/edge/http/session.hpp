// Session: one connection without its socket. Bytes in, requests out; answers in, bytes out, in the order of the
// requests.
//
//   auto into = session.space();                      // empty: read nothing now
//   session.received(n, now);                         // calls owner.requested(…) for each complete request
//   std::string& out = session.begin_answer(turn);    // any time, any order
//   append_response(out, …);  session.end_answer(turn);
//   session.take_output(bytes);                       // all answers whose turn has come, as one piece
//
//   session.hold(turn);                               // this answer goes on: nothing behind it is parsed until its end
//   session.begin_answer(turn) += piece;  session.push_answer(turn);  …  session.end_answer(turn);
//   session.upgrade(turn);                            // the same, and what comes in goes to owner.upgraded(…)
//
// Invariants
//   1. Every request and every refusal takes one turn and is answered once; answers leave in the order of turns.
//   2. At most limits.pipeline_max turns are open; with that many, or with too much unsent, nothing is parsed or read.
//   3. After a refused framing, `Connection: close` or drain() nothing more is parsed.
//   4. While an answer goes on, what comes in is kept up to held_bytes_max; who sends no more is taken for gone.
// Units    turns count from 0 for each connection.
// Threads  one loop's. No clock, no socket: Instants come as arguments.
// Source   ARCHITECTURE.md, sections 4 and 8; RFC 9112.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/edge/http/chunk_parser.hpp"
#include "adapters/edge/http/head_parser.hpp"

namespace hapax::http {

class Session;
using Turn = std::uint64_t;

class SessionOwner {
 public:
    virtual ~SessionOwner() = default;
    virtual void requested(Session& session, Turn turn, const Request& request) = 0;
    virtual void refused(Session& session, Turn turn, const Refusal& refusal) = 0;  // framing; the connection ends
    virtual void changed(Session& session) = 0;           // there is output, or the session is over
    virtual void upgraded(Session&, std::string_view) {}  // bytes of another protocol, after upgrade(); all are taken
};

class Session {
 public:
    Session(const Limits& limits, SessionOwner& owner, std::string name, Instant now);
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    std::span<char> space();
    void received(std::size_t bytes, Instant now);
    void peer_closed();       // the client sends no more; what it asked is answered
    void drain(Instant now);  // answers what runs, then ends; at once when nothing does

    std::string& begin_answer(Turn turn);
    void end_answer(Turn turn);
    void hold(Turn turn);
    void upgrade(Turn turn);
    void push_answer(Turn turn);  // what was appended to an answer that goes on may leave
    bool drained() const { return out_.empty() && unsent_ == 0; }
    bool wants_bytes() const { return room() || listening(); }
    bool closes_after(Turn turn) const { return turn_at(turn).close; }
    bool without_body(Turn turn) const { return turn_at(turn).without_body; }
    bool keeps_alive(Turn turn) const { return turn_at(turn).keeps_alive; }
    bool speaks_http_1_0(Turn turn) const { return turn_at(turn).minor_0; }

    // What the owner keeps for a turn while it is open.
    void set_tag(Turn turn, std::uint64_t tag) { turn_at(turn).tag = tag; }
    template <class Visit>
    void each_unanswered(Visit&& visit) const {
        for (Turn turn = next_answer_; turn != next_turn_; ++turn) {
            if (!turn_at(turn).answered) visit(turn_at(turn).tag);
        }
    }

    bool has_output() const { return !out_.empty(); }
    void take_output(std::string& into);               // into is empty; its memory is reused
    void sent(std::size_t unsent_bytes, Instant now);  // the shell says what of the output is still on its way
    bool over() const;                                 // nothing to read, answer or take: close
    void went_on(Instant now);                         // parses what waited for room

    Instant deadline() const { return deadline_; }
    // Answers false when the connection must be dropped at once: nobody reads at the other end.
    bool deadline_passed(Instant now);

    std::string_view name() const { return name_; }
    Instant request_began() const { return request_began_; }  // of the request that is being read
    std::uint64_t requests() const { return next_turn_; }
    std::uint32_t slot = 0;         // the owner's
    bool listed = false;            // the owner's
    Instant watched_until = never;  // the owner's: when its timer looks at the deadline

 private:
    struct Answering {
        bool answered = false;
        bool close = false;
        bool without_body = false;
        bool keeps_alive = false;
        bool minor_0 = false;
        std::uint64_t tag = 0;
        std::string bytes;
    };
    enum class Reading : std::uint8_t { head, body, nothing };

    Answering& turn_at(Turn turn) { return turns_[turn % turns_.size()]; }
    const Answering& turn_at(Turn turn) const { return turns_[turn % turns_.size()]; }
    bool room() const;
    bool listening() const;
    void give_bytes_away();
    void pump(Instant now);
    Parsed parse_head();
    Parsed parse_body();
    void complete_request(std::size_t length, std::string_view body);
    void refuse(const Refusal& refusal);
    Turn open_turn(const Head& head);
    void release_answers();
    void continue_if_expected();
    void compact();
    void set_deadline(Instant now);
    std::span<char> unparsed() { return {in_.data() + begin_, end_ - begin_}; }

    const Limits* limits_;
    SessionOwner* owner_;
    std::string name_;
    std::vector<char> in_;
    std::size_t begin_ = 0;  // of the request that is being read
    std::size_t end_ = 0;    // of what was received
    HeadParser head_;
    ChunkParser chunks_;
    Reading reading_ = Reading::head;
    std::vector<Answering> turns_;  // a ring
    Turn next_turn_ = 0;
    Turn next_answer_ = 0;
    std::string out_;
    std::size_t unsent_ = 0;
    bool draining_ = false;
    Instant drain_deadline_ = never;
    enum class Stream : std::uint8_t { none, held, upgraded, abandoned };
    Stream stream_ = Stream::none;
    Turn streaming_ = 0;  // the answer that goes on
    bool pumping_ = false;
    bool continue_due_ = false;
    Instant request_began_{};
    std::size_t body_received_ = 0;
    Instant last_progress_;
    Instant deadline_;
};

}  // namespace hapax::http
