// Exchange, the way out: verdicts and rows become answers, each at its turn on its connection.

#include <variant>

#include "adapters/edge/http/exchange.hpp"
#include "adapters/edge/http/status_document.hpp"
#include "codec/answer/json_members.hpp"
#include "codec/answer/problem_catalogue.hpp"
#include "kernel/assert.hpp"

namespace hapax::http {
namespace {

constexpr std::string_view json = "application/json";

Problem problem_of(const Refusal& refusal) {
    return {.code = refusal.code, .status = refusal.status, .detail = refusal.detail, .retryable = refusal.retryable};
}

}  // namespace

void Exchange::conclude(Entry& entry, const Verdict& verdict) {
    std::visit([&](const auto& said) { answer(entry, said); }, verdict);
}

// Without waiting for completion nobody looked whether the views show it: that is no 201 yet.
void Exchange::answer(Entry& entry, const Finished& finished) {
    HAPAX_ASSERT(finished.record != nullptr, "a finished operation has a record");
    const bool shown = entry.wait_for == WaitFor::completion || finished.replayed ||
                       finished.record->commit.outcome != Outcome::accomplished;
    if (!shown) return answer(entry, StillRunning{finished.record->position});
    render_answer(*finished.record, answer_);
    Response response{.status = answer_.status, .content_type = answer_.content_type};
    response.location = answer_.location;
    response.operation = answer_.operation;
    response.resource = answer_.resource;
    response.etag = answer_.etag;
    response.position = answer_.position;
    response.replayed = finished.replayed;
    finish(entry, response, answer_.body);
}

void Exchange::answer(Entry& entry, const StillRunning& durable) {
    const std::string id = entry.key.id.value.text();
    const std::string location = "/operations/" + id;
    const std::string operation = "operations/" + id;
    std::string preference;
    if (entry.asked_async) preference = "respond-async";
    if (entry.wait_seconds && entry.wait_over) {
        preference += preference.empty() ? "wait=" : ", wait=";
        append_number(preference, static_cast<std::uint64_t>(wait_of(entry) / std::chrono::seconds{1}));
    }
    body_.assign("{");
    append_member(body_, "operation", id);
    append_member(body_, "status", "committed");
    append_name(body_, "links");
    body_ += "{\"operation\":\"" + location + "\"}}";
    Response response{.status = 202, .content_type = json};
    response.location = location;
    response.operation = operation;
    response.resource = entry.resource;
    response.preference_applied = preference;
    const std::string position = durable.position.value == 0 ? "" : std::to_string(durable.position.value);
    response.position = position;
    response.retry_after = limits_.retry_after_seconds;
    finish(entry, response, body_);
}

void Exchange::answer(Entry& entry, const Refused& refused) {
    const ProblemKind& kind = hapax::problem_of(refused.code);
    const unsigned status = kind.status;
    const std::string id = entry.key.id.value.text();
    Problem problem{.code = kind.code, .status = status, .detail = refused.detail, .operation = id};
    problem.retryable = kind.retryable;
    if (refused.applied_false) problem.applied = false;
    std::string earlier;
    if (refused.earlier) earlier = "{\"earlier\":\"" + refused.earlier->value.text() + "\"}";
    problem.fields = earlier;
    answer_problem(entry, problem, status == 503 || status == 507 ? limits_.retry_after_seconds : 0);
}

void Exchange::answer(Entry& entry, const UnknownOperation&) {
    answer_refusal(entry, refusal::unknown_operation);
}

void Exchange::answer(Entry& entry, const StatusDocument& status) {
    const bool elsewhere = !entry.address.empty() && (status.record ? status.record->commit.address != entry.address
                                                                    : status.resource != entry.resource);
    if (elsewhere) return answer_refusal(entry, refusal::unknown_operation);
    std::string etag = "\"";
    append_number(etag, status.revision);
    etag += '"';
    Response response{.status = 200, .content_type = json};
    response.etag = etag;
    if (entry.seen == status.revision) {
        response.status = 304;
        response.content_type = {};
        return finish(entry, response, {});
    }
    if (!terminal(status.state)) response.retry_after = limits_.retry_after_seconds;
    body_.clear();
    append_status_document(body_, status);
    finish(entry, response, body_);
}

void Exchange::answer_problem(Entry& entry, const Problem& problem, std::uint32_t retry_after) {
    Problem complete = problem;
    complete.correlation_id = entry.correlation_id;
    body_.clear();
    append_problem(body_, complete);
    finish(entry, {.status = problem.status, .content_type = problem_media_type, .retry_after = retry_after}, body_);
}

void Exchange::answer_refusal(Entry& entry, const Refusal& refusal) {
    Problem problem = problem_of(refusal);
    const std::string id = entry.key.id.value.text();
    if (entry.what != Waiting::For::rows) problem.operation = id;
    answer_problem(entry, problem, refusal.status == 503 ? limits_.retry_after_seconds : 0);
}

void Exchange::finish(Entry& entry, Response response, std::string_view body) {
    response.correlation_id = entry.correlation_id;
    response.traceparent = entry.traceparent;
    response.more_fields = entry.endpoint->fields;
    metrics_.request_time.record(now_ - entry.arrived);
    respond(*entry.session, entry.turn, response, body);
    release(entry);
}

void Exchange::release(Entry& entry) {
    waits_.clear(entry.slot);
    caller_limits_.ended(entry.charged);
    waiting_.remove(entry);
}

void Exchange::refused(Session& session, Turn turn, const Refusal& refusal) {
    const Head nothing;
    const Request request{nothing, nullptr, {}};
    const Incoming incoming{session, turn, request, {}, {}};
    refuse(incoming, refusal);
}

void Exchange::refuse(const Incoming& incoming, const Refusal& refusal, std::string_view allow) {
    const bool for_now = refusal.status == 503 || refusal.status == 429;
    refuse_for(incoming, refusal, for_now ? limits_.retry_after_seconds : 0, allow);
}

void Exchange::refuse_for(const Incoming& incoming, const Refusal& refusal, std::uint32_t retry_after,
                          std::string_view allow) {
    Problem problem = problem_of(refusal);
    problem.correlation_id = incoming.correlation_id;
    if (!of_the_moment(refusal) && (incoming.command || refusal.status == 405)) problem.applied = false;
    body_.clear();
    append_problem(body_, problem);
    Response response{.status = refusal.status, .content_type = problem_media_type, .allow = allow};
    response.correlation_id = incoming.correlation_id;
    response.traceparent = incoming.traceparent;
    response.challenge = refusal.challenge;
    response.retry_after = retry_after;
    response.more_fields = incoming.route_fields;
    respond(incoming.session, incoming.turn, response, body_);
}

void Exchange::refuse_body(const Incoming& incoming, OperationId id, const BodyProblem& bad) {
    const std::string operation = id.value.text();
    Problem problem = problem_of(bad.syntax ? refusal::bad_json : refusal::bad_fields);
    if (!bad.detail.empty()) problem.detail = bad.detail;
    problem.operation = operation;
    problem.correlation_id = incoming.correlation_id;
    problem.applied = false;
    problem.errors = bad.errors;
    body_.clear();
    append_problem(body_, problem);
    respond(incoming.session, incoming.turn,
            {.status = problem.status,
             .content_type = problem_media_type,
             .correlation_id = incoming.correlation_id,
             .traceparent = incoming.traceparent,
             .more_fields = incoming.route_fields},
            body_);
}

// One without a correlation id of its own gets the connection's name and its turn.
std::string_view Exchange::correlation_of(const Session& session, Turn turn, std::string_view given) {
    if (!given.empty()) return given;
    correlation_text_.assign(session.name()).append("-");
    append_number(correlation_text_, turn);
    return correlation_text_;
}

// Every answer leaves through here, but those that go on.
void Exchange::respond(Session& session, Turn turn, Response response, std::string_view body) {
    response.correlation_id = correlation_of(session, turn, response.correlation_id);
    response.date = date_;
    response.close = session.closes_after(turn);
    response.keep_alive = session.keeps_alive(turn);
    response.without_body = session.without_body(turn);
    append_response(session.begin_answer(turn), response, body);
    session.end_answer(turn);
    metrics_.answers(response.status).add();
}

}  // namespace hapax::http
