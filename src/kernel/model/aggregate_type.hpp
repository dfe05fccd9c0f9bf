// AggregateType and CommandType: what a service author wrote, seen by loops that know no C++ type of his.
// include/hapax implements both once, as templates over the author's structs and free functions.
//
// Errors   evolve() and restore() answer model_errc; decide() throws what the author's code throws.
// Threads  types are immutable and shared; a state belongs to the loop that loaded it.
#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/commit.hpp"
#include "kernel/error.hpp"
#include "kernel/model/event_shape.hpp"
#include "kernel/model/meta.hpp"
#include "kernel/model/type_shape.hpp"
#include "kernel/record_view.hpp"

namespace hapax {

namespace model_errc {
inline constexpr ErrorCode unknown_event{"unknown-event", Handling::park};        // not in the catalogue of this stream
inline constexpr ErrorCode unreadable_event{"unreadable-event", Handling::park};  // payload does not fit its schema
inline constexpr ErrorCode unreadable_state{"unreadable-state", Handling::park};  // snapshot of another fold
}  // namespace model_errc

class AggregateState {
 public:
    virtual ~AggregateState() = default;
    virtual std::size_t bytes() const = 0;  // roughly, for the cache's limit
};

class AggregateType {
 public:
    virtual ~AggregateType() = default;
    virtual std::string_view stream() const = 0;
    virtual std::uint64_t fold_id() const = 0;  // changes with the state's fields: old snapshots are then ignored
    virtual std::unique_ptr<AggregateState> initial() const = 0;
    virtual Result<void> evolve(AggregateState& state, const EventView& event) const = 0;  // upcasts old schemas
    virtual std::string save(const AggregateState& state) const = 0;
    virtual Result<std::unique_ptr<AggregateState>> restore(std::string_view json) const = 0;
    virtual std::vector<EventShape> events() const { return {}; }            // for the catalogue lock
    virtual std::vector<TypeDescription> event_types() const { return {}; }  // for documents
};

class Command {
 public:
    virtual ~Command() = default;
};

struct Rejection {
    std::string code;
    std::string detail;
    std::string fields;  // extension members of the problem document: "{…}" or empty
};

struct Decided {
    std::vector<EventData> events;
    std::optional<Rejection> rejection;  // then no events
    std::string reply;                   // "{…}" or empty
};

struct FieldError {
    std::string pointer;  // RFC 6901
    std::string detail;
};

// Why a body is no command: not JSON (400), or fields that are unknown, missing or wrong (422).
struct BodyProblem {
    bool syntax = false;
    std::string detail;
    std::vector<FieldError> errors;
};

struct DecodedBody {
    std::unique_ptr<Command> command;
    std::string canonical;  // RFC 8785, for the fingerprint
};

class CommandType {
 public:
    virtual ~CommandType() = default;
    virtual std::string_view name() const = 0;
    virtual const AggregateType& aggregate() const = 0;
    virtual std::expected<DecodedBody, BodyProblem> decode(std::string_view body) const = 0;

    // For documents: what a body holds, what the answer has beyond every answer's members, how it may be rejected.
    virtual TypeDescription body() const { return {}; }
    virtual TypeDescription reply() const { return {}; }
    virtual std::vector<DeclaredRejection> rejections() const { return {}; }

    // On acceptance `state` is evolved by the events. After an exception the state is worthless: drop it.
    virtual Decided decide(AggregateState& state, const Command& command, const Meta& meta) const = 0;
};

}  // namespace hapax
