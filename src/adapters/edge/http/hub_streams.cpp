// Streams, as connections of the SignalR hub: every one of them is the feed of its caller, with methods.

#include "adapters/edge/http/hub.hpp"
#include "adapters/edge/http/status_document.hpp"
#include "adapters/edge/http/streams.hpp"
#include "kernel/operation/state.hpp"
#include "kernel/planted.hpp"

namespace hapax::http {
namespace {

constexpr unsigned switching_protocols = 101;
constexpr std::string_view subscribe = "Subscribe";
constexpr std::string_view unsubscribe = "Unsubscribe";

}  // namespace

void Streams::hub(const StreamAsked& asked, std::string_view key) {
    Stream* stream = open(asked);
    if (stream == nullptr) return;
    stream->chunked = false;
    stream->hub = std::make_unique<Hub>(limits_.hub_message_bytes_max);
    push::append_accept(stream->hub->text, key);  // until it is said
    follow(*stream, std::nullopt);
}

// Its feed is open: from here on nothing of this caller's is missed.
void Streams::hub_opened(Stream& stream) {
    std::string& out = stream.session->begin_answer(stream.turn);
    out += "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ";
    out += std::exchange(stream.hub->text, {});
    out += "\r\n";
    host_.append_common_fields(out, *stream.session, stream.turn, stream.correlation_id, stream.traceparent);
    out += "\r\n";
    host_.count_answer(switching_protocols);
    stream.head_sent = true;
    stream.hub->heard_at = now_;
    stream.beat_at = now_ + limits_.hub_handshake_time;
    set_timer(stream);
    stream.session->upgrade(stream.turn);
    stream.session->push_answer(stream.turn);
}

void Streams::hub_send(Stream& stream, std::string_view messages) {
    push::append_frame(stream.session->begin_answer(stream.turn), push::Opcode::text, messages);
    stream.session->push_answer(stream.turn);
}

// Before the handshake nothing of the hub's protocol may be said.
void Streams::hub_close(Stream& stream, std::uint16_t code, std::string_view why, bool allow_reconnect) {
    if (stream.hub->greeted) {
        text_.clear();
        push::append_hub_close(text_, why, allow_reconnect);
        hub_send(stream, text_);
    }
    push::append_close(stream.session->begin_answer(stream.turn), code, why);
    end(stream);
}

void Streams::hub_ended(Stream& stream, const std::shared_ptr<const OperationEnd>& ended) {
    if (!stream.hub->greeted) return stream.hub->waiting.push_back(ended);
    hub_forget(stream, ended->key.id);
    text_.clear();
    push::append_operation_message(text_, *ended);
    hub_send(stream, text_);
    ++stream.owed;
    owe(stream);
}

void Streams::hub_lagging(Stream& stream, Position position) {
    if (stream.hub->greeted) {
        json_.assign("{\"reason\":\"lagging\",\"position\":\"" + std::to_string(position.value) + "\"}");
        text_.clear();
        push::append_hub_event(text_, "resync", json_);
        hub_send(stream, text_);
    }
    hub_close(stream, push::close_code::going_away, "The connection is too slow.", true);
}

// ---- time

void Streams::hub_timer(Stream& stream) {
    Hub& hub = *stream.hub;
    if (!hub.greeted) return hub_close(stream, push::close_code::policy, "The handshake did not come in time.", false);
    if (now_ >= stream.expires) return hub_close(stream, push::close_code::policy, "The token has expired.", true);
    if (now_ >= hub.heard_at + limits_.hub_client_time) {
        return hub_close(stream, push::close_code::going_away, "The client says nothing.", true);
    }
    if (now_ >= stream.beat_at) {
        stream.beat_at = now_ + limits_.heartbeat;
        text_.clear();
        push::append_hub_ping(text_);
        if (stream.session->drained()) hub_send(stream, text_);
    }
    set_timer(stream);
}

// ---- what the client says

void Streams::upgraded(std::uint64_t token, std::string_view bytes) {
    using Item = push::MessageReader::Item;
    while (Stream* stream = find(token)) {
        Hub& hub = *stream->hub;
        const Item item = hub.frames.take(bytes);
        if (item != Item::nothing) hub.heard_at = now_;
        switch (item) {
            case Item::nothing:
                return;
            case Item::text:
                hub_text(token, hub.frames.payload());
                break;
            case Item::ping:
                push::append_frame(stream->session->begin_answer(stream->turn), push::Opcode::pong,
                                   hub.frames.payload());
                stream->session->push_answer(stream->turn);
                break;
            case Item::pong:
                break;
            case Item::close:
                push::append_close(stream->session->begin_answer(stream->turn), push::close_code::normal);
                return end(*stream);
            case Item::broken:
                return hub_close(*stream, hub.frames.code(), "The frames are not understood.", false);
        }
    }
}

// Messages are cut by their separator, not by frames.
void Streams::hub_text(std::uint64_t token, std::string_view text) {
    while (!text.empty()) {
        Stream* stream = find(token);
        if (stream == nullptr) return;
        Hub& hub = *stream->hub;
        const std::size_t end = text.find(push::record_separator);
        const std::string_view piece = text.substr(0, end);
        if (hub.text.size() + piece.size() > limits_.hub_message_bytes_max) {
            return hub_close(*stream, push::close_code::too_big, "A message is too long.", false);
        }
        hub.text += piece;
        if (end == std::string_view::npos) return;
        text.remove_prefix(end + 1);
        const std::string message = std::exchange(hub.text, {});
        if (hub.greeted) {
            hub_message(*stream, message);
        } else {
            hub_handshake(*stream, message);
        }
    }
}

void Streams::hub_handshake(Stream& stream, std::string_view message) {
    const auto wrong = push::read_handshake(message);
    text_.clear();
    push::append_handshake_answer(text_, wrong.value_or(""));
    hub_send(stream, text_);
    if (wrong) return hub_close(stream, push::close_code::protocol_error, *wrong, false);
    stream.hub->greeted = true;
    stream.beat_at = now_ + limits_.heartbeat;
    set_timer(stream);
    if (planted(Bug::said_before_the_handshake)) stream.hub->waiting.clear();
    for (const auto& ended : std::exchange(stream.hub->waiting, {})) hub_ended(stream, ended);
}

void Streams::hub_message(Stream& stream, std::string_view text) {
    push::HubMessage message;
    if (const auto wrong = push::read_hub_message(text, message)) {
        return hub_close(stream, push::close_code::protocol_error, *wrong, false);
    }
    if (message.type == push::HubMessage::close) {
        push::append_close(stream.session->begin_answer(stream.turn), push::close_code::normal);
        return end(stream);
    }
    if (message.type == push::HubMessage::stream_invocation) {
        return hub_answer_error(stream, message.id, "This hub has no streams.");
    }
    if (message.type == push::HubMessage::invocation) hub_invoked(stream, message);
}

void Streams::hub_invoked(Stream& stream, const push::HubMessage& message) {
    if (message.target != subscribe && message.target != unsubscribe) {
        return hub_answer_error(stream, message.id, "This hub has Subscribe and Unsubscribe.");
    }
    const auto id = message.arguments == 1 && message.argument ? Uuid::parse(*message.argument) : std::nullopt;
    if (!id || id->nil()) return hub_answer_error(stream, message.id, "The argument must be the id of an operation.");
    const OperationId operation{*id};
    if (message.target == unsubscribe) {
        hub_forget(stream, operation);
        return hub_answer(stream, message.id, {});
    }
    Hub& hub = *stream.hub;
    hub_forget(stream, operation);
    if (hub.subscribed.size() >= limits_.hub_subscriptions_max) {
        return hub_answer_error(stream, message.id, "Too many operations are subscribed.");
    }
    hub.subscribed[operation] = ask(stream, operation, Inquiry::Wait::none, 0, message.id.value_or(""));
}

// A question that is still out is never answered any more, but the client must hear that.
void Streams::hub_forget(Stream& stream, OperationId operation) {
    const auto found = stream.hub->subscribed.find(operation);
    if (found == stream.hub->subscribed.end()) return;
    const std::uint64_t question = found->second;
    stream.hub->subscribed.erase(found);
    if (question == 0) return;
    const auto asked = asks_.find(question);
    if (asked == asks_.end() || asked->second.invocation.empty()) return drop_ask(question);
    asked->second.forgotten = true;  // its answer is the invocation's; nothing is followed behind it
}

void Streams::hub_status(Stream& stream, const Ask& asked, const Verdict& verdict) {
    const auto place = stream.hub->subscribed.find(asked.key.id);
    const bool followed = !asked.forgotten && place != stream.hub->subscribed.end();
    if (followed) place->second = 0;
    const std::optional<std::string> id = asked.invocation.empty() ? std::nullopt : std::optional(asked.invocation);
    if (const auto* refused = std::get_if<Refused>(&verdict)) {
        if (followed) stream.hub->subscribed.erase(place);
        return hub_answer_error(stream, id, refused->code.name);
    }
    const auto* document = std::get_if<StatusDocument>(&verdict);
    if (document == nullptr) return hub_answer(stream, id, "null");
    json_.clear();
    append_status_document(json_, *document);
    hub_answer(stream, id, json_);
    if (!followed) return;
    if (terminal(document->state)) {
        stream.hub->subscribed.erase(place);
        return;
    }
    text_.clear();
    push::append_pending_message(text_, *document);
    hub_send(stream, text_);
    place->second = ask(stream, asked.key.id, Inquiry::Wait::change, document->revision, {});
}

void Streams::hub_answer(Stream& stream, const std::optional<std::string>& invocation, std::string_view result) {
    if (!invocation) return;
    text_.clear();
    push::append_completion(text_, *invocation, result);
    hub_send(stream, text_);
}

void Streams::hub_answer_error(Stream& stream, const std::optional<std::string>& invocation, std::string_view error) {
    if (!invocation) return;
    text_.clear();
    push::append_completion_error(text_, *invocation, error);
    hub_send(stream, text_);
}

void Streams::hub_release(Stream& stream) {
    for (const auto& [operation, question] : stream.hub->subscribed) {
        if (question != 0) drop_ask(question);
    }
    stream.hub.reset();
}

}  // namespace hapax::http
