#include <algorithm>
#include <set>

#include "codec/answer/json_members.hpp"
#include "codec/answer/problem.hpp"
#include "codec/documents/api.hpp"
#include "codec/documents/problem_page.hpp"
#include "kernel/model/pattern.hpp"

namespace hapax {
namespace {

constexpr std::string_view json = "application/json";
constexpr std::string_view uuid_schema = R"({"type":"string","format":"uuid"})";
constexpr std::string_view text_schema = R"({"type":"string","minLength":1})";

bool commands(const Route& route) {
    return route.command != nullptr;
}

bool names_operation(const Route& route) {
    return std::ranges::count(pattern_names(route.pattern), "operation") != 0;
}

std::string_view method_of(Verb verb) {
    switch (verb) {
        case Verb::create:
        case Verb::put:
            return "put";
        case Verb::post:
            return "post";
        case Verb::patch:
            return "patch";
        case Verb::remove:
            return "delete";
        case Verb::get:
        case Verb::list:
            return "get";
    }
    return "get";
}

std::string lower_first(std::string_view name) {
    std::string out(name);
    if (!out.empty() && out[0] >= 'A' && out[0] <= 'Z') out[0] = static_cast<char>(out[0] + ('a' - 'A'));
    return out;
}

std::vector<std::string> path_parameters(const Route& route) {
    std::vector<std::string> parameters;
    for (const std::string_view name : pattern_names(route.pattern)) {
        const bool operation = name == "operation";
        parameters.push_back(path_parameter(name, operation ? uuid_schema : text_schema,
                                            operation ? "The id of the operation, chosen by the client." : ""));
    }
    return parameters;
}

ApiRoute route_of(const Route& route, std::string_view tag) {
    ApiRoute api;
    api.method = method_of(route.verb);
    api.pattern = route.pattern;
    api.tag = tag;
    api.parameters = path_parameters(route);
    api.deprecation = route.deprecation;
    return api;
}

ApiRoute command_route(const Route& route, const TypeCatalogue& types) {
    const CommandType& command = *route.command;
    ApiRoute api = route_of(route, command.aggregate().stream());
    api.id = lower_first(command.name());
    api.body = &types.body(command);
    api.answer = &types.completed(command);
    api.summary = api.body->type.root.about;
    if (api.summary.empty()) api.summary = std::string(command.name()) + ".";
    api.body_required = std::ranges::any_of(api.body->type.root.members, [](const auto& m) { return !m.optional; });
    for (const char* name : {"IdempotencyKey", "Prefer", "IfMatch", "RetryCount"}) {
        api.parameters.push_back(parameter_reference(name));
    }
    api.answers.push_back({201, "Carried out, and shown by every required view. A repeat gets the same bytes.",
                           std::string(json), schema_reference(api.answer->name), api_header::final_answer, true});
    api.answers.push_back({202, "Durable, but not finished or not shown yet: follow Location.", std::string(json),
                           schema_reference("Accepted"),
                           api_header::location | api_header::operation | api_header::resource | api_header::position |
                               api_header::retry_after | api_header::preference_applied | api_header::key_lifetime,
                           true});
    api.problems = problem_at::any | problem_at::command;
    if (route.guard > Duration::zero()) {
        api.parameters.push_back(parameter_reference("AllowDuplicate"));
        api.problems |= problem_at::guarded;
    }
    api.rejections = command.rejections();
    api.rejects = true;
    return api;
}

// GET on the operation's own address.
ApiRoute operation_read(const Route& route) {
    ApiRoute api = route_of(route, route.command->aggregate().stream());
    api.method = "get";  // deprecated as its command is: it goes with it
    api.id = "follow" + std::string(route.command->name());
    api.summary = "The status document of the operation that this address names.";
    for (const char* name : {"PreferWait", "IfNoneMatch"}) api.parameters.push_back(parameter_reference(name));
    api.answers.push_back({200, "How far it is.", std::string(json), schema_reference("Operation"),
                           api_header::etag | api_header::retry_after});
    api.answers.push_back({304, "Nothing changed since the revision in If-None-Match.", {}, {}, api_header::etag});
    api.problems = problem_at::any | problem_at::operation;
    return api;
}

ApiRoute read_route(const Route& route, const TypeCatalogue& types) {
    const CatalogueType& row = types.row(route.view);
    ApiRoute api = route_of(route, "views");
    api.answer = &row;
    const bool list = route.verb == Verb::list;
    api.id = (list ? "list" : "get") + row.name;
    const std::string& about = row.type.root.about;
    api.summary = !about.empty() ? about : (list ? "Rows of " : "A row of ") + row.name + ".";
    std::string schema = schema_reference(row.name);
    if (list) {
        schema = R"({"type":"object","properties":{"items":{"type":"array","items":)" + schema +
                 R"(},"next":{"type":["string","null"],"description":"The cursor of the next page; null = no more."}},)"
                 R"("required":["items","next"]})";
        for (const char* name : {"Limit", "Cursor"}) api.parameters.push_back(parameter_reference(name));
    }
    for (const char* name : {"Position", "PreferPosition", "IfNoneMatchTag"}) {
        api.parameters.push_back(parameter_reference(name));
    }
    api.answers.push_back(
        {200, list ? "A page of rows." : "The row.", std::string(json), std::move(schema), api_header::etag});
    api.answers.push_back({304, "It is the one in If-None-Match.", {}, {}, api_header::etag});
    api.problems = problem_at::any | (list ? problem_at::rows : problem_at::row);
    return api;
}

bool taken(const std::vector<ApiRoute>& routes, std::string_view method, std::string_view pattern) {
    return std::ranges::any_of(routes, [&](const ApiRoute& route) {
        return route.method == method && pattern_shape(route.pattern) == pattern_shape(pattern);
    });
}

// Two routes may lead to one command, of two versions: the later gets a number.
void name_apart(std::vector<ApiRoute>& routes) {
    std::set<std::string> names;
    for (ApiRoute& route : routes) {
        const std::string wanted = route.id;
        for (std::size_t n = 2; !names.insert(route.id).second; ++n) route.id = wanted + std::to_string(n);
    }
}

}  // namespace

std::vector<ApiRoute> api_routes(const Service& service, const TypeCatalogue& types) {
    std::vector<ApiRoute> routes;
    for (const Route& route : service.routes) {
        routes.push_back(commands(route) ? command_route(route, types) : read_route(route, types));
    }
    for (const Route& route : service.routes) {
        const bool readable = commands(route) && (names_operation(route) || route.verb == Verb::create);
        if (readable && !taken(routes, "get", route.pattern)) routes.push_back(operation_read(route));
    }
    std::vector<std::string> schemas;
    for (const CatalogueType& type : types.all()) schemas.push_back(type.name);
    std::vector<std::string> problems;
    for (const ProblemPage& page : problem_pages(service)) problems.emplace_back(page.code);
    std::ranges::move(built_in_routes(schemas, problems), std::back_inserter(routes));
    name_apart(routes);
    return routes;
}

std::string parameter_reference(std::string_view name) {
    return "{\"$ref\":\"#/components/parameters/" + std::string(name) + "\"}";
}

std::string schema_reference(std::string_view name) {
    return "{\"$ref\":\"#/components/schemas/" + std::string(name) + "\"}";
}

std::string path_parameter(std::string_view name, std::string_view schema, std::string_view about) {
    std::string out = "{";
    append_member(out, "name", name);
    append_member(out, "in", "path");
    append_flag(out, "required", true);
    if (!about.empty()) append_member(out, "description", about);
    append_name(out, "schema");
    return out.append(schema).append("}");
}

}  // namespace hapax
