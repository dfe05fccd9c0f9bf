#include "adapters/edge/http/router.hpp"

#include <algorithm>

#include "adapters/edge/http/http_date.hpp"
#include "kernel/model/pattern.hpp"

namespace hapax::http {
namespace {

static_assert(Target::segments_max == pattern_segments_max, "a route longer than an address could not be reached");

// The root, which is no pattern of an author, has none.
std::vector<std::string_view> segments_of(std::string_view pattern) {
    return pattern == "/" ? std::vector<std::string_view>() : pattern_segments(pattern);
}

constexpr std::uint32_t bit(Method method) {
    return 1U << static_cast<unsigned>(method);
}

bool named(std::string_view segment) {
    return segment.starts_with('{') && segment.ends_with('}');
}

std::size_t place_of(const std::vector<std::string_view>& segments, std::string_view name) {
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (named(segments[i]) && segments[i].substr(1, segments[i].size() - 2) == name) return i;
    }
    return no_segment;
}

Method method_of(Verb verb) {
    switch (verb) {
        case Verb::create:
        case Verb::put:
            return Method::put;
        case Verb::post:
            return Method::post;
        case Verb::patch:
            return Method::patch;
        case Verb::remove:
            return Method::remove;
        case Verb::get:
        case Verb::list:
            return Method::get;
    }
    return Method::get;
}

EndpointKind kind_of(Verb verb) {
    if (verb == Verb::get) return EndpointKind::row;
    return verb == Verb::list ? EndpointKind::rows : EndpointKind::command;
}

// Reads name no aggregate type; the commands on the same resource do.
std::string stream_type_of(const Service& service, const Route& route) {
    for (const Route& other : service.routes) {
        if (other.command != nullptr && other.resource == route.resource) {
            return std::string(other.command->aggregate().stream());
        }
    }
    return {};
}

// RFC 9745 and RFC 8594.
std::string fields_of(const Deprecation& deprecation) {
    constexpr std::int64_t microseconds = 1'000'000;
    std::string fields = "Deprecation: @" + std::to_string(deprecation.since.us / microseconds) + "\r\nSunset: ";
    append_http_date(fields, deprecation.sunset);
    return fields + "\r\n";
}

Endpoint endpoint_of(const Service& service, const Route& route) {
    const auto segments = pattern_segments(route.pattern);
    Endpoint endpoint;
    endpoint.kind = kind_of(route.verb);
    endpoint.route = &route;
    endpoint.key_segment = place_of(segments, route.key_segment);
    endpoint.operation_segment = place_of(segments, "operation");
    endpoint.resource_segments = pattern_segments(route.resource).size();
    endpoint.stream_type = stream_type_of(service, route);
    if (route.deprecation) endpoint.fields = fields_of(*route.deprecation);
    return endpoint;
}

bool well_formed(const Route& route, const Endpoint& endpoint) {
    const bool has_key = route.key_segment.empty() || endpoint.key_segment != no_segment;
    const bool needs_key = endpoint.kind == EndpointKind::command || endpoint.kind == EndpointKind::row;
    return route.pattern.starts_with('/') && route.pattern.starts_with(route.resource) && has_key &&
           (!needs_key || endpoint.key_segment != no_segment) &&
           pattern_segments(route.pattern).size() <= Target::segments_max;
}

}  // namespace

std::uint32_t Router::Node::allowed() const {
    std::uint32_t mask = 0;
    for (std::size_t i = 0; i < method_count; ++i) {
        if (endpoints[i]) mask |= 1U << i;
    }
    if ((mask & bit(Method::get)) != 0) mask |= bit(Method::head);
    return mask == 0 ? 0 : mask | bit(Method::options);
}

Result<Router> Router::build(const Service& service, std::vector<Page> pages, std::vector<Document> documents,
                             const std::string& command_fields) {
    Router router;
    for (const Route& route : service.routes) {
        if (auto added = router.add_route(service, route, command_fields); !added) return pass_on(added);
    }
    if (auto added = router.add_operation_reads(service); !added) return pass_on(added);
    if (auto added = router.add_event_streams(); !added) return pass_on(added);
    for (Page& page : pages) {
        Endpoint endpoint;
        endpoint.page = std::move(page.make);
        if (auto added = router.add(Method::get, page.path, std::move(endpoint)); !added) return pass_on(added);
    }
    for (Document& document : documents) {
        if (auto added = router.add_document(std::move(document)); !added) return pass_on(added);
    }
    return router;
}

Result<void> Router::add_document(Document document) {
    const std::string path = document.path;
    document.seal();
    Endpoint endpoint;
    endpoint.kind = EndpointKind::document;
    endpoint.document = std::make_shared<const Document>(std::move(document));
    return add(Method::get, path, std::move(endpoint));
}

Result<void> Router::add_route(const Service& service, const Route& route, const std::string& command_fields) {
    Endpoint endpoint = endpoint_of(service, route);
    if (endpoint.kind == EndpointKind::command) endpoint.fields += command_fields;
    if (!well_formed(route, endpoint)) return fail(router_errc::bad_pattern, route.pattern);
    return add(method_of(route.verb), route.pattern, std::move(endpoint));
}

Result<void> Router::add_operation_reads(const Service& service) {
    for (const Route& route : service.routes) {
        Endpoint endpoint = endpoint_of(service, route);
        if (endpoint.kind != EndpointKind::command) continue;
        if (endpoint.operation_segment == no_segment && route.verb != Verb::create) continue;
        const bool derived = endpoint.operation_segment == no_segment;
        endpoint.kind = derived ? EndpointKind::derived_operation : EndpointKind::operation;
        add_if_free(route.pattern, std::move(endpoint));
    }
    Endpoint own;
    own.kind = EndpointKind::own_operations;
    if (auto added = add(Method::get, "/operations", std::move(own)); !added) return added;
    Endpoint by_id;
    by_id.kind = EndpointKind::operation;
    by_id.operation_segment = 1;
    by_id.exact_address = false;
    return add(Method::get, "/operations/{id}", std::move(by_id));
}

Result<void> Router::add_event_streams() {
    Endpoint own;
    own.kind = EndpointKind::own_events;
    if (auto added = add(Method::get, "/operations/events", std::move(own)); !added) return added;
    Endpoint one;
    one.kind = EndpointKind::operation_events;
    one.operation_segment = 1;
    if (auto added = add(Method::get, "/operations/{id}/events", std::move(one)); !added) return added;
    Endpoint hub;
    hub.kind = EndpointKind::hub;
    if (auto added = add(Method::get, "/hubs/operations", std::move(hub)); !added) return added;
    Endpoint negotiation;
    negotiation.kind = EndpointKind::hub_negotiation;
    return add(Method::post, "/hubs/operations/negotiate", std::move(negotiation));
}

void Router::add_if_free(std::string_view pattern, Endpoint endpoint) {
    auto& place = node_at(segments_of(pattern)).endpoints[static_cast<std::size_t>(Method::get)];
    if (place) return;
    place = std::make_unique<Endpoint>(std::move(endpoint));
    served_.push_back("GET " + std::string(pattern));
}

Result<void> Router::add(Method method, std::string_view pattern, Endpoint endpoint) {
    auto& place = node_at(segments_of(pattern)).endpoints[static_cast<std::size_t>(method)];
    if (place) return fail(router_errc::route_conflict, std::string(text(method)) + ' ' + std::string(pattern));
    place = std::make_unique<Endpoint>(std::move(endpoint));
    served_.push_back(std::string(text(method)) + ' ' + std::string(pattern));
    return {};
}

Router::Node& Router::node_at(const std::vector<std::string_view>& segments) {
    Node* node = root_.get();
    for (const std::string_view segment : segments) {
        if (named(segment)) {
            if (!node->named) node->named = std::make_unique<Node>();
            node = node->named.get();
            continue;
        }
        auto& literals = node->literals;
        auto known = std::find_if(literals.begin(), literals.end(), [&](const auto& l) { return l.first == segment; });
        if (known == literals.end()) known = literals.emplace(known, segment, std::make_unique<Node>());
        node = known->second.get();
    }
    return *node;
}

const Router::Node* Router::find(const Node& node, const Target& target, std::size_t depth) {
    if (depth == target.size()) return node.allowed() != 0 ? &node : nullptr;
    const std::string_view segment = target.segment(depth);
    for (const auto& [literal, next] : node.literals) {
        if (literal != segment) continue;
        if (const Node* found = find(*next, target, depth + 1)) return found;
    }
    return node.named ? find(*node.named, target, depth + 1) : nullptr;
}

Found Router::find(Method method, const Target& target) const {
    const Node* node = find(*root_, target, 0);
    if (node == nullptr) return {};
    const Method served = method == Method::head ? Method::get : method;
    return {node->endpoints[static_cast<std::size_t>(served)].get(), node->allowed()};
}

std::string allow(std::uint32_t allowed) {
    std::string out;
    for (std::size_t i = 0; i < method_count; ++i) {
        if ((allowed >> i & 1U) == 0) continue;
        if (!out.empty()) out += ", ";
        out += text(static_cast<Method>(i));
    }
    return out;
}

}  // namespace hapax::http
