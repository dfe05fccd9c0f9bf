#include "codec/documents/openapi.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "codec/answer/json_members.hpp"
#include "codec/answer/problem.hpp"
#include "codec/documents/api.hpp"
#include "codec/documents/problem_page.hpp"
#include "codec/json_string.hpp"

namespace hapax {
namespace {

constexpr unsigned rejected = 409;

constexpr std::array<std::pair<std::uint32_t, std::string_view>, 13> headers{{
    {api_header::location, "Location"},
    {api_header::operation, "X-Operation"},
    {api_header::resource, "X-Resource"},
    {api_header::etag, "ETag"},
    {api_header::position, "X-Position"},
    {api_header::retry_after, "Retry-After"},
    {api_header::replayed, "Idempotent-Replayed"},
    {api_header::preference_applied, "Preference-Applied"},
    {api_header::allow, "Allow"},
    {api_header::going_away, "Deprecation"},
    {api_header::going_away, "Sunset"},
    {api_header::cache, "Cache-Control"},
    {api_header::key_lifetime, "Idempotency-Key-Lifetime"},
}};

void append_raw(std::string& out, std::string_view name, std::string_view json) {
    append_name(out, name);
    out += json;
}

void append_headers(std::string& out, std::uint32_t wanted) {
    append_name(out, "headers");
    out += '{';
    const auto append = [&](std::string_view name) {
        append_raw(out, name, "{\"$ref\":\"#/components/headers/" + std::string(name) + "\"}");
    };
    for (const auto& [bit, name] : headers) {
        if ((wanted & bit) != 0) append(name);
    }
    append("X-Correlation-ID");
    append("traceparent");
    out += '}';
}

void append_content(std::string& out, std::string_view media_types, std::string_view schema) {
    append_name(out, "content");
    out += '{';
    while (!media_types.empty()) {
        const std::string_view one = media_types.substr(0, media_types.find(','));
        append_name(out, one);
        out.append("{\"schema\":").append(schema).append("}");
        media_types.remove_prefix(std::min(one.size() + 1, media_types.size()));
    }
    out += '}';
}

void append_links(std::string& out) {
    append_raw(out, "links",
               R"({"operation":{"operationId":"getOperation","parameters":{"id":"$response.body#/operation"}}})");
}

void append_answer(std::string& out, const ApiRoute& route, const ApiAnswer& answer) {
    append_name(out, std::to_string(answer.status));
    out += '{';
    append_member(out, "description", answer.about);
    append_headers(out, answer.headers | (route.deprecation ? api_header::going_away : 0));
    if (!answer.media_type.empty()) append_content(out, answer.media_type, answer.schema);
    if (answer.follows_operation) append_links(out);
    out += '}';
}

// ---- problems: those of one status are one answer, with an example of each

using Problems = std::map<unsigned, std::vector<ProblemPage>>;

Problems problems_of(const ApiRoute& route) {
    Problems problems;
    for (const ProblemKind& kind : problem_catalogue()) {
        if ((kind.at & route.problems) != 0) problems[kind.status].push_back(page_of(kind));
    }
    for (const DeclaredRejection& rejection : route.rejections) problems[rejected].push_back(page_of(rejection));
    if (route.rejects && route.rejections.empty()) problems[rejected].clear();  // any code of the author's may come
    return problems;
}

bool final_problem(unsigned status) {
    return status == rejected || status == 412 || status == 500;
}

std::uint32_t headers_of_problem(const ApiRoute& route, unsigned status) {
    std::uint32_t wanted = route.deprecation ? api_header::going_away : 0;
    if (status == 503 || status == 507) wanted |= api_header::retry_after;
    if (status == 405) wanted |= api_header::allow;
    if (route.rejects) wanted |= final_problem(status) ? api_header::final_answer : api_header::key_lifetime;
    return wanted;
}

// Without declared rejections an author's codes are not known here.
void append_problem_schema(std::string& out, const std::vector<ProblemPage>& pages) {
    if (pages.empty()) {
        out += schema_reference("Problem");
        return;
    }
    out.append("{\"allOf\":[").append(schema_reference("Problem")).append(R"(,{"properties":{"code":{"enum":[)");
    for (const ProblemPage& page : pages) {
        append_comma(out);
        append_json_string(out, page.code);
    }
    out += "]}}}]}";
}

void append_problem_examples(std::string& out, const std::vector<ProblemPage>& pages) {
    if (pages.empty()) return;
    out += ",\"examples\":{";
    for (const ProblemPage& page : pages) {
        append_raw(out, page.code, "{\"$ref\":\"#/components/examples/" + std::string(page.code) + "\"}");
    }
    out += '}';
}

void append_problem_answer(std::string& out, const ApiRoute& route, unsigned status,
                           const std::vector<ProblemPage>& pages) {
    std::string about;
    for (const ProblemPage& page : pages) about.append(about.empty() ? "" : ", ").append(page.code);
    append_name(out, std::to_string(status));
    out += '{';
    append_member(out, "description", about.empty() ? "rejected by the domain" : about);
    append_headers(out, headers_of_problem(route, status));
    append_name(out, "content");
    out.append("{\"").append(problem_media_type).append("\":{\"schema\":");
    append_problem_schema(out, pages);
    append_problem_examples(out, pages);
    out += "}}}";
}

void append_answers(std::string& out, const ApiRoute& route) {
    append_name(out, "responses");
    out += '{';
    Problems problems = problems_of(route);
    for (const ApiAnswer& answer : route.answers) {
        append_answer(out, route, answer);
        problems.erase(answer.status);  // of its own, such as the 503 of readiness
    }
    for (const auto& [status, pages] : problems) append_problem_answer(out, route, status, pages);
    out += '}';
}

// ---- routes

void append_body(std::string& out, const ApiRoute& route) {
    if (route.body == nullptr) return;
    append_name(out, "requestBody");
    out += '{';
    append_flag(out, "required", route.body_required);
    append_name(out, "content");
    out.append("{\"application/json\":{\"schema\":").append(schema_reference(route.body->name));
    out.append(",\"example\":").append(example_json(route.body->type)).append("}}}");
}

void append_route(std::string& out, const ApiRoute& route) {
    append_name(out, route.method);
    out += '{';
    append_member(out, "operationId", route.id);
    append_member(out, "summary", route.summary);
    append_raw(out, "tags", "[\"" + route.tag + "\"]");
    if (route.deprecation) append_flag(out, "deprecated", true);
    append_name(out, "parameters");
    out += '[';
    for (const std::string& parameter : route.parameters) {
        append_comma(out);
        out += parameter;
    }
    std::vector<const char*> everywhere{"CorrelationId", "Traceparent"};
    if ((route.problems & problem_at::asked) != 0) everywhere.push_back("TimeoutMs");
    for (const char* name : everywhere) {
        append_comma(out);
        out += parameter_reference(name);
    }
    out += ']';
    append_body(out, route);
    append_answers(out, route);
    out += '}';
}

void append_paths(std::string& out, const std::vector<ApiRoute>& routes) {
    std::map<std::string, std::vector<const ApiRoute*>> by_pattern;
    for (const ApiRoute& route : routes) by_pattern[route.pattern].push_back(&route);
    append_name(out, "paths");
    out += '{';
    for (const auto& [pattern, methods] : by_pattern) {
        append_name(out, pattern);
        out += '{';
        for (const ApiRoute* route : methods) append_route(out, *route);
        out += '}';
    }
    out += '}';
}

void append_tags(std::string& out, const Service& service) {
    append_name(out, "tags");
    out += '[';
    const auto append = [&](std::string_view name, std::string_view about) {
        append_comma(out);
        out += '{';
        append_member(out, "name", name);
        append_member(out, "description", about);
        out += '}';
    };
    for (const auto& aggregate : service.aggregates) append(aggregate->stream(), "Operations on this aggregate.");
    append("views", "What readers see.");
    append("operations", "What became of an operation.");
    append("service", "How the service is.");
    append("documents", "What the service says of itself.");
    out += ']';
}

void append_examples(std::string& out, const Service& service) {
    append_name(out, "examples");
    out += '{';
    for (const ProblemPage& page : problem_pages(service)) {
        append_name(out, page.code);
        out += '{';
        append_member(out, "summary", page.meaning);
        append_name(out, "value");
        append_problem(out, {.code = page.code, .status = page.status, .retryable = page.retryable});
        out += '}';
    }
    out += '}';
}

void append_components(std::string& out, const Service& service, const TypeCatalogue& types) {
    append_name(out, "components");
    out.append("{\"schemas\":{").append(built_in_schemas());
    for (const CatalogueType& type : types.all()) {
        if (!type.in_api) continue;
        const std::string defs = "#/components/schemas/" + type.name + "/$defs/";
        append_raw(out, type.name, described_schema(type.type, defs, type.extras));
    }
    out += R"(},"securitySchemes":{"token":{"type":"http","scheme":"bearer","bearerFormat":"JWT")";
    append_member(out, "description", "Says who asks, where the service identifies its callers.");
    out.append("}},\"parameters\":").append(api_parameters());
    out.append(",\"headers\":").append(api_headers());
    append_examples(out, service);
    out += '}';
}

}  // namespace

std::string openapi_json(const Service& service) {
    const TypeCatalogue types(service);
    std::string out =
        R"({"openapi":"3.1.0","jsonSchemaDialect":"https://json-schema.org/draft/2020-12/schema","info":{)";
    append_member(out, "title", service.name);
    append_member(out, "version", "1");
    append_member(out, "description",
                  "Operations that happen at most once: each has an id that the client chooses, and every repeat of a "
                  "request under that id gets the first answer. Every answer that is no success is a problem document "
                  "whose `type` is the address of a page that says what to do.");
    out += R"(},"servers":[{"url":"/"}],"security":[{},{"token":[]}])";
    append_tags(out, service);
    append_paths(out, api_routes(service, types));
    append_components(out, service, types);
    return out + "}\n";
}

}  // namespace hapax
