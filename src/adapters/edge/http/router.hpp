// Router: from method and address to what is there, built once from the Service.
//
//   auto router = Router::build(service, pages);
//   const Found found = router->find(Method::put, target);
//   if (found.endpoint == nullptr) … 404, or 405 with Allow: allow(found.allowed)
//
// A trie by segments; a literal segment goes before a named one. Beside the author's routes there are
//   GET on every address with {operation}, and on `create` addresses: the operation's status document
//   GET /operations, /operations/{id}, /operations/{id}/events, /operations/events, /hubs/operations and
//   POST /hubs/operations/negotiate, the fixed pages (health, metrics), and the documents
// An explicit GET of the author goes before these.
// Errors   two routes for the same method and address, or a pattern that does not begin with its resource.
// Threads  immutable after build(); share freely. The Service must outlive it.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/edge/http/document.hpp"
#include "adapters/edge/http/head.hpp"
#include "adapters/edge/http/target.hpp"
#include "kernel/error.hpp"
#include "kernel/model/service.hpp"

namespace hapax::http {

namespace router_errc {
inline constexpr ErrorCode route_conflict{"route-conflict", Handling::fatal};
inline constexpr ErrorCode bad_pattern{"bad-route-pattern", Handling::fatal};
}  // namespace router_errc

// A page that is made on the edge's loop at once: it must not block.
struct PageAnswer {
    unsigned status = 200;
    std::string content_type = "application/json";
    std::string body;
};
struct Page {
    std::string path;
    std::function<void(PageAnswer&)> make;
};

enum class EndpointKind : std::uint8_t {
    command,
    row,
    rows,
    operation,
    derived_operation,
    own_operations,
    own_events,
    operation_events,
    hub,
    hub_negotiation,
    page,
    document,
};

inline constexpr std::size_t no_segment = static_cast<std::size_t>(-1);

struct Endpoint {
    EndpointKind kind = EndpointKind::page;
    const Route* route = nullptr;
    std::size_t key_segment = no_segment;
    std::size_t operation_segment = no_segment;
    std::size_t resource_segments = 0;  // how many of the address name the aggregate
    std::string stream_type;            // of the resource's aggregate
    std::function<void(PageAnswer&)> page;
    std::shared_ptr<const Document> document;
    std::string fields;         // whole lines that every answer here has: of a route that goes away
    bool exact_address = true;  // of `operation`: the operation's own address must be this one
};

struct Found {
    const Endpoint* endpoint = nullptr;
    std::uint32_t allowed = 0;  // bit per Method; 0 = nothing is at this address
};

class Router {
 public:
    // `command_fields`: whole lines that every answer on a command's address has.
    static Result<Router> build(const Service& service, std::vector<Page> pages, std::vector<Document> documents = {},
                                const std::string& command_fields = {});
    Found find(Method method, const Target& target) const;

    // All that is served, as it was registered: "GET /operations/{id}"; for checks of documents.
    const std::vector<std::string>& served() const { return served_; }

 private:
    struct Node {
        std::vector<std::pair<std::string, std::unique_ptr<Node>>> literals;
        std::unique_ptr<Node> named;
        std::array<std::unique_ptr<Endpoint>, method_count> endpoints;
        std::uint32_t allowed() const;
    };
    static const Node* find(const Node& node, const Target& target, std::size_t depth);
    Node& node_at(const std::vector<std::string_view>& segments);
    Result<void> add(Method method, std::string_view pattern, Endpoint endpoint);
    Result<void> add_route(const Service& service, const Route& route, const std::string& command_fields);
    Result<void> add_operation_reads(const Service& service);
    Result<void> add_event_streams();
    void add_if_free(std::string_view pattern, Endpoint endpoint);
    Result<void> add_document(Document document);

    std::unique_ptr<Node> root_ = std::make_unique<Node>();
    std::vector<std::string> served_;
};

// "GET, HEAD, PUT, OPTIONS"
std::string allow(std::uint32_t allowed);

}  // namespace hapax::http
