// Streams, as server-sent events: the feed of a caller, and the changes of one operation.

#include "adapters/edge/http/status_document.hpp"
#include "adapters/edge/http/streams.hpp"
#include "adapters/edge/http_push/event_text.hpp"
#include "codec/answer/json_members.hpp"
#include "codec/answer/problem_catalogue.hpp"
#include "kernel/operation/state.hpp"

namespace hapax::http {
namespace {

constexpr unsigned ok = 200;
constexpr unsigned no_content = 204;

void append_hex(std::string& out, std::size_t number) {
    char digits[16];
    std::size_t at = sizeof digits;
    do {
        digits[--at] = "0123456789abcdef"[number % 16];
        number /= 16;
    } while (number != 0);
    out.append(digits + at, sizeof digits - at);
}

}  // namespace

void Streams::own_events(const StreamAsked& asked, std::optional<Position> after) {
    Stream* stream = open(asked);
    if (stream == nullptr) return;
    stream->seen = after;
    follow(*stream, after);
}

void Streams::operation_events(const StreamAsked& asked, OperationId id, std::optional<Position> seen) {
    Stream* stream = open(asked);
    if (stream == nullptr) return;
    stream->operation = id;
    stream->seen = seen;
    follow(*stream, std::nullopt);
}

void Streams::answer_head(const StreamAsked& asked) {
    const bool chunked = !asked.session.speaks_http_1_0(asked.turn);
    append_head(asked.session, asked.turn, chunked, asked.correlation_id, asked.traceparent);
    asked.session.end_answer(asked.turn);
}

void Streams::append_head(Session& session, Turn turn, bool chunked, std::string_view correlation_id,
                          std::string_view traceparent) {
    std::string& out = session.begin_answer(turn);
    out += "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nX-Accel-Buffering: no\r\n";
    host_.append_common_fields(out, session, turn, correlation_id, traceparent);
    if (!chunked || session.closes_after(turn)) out += "Connection: close\r\n";
    if (chunked) out += "Transfer-Encoding: chunked\r\n";
    out += "X-Content-Type-Options: nosniff\r\n\r\n";
    host_.count_answer(ok);
}

void Streams::send_head(Stream& stream) {
    if (stream.head_sent) return;
    stream.head_sent = true;
    append_head(*stream.session, stream.turn, stream.chunked, stream.correlation_id, stream.traceparent);
    stream.beat_at = now_ + limits_.heartbeat;
    set_timer(stream);
}

void Streams::send(Stream& stream, std::string_view text) {
    std::string& out = stream.session->begin_answer(stream.turn);
    if (stream.chunked) {
        append_hex(out, text.size());
        out += "\r\n";
    }
    out += text;
    if (stream.chunked) out += "\r\n";
    stream.session->push_answer(stream.turn);
}

void Streams::end_text(Stream& stream) {
    if (stream.chunked) stream.session->begin_answer(stream.turn) += "0\r\n\r\n";
}

void Streams::send_end(Stream& stream, const OperationEnd& end) {
    json_.clear();
    push::append_end(json_, end);
    text_.clear();
    push::append_event(text_, {push::status_of(end.outcome), end.position, json_});
    send(stream, text_);
}

void Streams::send_resync(Stream& stream, std::string_view reason, Position position, bool with_id) {
    json_.assign("{");
    append_member(json_, "reason", reason);
    append_member(json_, "position", std::to_string(position.value));
    json_ += '}';
    text_.clear();
    push::append_event(text_, {"resync", with_id ? std::optional(position) : std::nullopt, json_});
    send(stream, text_);
}

// ---- one operation

void Streams::take_status(Stream& stream, const Verdict& verdict) {
    if (const auto* document = std::get_if<StatusDocument>(&verdict)) return take_document(stream, *document);
    if (const auto* refused = std::get_if<Refused>(&verdict)) {
        const ProblemKind& kind = problem_of(refused->code);
        return fail(stream, {kind.code, kind.status, refused->detail, kind.retryable});
    }
    if (stream.ended_seen) {  // asked before it was there
        stream.ask = ask(stream, *stream.operation, Inquiry::Wait::none, 0, {});
        return;
    }
    if (stream.head_sent) return;
    send_head(stream);
    json_.assign("{");
    append_member(json_, "id", stream.operation->value.text());
    append_member(json_, "status", text(OperationState::unknown));
    json_ += '}';
    text_.clear();
    push::append_preamble(text_, limits_.reconnect_ms, std::nullopt);
    push::append_event(text_, {text(OperationState::unknown), std::nullopt, json_});
    send(stream, text_);
}

// A state that is not final carries no id. Whoever has seen the end and comes again is told that there is nothing more:
// 204 is what makes an EventSource stay away.
void Streams::take_document(Stream& stream, const StatusDocument& document) {
    const bool final = terminal(document.state);
    const std::optional<Position> id =
        final && document.record ? std::optional(document.record->position) : std::nullopt;
    if (final && !stream.head_sent && id && stream.seen == id) {
        host_.answer_empty(*stream.session, stream.turn, no_content, stream.correlation_id);
        return release(stream);
    }
    text_.clear();
    if (!stream.head_sent) push::append_preamble(text_, limits_.reconnect_ms, std::nullopt);
    send_head(stream);
    json_.clear();
    append_status_document(json_, document);
    push::append_event(text_, {text(document.state), id, json_});
    send(stream, text_);
    events_.add();
    if (final) return end(stream);
    const auto wait = stream.ended_seen ? Inquiry::Wait::none : Inquiry::Wait::change;
    stream.ask = ask(stream, *stream.operation, wait, document.revision, {});
}

}  // namespace hapax::http
