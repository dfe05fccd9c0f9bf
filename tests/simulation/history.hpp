// History: what the clients of a simulated bank asked and what they were told, written by themselves.
//
//   std::size_t attempt = history.invoke({.op = 3, .asked = Asked::submit});
//   history.finish(attempt, exchanged);
//
// Units    `invoked` and `ended` count all events of the history from 1; ended 0 = never.
// Threads  one.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kernel/ids.hpp"
#include "listing.hpp"
#include "world/http_client.hpp"

namespace hapax::simulated_bank {

// One way in which an operation's id was used. The first is meant, others are mistakes: they must have no effect, or be
// the only ones that have.
struct Payload {
    std::string address;
    std::string body;  // canonical JSON
    friend bool operator==(const Payload&, const Payload&) = default;
};

struct Op {
    enum class Kind : unsigned char { open, deposit, withdraw };
    Kind kind = Kind::open;
    std::string account;
    OperationId id;
    std::string caller;  // the name that the bearer says; empty: nobody
    CallerScope scope;   // of the caller
    bool key_in_header = false;
    std::optional<std::uint64_t> if_match;
    bool meant = false;  // though it may look like another one: every submission says so
    std::vector<Payload> payloads;
    std::vector<std::size_t> submissions;  // places of its attempts in the history
    bool answered = false;                 // finally
    std::string last_tag;                  // of its status
    OperationKey key() const { return {id, scope}; }
};

// A stranger asks for the status of somebody else's operation.
enum class Asked : unsigned char { submit, status, stranger, balance, movements };

struct Attempt {
    std::size_t op = 0;       // of submit and status
    std::size_t payload = 0;  // of submit
    Asked asked = Asked::submit;
    std::string account;                          // of the reads; of a stranger, the name
    std::uint64_t at_least = 0;                   // of the reads: the position that must be shown
    bool calm = false;                            // nothing went wrong then, and the client had patience
    bool conditional = false;                     // the status, if it is another one than was seen
    bool pushed = false;                          // the status, as somebody was told who had asked before
    std::optional<std::uint32_t> wait_seconds{};  // as the client wished
    std::uint64_t invoked = 0;
    std::uint64_t ended = 0;
    Instant invoked_at{};
    Instant ended_at{};
    bool sent = false;
    std::optional<world::HttpAnswer> answer;
};

// What was done to the service, in the words of docs/formats/history.md: "heal" is the last of it.
struct Nemesis {
    std::string fault;
    std::uint64_t event = 0;
    Instant at{};
};

// What somebody heard who follows all of his operations.
struct Heard {
    std::uint64_t position = 0;  // the id of the event; of the hub, what its data says
    std::string name;
    std::string operation;
    std::string code;
    std::string said;  // the position in its data
    std::uint64_t event = 0;
    Instant at{};
};
struct Followed {
    std::string caller;
    std::optional<std::uint64_t> began;  // where the first stream was when it began
    std::optional<std::uint64_t> last;   // the last id
    std::vector<Heard> heard;
    bool lost = false;  // was told that nobody knows its position
};

// One connection to the hub: what it said of ends.
struct Talk {
    std::string caller;
    std::optional<std::uint64_t> began;  // what was durable when it had opened: all behind that must be told
    std::vector<Heard> heard;
};

class History {
 public:
    std::size_t add(Op op);
    std::optional<std::size_t> find(const OperationKey& key) const;
    std::size_t invoke(Attempt attempt) {
        attempt.invoked = ++events_;
        attempt.invoked_at = now();
        if (attempt.asked == Asked::submit) ops[attempt.op].submissions.push_back(attempts.size());
        attempts.push_back(std::move(attempt));
        return attempts.size() - 1;
    }
    void finish(std::size_t index, world::Exchanged exchanged) {
        Attempt& attempt = attempts[index];
        attempt.ended = ++events_;
        attempt.ended_at = now();
        attempt.sent = exchanged.sent;
        attempt.answer = std::move(exchanged.answer);
    }

    // Of a question that is answered more than once, by a stream: each answer is an attempt that began with it.
    Attempt asks_to_be_told(Attempt question) {
        question.pushed = true;
        question.invoked = ++events_;
        question.invoked_at = now();
        return question;
    }
    void told(Attempt question, world::HttpAnswer answer) {
        question.ended = ++events_;
        question.ended_at = now();
        question.sent = true;
        question.answer = std::move(answer);
        attempts.push_back(std::move(question));
    }

    Heard hears(Heard heard) {
        heard.event = ++events_;
        heard.at = now();
        return heard;
    }

    std::uint64_t happened() const { return events_; }
    void done_to_it(std::string fault) { nemesis.push_back({std::move(fault), ++events_, now()}); }

    std::function<Instant()> clock;  // of those who ask; without one there is no time
    std::deque<Op> ops;
    std::deque<Attempt> attempts;
    std::vector<Nemesis> nemesis;
    std::deque<Followed> followed;
    std::deque<Talk> talks;
    std::deque<Listing> listings;
    std::vector<std::string> complaints;  // of what only the one who asked could see

 private:
    Instant now() const { return clock ? clock() : Instant{}; }

    std::map<OperationKey, std::size_t> by_key_;
    std::uint64_t events_ = 0;
};

CallerScope scope_of(const std::string& caller);

// What an attempt to submit came to.
enum class Came : unsigned char {
    nothing,    // nobody knows, also when it was never sent: see Attempt::sent
    final,      // 201, or a stored 409, 412 or 500
    accepted,   // 202
    mismatch,   // 422, of another payload or address
    refused,    // certainly not applied
    alike,      // 409, it looks like another one; certainly not applied
    unwelcome,  // 422, of an id that has no time or is ahead of it; certainly not applied
    expired,    // 410: not stored, and never to be run
    unknown,    // 503 that does not say so, or 408
    absurd,     // nothing that the contract knows
};
Came came(const Attempt& attempt);

// Of a question: no answer, not now, or the question came too slowly.
bool says_nothing(const Attempt& attempt);

std::string text(const Attempt& attempt, const History& history);

}  // namespace hapax::simulated_bank
