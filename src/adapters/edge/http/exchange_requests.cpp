// Exchange, the way in: a request becomes a submission, an inquiry, a question, or is refused here.

#include <algorithm>
#include <exception>

#include "adapters/edge/http/characters.hpp"
#include "adapters/edge/http/exchange.hpp"
#include "codec/digest.hpp"
#include "kernel/planted.hpp"

namespace hapax::http {
namespace {

constexpr std::size_t name_bytes_max = 64;
constexpr std::size_t origin_bytes_max = 128;
constexpr std::size_t culture_bytes_max = 35;
constexpr std::uint32_t every_method = (1U << method_count) - 1;

const Refusal* check_body_form(const Request& request) {
    if (request.has(Field::content_encoding)) return &refusal::unsupported_type;
    if (request.body.empty() && !request.has(Field::content_type)) return nullptr;
    return json_media_type(request.field(Field::content_type)) ? nullptr : &refusal::unsupported_type;
}

// A condition that nobody would look at must not be passed over: the client would take it for met.
const Refusal* check_if_match(const Request& request, std::optional<Version>& version) {
    if (request.has(Field::if_none_match)) return &refusal::bad_precondition;
    if (!request.has(Field::if_match)) return nullptr;
    const auto tag = strong_tag(request.field(Field::if_match));
    if (!tag) return &refusal::bad_precondition;
    version = Version{*tag};
    return nullptr;
}

// No id came with the request, and none is missing: it follows from the address.
bool derives_id(const Request& request, const Endpoint& endpoint) {
    return endpoint.operation_segment == no_segment && endpoint.route->verb == Verb::create &&
           !request.has(Field::idempotency_key);
}

}  // namespace

void Exchange::requested(Session& session, Turn turn, const Request& request) {
    Incoming incoming{session, turn, request, request.field(Field::correlation_id), request.field(Field::traceparent)};
    if (!valid_traceparent(incoming.traceparent)) incoming.traceparent = {};
    if (!valid_correlation_id(incoming.correlation_id)) incoming.correlation_id = {};
    route(incoming);
}

void Exchange::route(Incoming& incoming) {
    const Request& request = incoming.request;
    const Method method = request.head.method;
    if (request.target() == "*") return answer_options(incoming, every_method);  // the parser lets only OPTIONS through
    if (const Refusal* bad = target_.parse(request.target())) return refuse(incoming, *bad);
    const Found found = router_.find(method, target_);
    if (found.allowed == 0) return refuse(incoming, refusal::not_found);
    if (method == Method::options) return answer_options(incoming, found.allowed);
    if (found.endpoint == nullptr) return refuse(incoming, refusal::method_not_allowed, allow(found.allowed));
    incoming.command = found.endpoint->kind == EndpointKind::command;
    incoming.route_fields = found.endpoint->fields;
    const bool open = found.endpoint->kind == EndpointKind::page || found.endpoint->kind == EndpointKind::document;
    if (!open && !let_in(incoming, token_in_address(*found.endpoint))) return;
    const bool read = found.endpoint->kind != EndpointKind::command;
    if (read && request.has(Field::if_match)) return refuse(incoming, refusal::bad_precondition);
    switch (found.endpoint->kind) {
        case EndpointKind::command:
            return take_command(incoming, *found.endpoint);
        case EndpointKind::row:
        case EndpointKind::rows:
            return take_view_read(incoming, *found.endpoint);
        case EndpointKind::operation:
        case EndpointKind::derived_operation:
            return take_operation_read(incoming, *found.endpoint);
        case EndpointKind::own_operations:
            return take_operation_list(incoming, *found.endpoint);
        case EndpointKind::own_events:
        case EndpointKind::operation_events:
            return take_events(incoming, *found.endpoint);
        case EndpointKind::hub:
            return take_hub(incoming);
        case EndpointKind::hub_negotiation:
            return take_negotiation(incoming);
        case EndpointKind::page:
            return take_page(incoming, *found.endpoint);
        case EndpointKind::document:
            return take_document(incoming, *found.endpoint);
    }
}

void Exchange::answer_options(const Incoming& incoming, std::uint32_t allowed) {
    const std::string methods = allow(allowed);
    respond(incoming.session, incoming.turn,
            {.status = 204, .allow = methods, .correlation_id = incoming.correlation_id}, {});
}

void Exchange::take_page(const Incoming& incoming, const Endpoint& endpoint) {
    PageAnswer page;
    endpoint.page(page);
    respond(incoming.session, incoming.turn,
            {.status = page.status,
             .content_type = page.content_type,
             .correlation_id = incoming.correlation_id,
             .traceparent = incoming.traceparent},
            page.body);
}

void Exchange::take_command(const Incoming& incoming, const Endpoint& endpoint) {
    const Request& request = incoming.request;
    OperationId id;
    std::optional<Version> if_match;
    if (!target_.query().empty()) return refuse(incoming, refusal::bad_query);
    if (const Refusal* bad = operation_id(incoming, endpoint, id)) return refuse(incoming, *bad);
    if (const Refusal* bad = check_body_form(request)) return refuse(incoming, *bad);
    if (const Refusal* bad = check_if_match(request, if_match)) return refuse(incoming, *bad);
    if (stopping_) return refuse(incoming, refusal::stopping);
    try {
        // A command without fields may come without a body.
        const bool no_body = request.body.empty() && !request.has(Field::content_type);
        auto body = endpoint.route->command->decode(no_body ? "{}" : request.body);
        if (!body) return refuse_body(incoming, id, body.error());
        submit(incoming, endpoint, id, std::move(*body), if_match);
    } catch (const std::exception&) {  // the author's own types may throw while they are read
        refuse(incoming, refusal::internal);
    }
}

const Refusal* Exchange::operation_id(const Incoming& incoming, const Endpoint& endpoint, OperationId& id) {
    const Request& request = incoming.request;
    const bool has_key = request.has(Field::idempotency_key);
    const auto key = idempotency_key(request.field(Field::idempotency_key));
    if (has_key && !key) return &refusal::bad_id;
    if (endpoint.operation_segment != no_segment) {
        const auto named = Uuid::parse(target_.segment(endpoint.operation_segment));
        if (!named) return &refusal::bad_id;
        if (has_key && *key != *named) return &refusal::different_ids;
        target_.lower_segment(endpoint.operation_segment);
        id = OperationId{*named};
    } else if (has_key) {
        id = OperationId{*key};
    } else if (derives_id(request, endpoint)) {
        id = create_operation_id(target_.path());
    } else {
        return &refusal::missing_id;
    }
    return id.value.nil() ? &refusal::bad_id : nullptr;
}

void Exchange::submit(const Incoming& incoming, const Endpoint& endpoint, OperationId id, DecodedBody body,
                      std::optional<Version> if_match) {
    Entry* entry = wait_for(incoming, endpoint, Waiting::For::operation);
    if (entry == nullptr) return refuse(incoming, refusal::overloaded);
    const CommandType& type = *endpoint.route->command;
    Submission& s = submissions_.emplace_back();
    s.key = entry->key = {id, scope_of(incoming)};
    s.derived_id = derives_id(incoming.request, endpoint);
    s.caller = incoming.asker->caller;
    s.method = text(incoming.request.head.method);
    s.address = target_.path();
    s.resource = target_.path(endpoint.resource_segments);
    s.fingerprint = fingerprint(s.method, s.address, body.canonical);
    if (endpoint.route->guard > Duration::zero()) s.guard = guard(incoming, endpoint, s, body.canonical);
    s.type = &type;
    s.command = std::move(body.command);
    s.stream = {std::string(type.aggregate().stream()), std::string(target_.segment(endpoint.key_segment))};
    s.if_match = if_match;
    s.correlation = correlation(incoming, id);
    s.accepted_at = wall_;
    s.arrived = now_;
    s.deadline = incoming.deadline;
    s.waiter = {edge_, entry->token};
    apply_wishes(*entry, incoming);
    if (endpoint.route->always_async || (entry->asked_async && !entry->wait_seconds)) entry->wait_for = WaitFor::commit;
    s.wait_for = entry->wait_for;
    entry->correlation_id = s.correlation.correlation_id;
    append_encoded_address(entry->resource, s.resource);
    if (planted(Bug::wait_without_deadline)) return;
    waits_.set(entry->slot, wait_end(*entry));
}

// Look-alikes differ in their ids only. Braces stand where no id can.
Guard Exchange::guard(const Incoming& incoming, const Endpoint& endpoint, const Submission& submission,
                      std::string_view canonical) const {
    Guard guard{submission.fingerprint, endpoint.route->guard, false};
    guard.overridden = incoming.request.field(Field::allow_duplicate) == "true";
    if (endpoint.operation_segment == no_segment) return guard;
    std::string address = submission.address;
    const std::size_t before = target_.path(endpoint.operation_segment).size() + 1;
    address.replace(before, target_.segment(endpoint.operation_segment).size(), "{operation}");
    guard.likeness = fingerprint(submission.method, address, canonical);
    return guard;
}

Correlation Exchange::correlation(const Incoming& incoming, OperationId id) const {
    const Request& request = incoming.request;
    Correlation c;
    c.correlation_id = incoming.correlation_id.empty() ? id.value.text() : std::string(incoming.correlation_id);
    c.traceparent = incoming.traceparent;
    c.connection = incoming.session.name();
    c.name = self_description(request.field(Field::user_agent), name_bytes_max);
    c.origin = self_description(request.field(Field::origin), origin_bytes_max);
    c.culture = self_description(request.field(Field::accept_language), culture_bytes_max);
    c.retries = retry_count(request.field(Field::retry_count));
    c.created_at = wall_;
    return c;
}

Exchange::Entry* Exchange::wait_for(const Incoming& incoming, const Endpoint& endpoint, Waiting::For what) {
    if (waiting_.full()) return nullptr;
    Entry& entry = waiting_.add(incoming.session, incoming.turn);
    entry.what = what;
    entry.endpoint = &endpoint;
    entry.arrived = now_;
    entry.correlation_id = incoming.correlation_id;
    entry.traceparent = incoming.traceparent;
    entry.deadline = incoming.deadline;
    entry.charged = caller_limits_.began(incoming.place);
    return &entry;
}

void Exchange::apply_wishes(Entry& entry, const Incoming& incoming) {
    if (!incoming.request.has(Field::prefer)) return;
    const Preferences wishes = preferences(incoming.request.field(Field::prefer));
    entry.asked_async = wishes.respond_async;
    entry.wait_seconds = wishes.wait_seconds;
}

Duration Exchange::wait_of(const Entry& entry) const {
    if (!entry.wait_seconds) return limits_.wait_default;
    return std::min<Duration>(std::chrono::seconds{*entry.wait_seconds}, limits_.wait_max);
}

Instant Exchange::wait_end(const Entry& entry) const {
    return std::min(now_ + wait_of(entry), entry.deadline);
}

void Exchange::take_operation_read(const Incoming& incoming, const Endpoint& endpoint) {
    const bool derived = endpoint.kind == EndpointKind::derived_operation;
    std::optional<Uuid> id;
    if (derived) {
        id = create_operation_id(target_.path()).value;
    } else {
        id = Uuid::parse(target_.segment(endpoint.operation_segment));
        target_.lower_segment(endpoint.operation_segment);
    }
    if (!id) return refuse(incoming, refusal::bad_id);
    Entry* entry = wait_for(incoming, endpoint, Waiting::For::status);
    if (entry == nullptr) return refuse(incoming, refusal::overloaded);
    entry->key = {OperationId{*id}, scope_of(incoming)};
    entry->seen = newest_tag(incoming.request.field(Field::if_none_match));
    if (endpoint.exact_address) {
        entry->address = target_.path();
        entry->resource = target_.path(endpoint.resource_segments);
    }
    apply_wishes(*entry, incoming);
    Inquiry inquiry{entry->key, {edge_, entry->token}, Inquiry::Wait::none, 0};
    if (entry->wait_seconds.value_or(0) > 0) {
        inquiry.wait = entry->seen ? Inquiry::Wait::change : Inquiry::Wait::terminal;
        inquiry.seen = entry->seen.value_or(0);
    }
    inquiries_.push_back(inquiry);
    if (inquiry.wait == Inquiry::Wait::none) entry->wait_seconds.reset();  // it is answered at once
    waits_.set(entry->slot, wait_end(*entry));
}

}  // namespace hapax::http
