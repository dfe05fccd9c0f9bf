// The API of a service as data: what the OpenAPI document and its lock are written from.
//
//   for (const ApiRoute& route : api_routes(service, types)) …
//
// It lists what the router serves, exactly: the author's routes, the reads of operations that follow from them, and
// those that every service has. To add one of the last kind, add a row in built_in_routes.cpp; a test holds the list
// against the router.
// Threads  values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codec/answer/problem_catalogue.hpp"
#include "codec/documents/type_catalogue.hpp"
#include "kernel/model/service.hpp"

namespace hapax {

// Header fields of answers, by their names among the components.
namespace api_header {
inline constexpr std::uint32_t location = 1;
inline constexpr std::uint32_t operation = 2;  // X-Operation
inline constexpr std::uint32_t resource = 4;   // X-Resource
inline constexpr std::uint32_t etag = 8;
inline constexpr std::uint32_t position = 16;  // X-Position
inline constexpr std::uint32_t retry_after = 32;
inline constexpr std::uint32_t replayed = 64;             // Idempotent-Replayed
inline constexpr std::uint32_t preference_applied = 128;  // Preference-Applied
inline constexpr std::uint32_t allow = 256;
inline constexpr std::uint32_t going_away = 512;     // Deprecation and Sunset
inline constexpr std::uint32_t cache = 1024;         // Cache-Control
inline constexpr std::uint32_t key_lifetime = 2048;  // Idempotency-Key-Lifetime
inline constexpr std::uint32_t final_answer =
    location | operation | resource | etag | position | replayed | key_lifetime;
}  // namespace api_header

struct ApiAnswer {
    unsigned status = 200;
    std::string about;
    std::string media_type = {};  // several: commas between; empty = no body
    std::string schema = {};      // a JSON text
    std::uint32_t headers = 0;
    bool follows_operation = false;  // `operation` of the body names one
};

struct ApiRoute {
    std::string method;  // "put"
    std::string pattern;
    std::string id;  // operationId
    std::string tag;
    std::string summary;
    std::vector<std::string> parameters = {};  // JSON texts
    const CatalogueType* body = nullptr;
    bool body_required = false;
    std::vector<ApiAnswer> answers = {};
    std::uint32_t problems = problem_at::any;  // rows of the problem catalogue
    std::vector<DeclaredRejection> rejections = {};
    bool rejects = false;  // may answer 409
    std::optional<Deprecation> deprecation = {};
    const CatalogueType* answer = nullptr;  // of the author's types, for the lock
};

// `types` must be of this service, and outlive the routes.
std::vector<ApiRoute> api_routes(const Service& service, const TypeCatalogue& types);

// Served and not declared: the development issuer's pages, which are there with auth.mode = "dev" alone, while the document
// is the same whatever the configuration.
inline constexpr std::array<std::string_view, 2> undeclared_routes{"GET /dev/oidc/.well-known/openid-configuration",
                                                                   "GET /dev/oidc/jwks"};

// built_in_routes.cpp: those that every service has; fixed documents are named by lists.
std::vector<ApiRoute> built_in_routes(const std::vector<std::string>& schemas,
                                      const std::vector<std::string>& problems);
inline constexpr std::string_view asset_names[] = {"hapax.css", "docs.js", "operations.js"};

// Members of "components" that do not depend on the service: JSON texts of objects.
std::string_view built_in_schemas();
std::string_view api_parameters();
std::string_view api_headers();

std::string parameter_reference(std::string_view name);
std::string path_parameter(std::string_view name, std::string_view schema, std::string_view about);
std::string schema_reference(std::string_view name);

}  // namespace hapax
