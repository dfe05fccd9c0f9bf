// Operation: what the history and the journal say of one operation, in about a hundred bytes.
//
// A line number of 0 means: there was no such line.
// Threads  values.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

namespace hapax::check {

// The states of an operation document, in an order that real time follows.
enum class State : std::uint8_t {
    none,
    absent,
    accepted,
    executing,
    unknown,
    compensating,
    committed,
    completed,  // this and the following are terminal
    rejected,
    failed,
    compensated,
    needs_attention,
};

constexpr bool is_terminal(State state) {
    return state >= State::completed;
}

std::optional<State> parse_state(std::string_view text);
std::string_view text(State state);

// May a call that began after `before` had been seen be told `after`?
bool may_follow(State before, State after);

// Final answers are stored and replayed: 201, 409, 412, 500.
constexpr bool is_final(std::int64_t status) {
    return status == 201 || status == 409 || status == 412 || status == 500;
}

inline constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

// A payload that was sent under the operation's id. Most have one.
struct Payload {
    std::uint64_t body = 0;
    std::int64_t value = 0;
    std::uint32_t stream = 0;
    std::uint32_t invoke_line = 0;
    std::uint32_t ok_line = 0;  // the first final answer or 202 to it
    std::uint32_t next = 0;     // another payload of the operation; 0 = none
    std::uint32_t open = 0;     // submissions whose outcome is not known
};

struct Operation {
    std::uint64_t id = 0;
    Payload payload;                  // the first; value: after its record was read, what the journal applied
    std::uint64_t answer = 0;         // resp_hash of the first final answer
    std::uint64_t document = 0;       // doc_hash of the first terminal document
    std::int64_t invoked_at = never;  // first submission
    std::int64_t acknowledged_at = never;
    std::uint32_t ok_line = 0;  // the first acknowledgement by a submit or a poll
    std::uint32_t answer_line = 0;
    std::uint32_t document_line = 0;
    std::uint32_t state_line = 0;
    std::uint32_t record_line = 0;  // in the dump
    std::uint32_t seen_line = 0;    // a consumer, a read or a push showed its effect
    std::uint32_t position = 0;     // as an answer told it, then as the journal has it
    std::uint32_t version = 0;      // the same
    std::uint32_t kept = 0;         // its call among those that C16 looks at; 0 = none
    State state = State::none;
    bool acknowledged = false;
    bool submitted = false;
    bool applied = false;          // a record with events, or accomplished
    bool pushed_document = false;  // `document` came by a push
    bool subscribed = false;
    bool pushed_terminal = false;
    bool told_mismatch = false;
    bool has_record = false;
    bool told_accomplished = false;  // 201
    bool of_nobody = false;          // its id was an acknowledged operation's of nobody before it was first submitted
};

}  // namespace hapax::check
