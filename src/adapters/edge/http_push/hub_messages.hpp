// The messages of a SignalR hub in JSON, each ended by one byte 0x1E.
//
//   HubMessage message;
//   if (auto wrong = read_hub_message(text, message)) …      // a sentence for people
//   append_completion(out, message.invocation, document);
//
// Errors   what is no message of the protocol is named; what the protocol has and a hub of ours has not is let through
//          with its type, for the hub to answer.
// Threads  functions of their arguments.
// Source   the hub protocol of ASP.NET Core SignalR, its JSON encoding, version 1.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ports/driving/feeds.hpp"

namespace hapax::push {

inline constexpr char record_separator = '\x1e';
inline constexpr std::size_t invocation_bytes_max = 64;

struct HubMessage {
    enum Type : int { invocation = 1, stream_invocation = 4, cancel = 5, ping = 6, close = 7 };
    int type = 0;
    std::optional<std::string> id;  // of an invocation that wants an answer
    std::string target;
    std::size_t arguments = 0;
    std::optional<std::string> argument;  // the first, when it is a text
};

// Nothing: it was read. The text comes without its separator.
std::optional<std::string> read_handshake(std::string_view text);
std::optional<std::string> read_hub_message(std::string_view text, HubMessage& message);

// Each ends with its separator. `result` and `argument` are JSON.
void append_handshake_answer(std::string& out, std::string_view error);
void append_completion(std::string& out, std::string_view invocation, std::string_view result);
void append_completion_error(std::string& out, std::string_view invocation, std::string_view error);
void append_hub_ping(std::string& out);
void append_hub_close(std::string& out, std::string_view error, bool allow_reconnect);
void append_hub_event(std::string& out, std::string_view target, std::string_view argument);

// operation_completed or operation_rejected, with id, name, resource and, of what was refused or failed, code and reason.
void append_operation_message(std::string& out, const OperationEnd& end);
// operation_pending, of an operation that runs.
void append_pending_message(std::string& out, const StatusDocument& document);

}  // namespace hapax::push
