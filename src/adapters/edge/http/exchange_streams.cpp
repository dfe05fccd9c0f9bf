// Exchange, the way to answers that go on: a request becomes a stream, or is refused here.

#include <charconv>

#include "adapters/edge/http/characters.hpp"
#include "adapters/edge/http/exchange.hpp"

namespace hapax::http {
namespace {

// The id of an event is a position: digits, nothing else.
std::optional<Position> event_id(std::string_view text) {
    if (text.empty() || !digit_class.all(text)) return std::nullopt;
    Position position;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), position.value);
    return failed == std::errc{} ? std::optional(position) : std::nullopt;
}

}  // namespace

// Nothing identifies callers for a while only: their streams would end with their tokens.
StreamAsked Exchange::stream_asked(const Incoming& incoming, const CallerScope& scope) const {
    return {incoming.session,          incoming.turn, incoming.correlation_id, incoming.traceparent, scope,
            scope == anonymous_scope_, never};
}

void Exchange::take_events(const Incoming& incoming, const Endpoint& endpoint) {
    const Request& request = incoming.request;
    if (!target_.query().empty()) return refuse(incoming, refusal::bad_query);
    const bool resumes = request.has(Field::last_event_id);
    const auto seen = event_id(request.field(Field::last_event_id));
    if (resumes && !seen) return refuse(incoming, refusal::bad_event_id);
    const StreamAsked asked = stream_asked(incoming, asker(request).scope);
    if (endpoint.kind == EndpointKind::own_events) {
        if (request.head.method == Method::head) return streams_.answer_head(asked);
        return streams_.own_events(asked, seen);
    }
    const auto id = Uuid::parse(target_.segment(endpoint.operation_segment));
    if (!id || id->nil()) return refuse(incoming, refusal::bad_id);
    if (request.head.method == Method::head) return streams_.answer_head(asked);
    streams_.operation_events(asked, OperationId{*id}, seen);
}

void Exchange::deliver(std::vector<FeedEvent>& batch) {
    streams_.deliver(batch);
}

void Exchange::refuse_stream(Session& session, Turn turn, const Refusal& refusal, std::string_view correlation_id,
                             std::string_view traceparent) {
    const Head nothing;
    const Request request{nothing, nullptr, {}};
    const Incoming incoming{session, turn, request, correlation_id, traceparent};
    refuse(incoming, refusal);
}

void Exchange::answer_empty(Session& session, Turn turn, unsigned status, std::string_view correlation_id) {
    respond(session, turn, {.status = status, .correlation_id = correlation_id}, {});
}

void Exchange::append_common_fields(std::string& out, const Session& session, Turn turn,
                                    std::string_view correlation_id, std::string_view traceparent) {
    out += "X-Correlation-ID: ";
    out += correlation_of(session, turn, correlation_id);
    if (!traceparent.empty()) out.append("\r\ntraceparent: ").append(traceparent);
    if (!date_.empty()) out.append("\r\nDate: ").append(date_);
    out += "\r\n";
}

void Exchange::count_answer(unsigned status) {
    metrics_.answers(status).add();
}

}  // namespace hapax::http
