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
#include <optional>
#include <string>
#include <vector>

#include "kernel/ids.hpp"
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
    bool key_in_header = false;
    std::optional<std::uint64_t> if_match;
    std::vector<Payload> payloads;
    std::vector<std::size_t> submissions;  // places of its attempts in the history
    bool answered = false;                 // finally
};

enum class Asked : unsigned char { submit, status, balance, movements };

struct Attempt {
    std::size_t op = 0;       // of submit and status
    std::size_t payload = 0;  // of submit
    Asked asked = Asked::submit;
    std::string account;  // of the reads
    std::uint64_t invoked = 0;
    std::uint64_t ended = 0;
    bool sent = false;
    std::optional<world::HttpAnswer> answer;
};

class History {
 public:
    std::size_t add(Op op) {
        ops.push_back(std::move(op));
        return ops.size() - 1;
    }
    std::size_t invoke(Attempt attempt) {
        attempt.invoked = ++events_;
        if (attempt.asked == Asked::submit) ops[attempt.op].submissions.push_back(attempts.size());
        attempts.push_back(std::move(attempt));
        return attempts.size() - 1;
    }
    void finish(std::size_t index, world::Exchanged exchanged) {
        Attempt& attempt = attempts[index];
        attempt.ended = ++events_;
        attempt.sent = exchanged.sent;
        attempt.answer = std::move(exchanged.answer);
    }

    std::deque<Op> ops;
    std::deque<Attempt> attempts;
    std::vector<std::string> complaints;  // of what only the one who asked could see

 private:
    std::uint64_t events_ = 0;
};

// What an attempt to submit came to.
enum class Came : unsigned char {
    nothing,    // nobody knows, also when it was never sent: see Attempt::sent
    final,      // 201, or a stored 409, 412 or 500
    accepted,   // 202
    mismatch,   // 422, of another payload or address
    refused,    // certainly not applied
    unwelcome,  // 422, of an id that has no time or is ahead of it; certainly not applied
    expired,    // 410: not stored, and never to be run
    unknown,    // 503 that does not say so
    absurd,     // nothing that the contract knows
};
Came came(const Attempt& attempt);

std::string text(const Attempt& attempt, const History& history);

}  // namespace hapax::simulated_bank
