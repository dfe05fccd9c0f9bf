// Exchange, the way to answers that go on: a request becomes a stream, or is refused here.

#include <algorithm>
#include <charconv>
#include <utility>

#include "adapters/edge/http/characters.hpp"
#include "adapters/edge/http/exchange.hpp"
#include "adapters/edge/http/hub_query.hpp"
#include "adapters/edge/http_push/websocket.hpp"
#include "codec/answer/json_members.hpp"

namespace hapax::http {
namespace {

// Of a token that lasts longer than that (or than an Instant can say): the follower proves again who he is.
constexpr std::chrono::microseconds stream_time_max = std::chrono::hours(24);

// The id of an event is a position: digits, nothing else.
std::optional<Position> event_id(std::string_view text) {
    if (text.empty() || !digit_class.all(text)) return std::nullopt;
    Position position;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), position.value);
    return failed == std::errc{} ? std::optional(position) : std::nullopt;
}

}  // namespace

// A stream ends with the token that opened it.
StreamAsked Exchange::stream_asked(const Incoming& incoming) const {
    const Timestamp until = incoming.asker->until;
    const auto left = std::chrono::microseconds(until.us - wall_.us);
    const Instant expires = until == no_end ? never : now_ + std::min(left, stream_time_max);
    const CallerScope scope = scope_of(incoming);
    return {incoming.session,           incoming.turn, incoming.correlation_id, incoming.traceparent, scope,
            scope == scope_of_nobody(), expires};
}

void Exchange::take_events(const Incoming& incoming, const Endpoint& endpoint) {
    const Request& request = incoming.request;
    if (!target_.query().empty()) return refuse(incoming, refusal::bad_query);
    const bool resumes = request.has(Field::last_event_id);
    const auto seen = event_id(request.field(Field::last_event_id));
    if (resumes && !seen) return refuse(incoming, refusal::bad_event_id);
    const StreamAsked asked = stream_asked(incoming);
    if (endpoint.kind == EndpointKind::own_events) {
        if (request.head.method == Method::head) return streams_.answer_head(asked);
        return streams_.own_events(asked, seen);
    }
    const auto id = Uuid::parse(target_.segment(endpoint.operation_segment));
    if (!id || id->nil()) return refuse(incoming, refusal::bad_id);
    if (request.head.method == Method::head) return streams_.answer_head(asked);
    streams_.operation_events(asked, OperationId{*id}, seen);
}

// A browser cannot set a field of a WebSocket's handshake, so it names its token in the address. Nothing writes addresses
// anywhere.
std::string Exchange::token_in_address(const Endpoint& endpoint) const {
    if (endpoint.kind != EndpointKind::hub && endpoint.kind != EndpointKind::hub_negotiation) return {};
    auto query = hub_query(target_.query());
    return query ? std::move(query->access_token) : std::string();
}

void Exchange::take_hub(const Incoming& incoming) {
    const Request& request = incoming.request;
    const auto query = hub_query(target_.query());
    if (!query) return refuse(incoming, refusal::bad_query);
    const bool asks = request.head.upgrade && same_word(request.field(Field::upgrade), "websocket") &&
                      request.field(Field::websocket_version) == "13" && !request.head.minor_0 &&
                      request.head.method == Method::get;
    if (!asks) return refuse(incoming, refusal::upgrade_required);
    const std::string_view key = request.field(Field::websocket_key);
    if (!push::valid_websocket_key(key) || !request.body.empty()) return refuse(incoming, refusal::bad_upgrade);
    streams_.hub(stream_asked(incoming), key);
}

// A connection's name is no secret and opens nothing: who connects says again who he is.
void Exchange::take_negotiation(const Incoming& incoming) {
    const auto query = hub_query(target_.query());
    if (!query || query->version > 1) return refuse(incoming, refusal::bad_query);
    if (stopping_) return refuse(incoming, refusal::stopping);
    std::string id(incoming.session.name());
    id += '-';
    append_number(id, incoming.turn);
    body_.assign("{");
    append_member(body_, "negotiateVersion", std::uint64_t{query->version});
    append_member(body_, "connectionId", id);
    if (query->version > 0) append_member(body_, "connectionToken", id);
    append_name(body_, "availableTransports");
    body_ += R"([{"transport":"WebSockets","transferFormats":["Text"]}]})";
    respond(incoming.session, incoming.turn,
            {.status = 200,
             .content_type = "application/json",
             .correlation_id = incoming.correlation_id,
             .traceparent = incoming.traceparent},
            body_);
}

void Exchange::upgraded(Session& session, std::string_view bytes) {
    session.each_unanswered([&](std::uint64_t tag) { streams_.upgraded(tag, bytes); });
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
