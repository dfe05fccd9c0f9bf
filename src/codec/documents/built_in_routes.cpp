// The routes that every service has. Whoever serves another adds its row here.

#include "codec/answer/json_members.hpp"
#include "codec/documents/api.hpp"

namespace hapax {
namespace {

constexpr std::string_view json = "application/json";
constexpr std::string_view prometheus = "text/plain; version=0.0.4; charset=utf-8";
constexpr std::string_view html = "text/html; charset=utf-8";
constexpr std::string_view any_object = R"({"type":"object"})";
constexpr std::string_view any_text = R"({"type":"string"})";

ApiRoute get(std::string_view pattern, std::string_view id, std::string_view tag, std::string_view summary) {
    ApiRoute route;
    route.method = "get";
    route.pattern = pattern;
    route.id = id;
    route.tag = tag;
    route.summary = summary;
    return route;
}

ApiRoute operation() {
    ApiRoute route = get("/operations/{id}", "getOperation", "operations", "The status document of an operation.");
    route.parameters = {path_parameter("id", R"({"type":"string","format":"uuid"})", "The id of the operation."),
                        parameter_reference("PreferWait"), parameter_reference("IfNoneMatch")};
    route.answers = {{200, "How far it is.", std::string(json), schema_reference("Operation"),
                      api_header::etag | api_header::retry_after},
                     {304, "Nothing changed since the revision in If-None-Match.", {}, {}, api_header::etag}};
    route.problems = problem_at::any | problem_at::operation;
    return route;
}

ApiRoute operations() {
    ApiRoute route = get("/operations", "listOperations", "operations",
                         "Your own operations: those that run, then all others, the newest first.");
    for (const std::string_view name : {"ListStatus", "ListType", "ListSince", "Cursor", "Limit"}) {
        route.parameters.push_back(parameter_reference(name));
    }
    route.answers = {{200, "One page of them.", std::string(json), schema_reference("OperationList")}};
    route.problems = problem_at::any | problem_at::list;
    return route;
}

// Server-sent events, after which the connection is free again.
ApiRoute events(std::string_view pattern, std::string_view id, std::string_view summary) {
    ApiRoute route = get(pattern, id, "operations", summary);
    route.parameters = {parameter_reference("LastEventId")};
    route.answers = {{200, "Events, until somebody ends it.", "text/event-stream", std::string(any_text)},
                     {204, "Nothing follows any more.", {}, {}}};
    route.problems = problem_at::any | problem_at::stream;
    return route;
}

ApiRoute operation_events() {
    ApiRoute route = events("/operations/{id}/events", "followOperation", "Every change of one operation, to its end.");
    route.parameters.push_back(
        path_parameter("id", R"({"type":"string","format":"uuid"})", "The id of the operation; it may come later."));
    return route;
}

ApiRoute hub_route(std::string_view pattern, std::string_view id, std::string_view summary) {
    ApiRoute route = get(pattern, id, "operations", summary);
    route.problems = problem_at::any | problem_at::stream | problem_at::hub;
    return route;
}

ApiRoute hub() {
    ApiRoute route = hub_route("/hubs/operations", "connectToHub", "The SignalR hub, over WebSocket.");
    route.answers = {{101, "The connection speaks SignalR's JSON protocol from now on.", {}, {}}};
    return route;
}

ApiRoute negotiation() {
    ApiRoute route = hub_route("/hubs/operations/negotiate", "negotiateHub", "What a SignalR client asks first.");
    route.method = "post";
    route.answers = {{200, "How to connect.", std::string(json), std::string(any_object)}};
    return route;
}

ApiRoute health(std::string_view pattern, std::string_view id, std::string_view summary, bool may_fail) {
    ApiRoute route = get(pattern, id, "service", summary);
    route.answers = {{200, "All is well.", std::string(json), schema_reference("Health")}};
    if (may_fail) route.answers.push_back({503, "Not now.", std::string(json), schema_reference("Health")});
    return route;
}

ApiRoute page(std::string_view pattern, std::string_view id, std::string_view summary, std::string_view media_type,
              std::string_view schema) {
    ApiRoute route = get(pattern, id, "service", summary);
    route.answers = {{200, "It.", std::string(media_type), std::string(schema)}};
    return route;
}

ApiRoute document(std::string_view pattern, std::string_view id, std::string_view summary, std::string_view media_type,
                  std::string_view schema) {
    ApiRoute route = page(pattern, id, summary, media_type, schema);
    route.tag = "documents";
    route.parameters = {parameter_reference("IfNoneMatchTag")};
    route.answers.front().headers = api_header::etag | api_header::cache;
    route.answers.push_back({304, "It is the one in If-None-Match.", {}, {}, api_header::etag | api_header::cache});
    return route;
}

// One of a fixed list, which is part of the document.
template <class Names>
ApiRoute among(ApiRoute route, std::string_view parameter, const Names& names, std::string_view about) {
    std::string schema = R"({"type":"string","enum":[)";
    for (const auto& name : names) {
        append_comma(schema);
        schema.append("\"").append(name).append("\"");
    }
    route.parameters.push_back(path_parameter(parameter, schema + "]}", about));
    route.problems |= problem_at::address;
    return route;
}

}  // namespace

std::vector<ApiRoute> built_in_routes(const std::vector<std::string>& schemas,
                                      const std::vector<std::string>& problems) {
    return {
        operations(),
        operation(),
        operation_events(),
        events("/operations/events", "followOperations", "How each of your operations ends."),
        hub(),
        negotiation(),
        health("/health/live", "getLiveness", "Whether the process works at all.", false),
        health("/health/ready", "getReadiness", "Whether operations are taken and shown.", true),
        health("/health", "getHealth", "The same as /health/ready.", true),
        page("/metrics", "getMetrics", "Figures for Prometheus.", prometheus, any_text),
        page("/version", "getVersion", "The version of hapax.", json, schema_reference("Version")),
        document("/", "getIndex", "What runs here.", html, any_text),
        document("/docs", "getDocs", "This document, to be read and tried.", html, any_text),
        document("/openapi.json", "getOpenApi", "This document.", json, any_object),
        document("/config", "getConfig", "What a client should know before it asks.", json,
                 schema_reference("ClientConfig")),
        among(document("/schemas/{type}", "getSchema", "The JSON Schema of a type.", "application/schema+json",
                       any_object),
              "type", schemas, "A command, the answer to one, a row of a view or an event."),
        among(document("/problems/{type}", "getProblem", "What a problem means and what to do about it.",
                       "text/html; charset=utf-8,application/json", "{}"),
              "type", problems, "The last part of a problem's `type`."),
        among(document("/assets/{name}", "getAsset", "A part of the pages.",
                       "text/css; charset=utf-8,text/javascript; charset=utf-8", any_text),
              "name", asset_names, "Its file."),
    };
}

std::string_view built_in_schemas() {
    return R"json("Problem":{"type":"object","description":"Why there is no success (RFC 9457).","properties":{
"type":{"type":"string","format":"uri-reference","description":"The address of a page that says what to do."},
"title":{"type":"string"},"status":{"type":"integer"},
"code":{"type":"string","description":"The last part of type."},
"detail":{"type":"string"},
"instance":{"type":"string","format":"uri-reference","description":"The status document of the operation."},
"operation":{"type":"string","format":"uuid"},
"correlationId":{"type":"string"},
"retryable":{"type":"boolean","description":"Whether the same request with the same id may succeed later."},
"applied":{"type":"boolean","description":"false: certainly nothing was done. Absent: not certain."},
"currentVersion":{"type":"integer","minimum":0},
"errors":{"type":"array","items":{"type":"object","properties":{"pointer":{"type":"string"},
"detail":{"type":"string"}},"required":["pointer","detail"]}},
"causes":{"type":"array","items":{"type":"string"}}},
"required":["type","title","status","code","retryable"]},
"Accepted":{"type":"object","description":"An operation that is durable and goes on.","properties":{
"operation":{"type":"string","format":"uuid"},"status":{"type":"string"},
"links":{"type":"object","properties":{"operation":{"type":"string","format":"uri-reference"}},
"required":["operation"]}},"required":["operation","status","links"]},
"Operation":{"type":"object","description":"How far an operation is.","properties":{
"id":{"type":"string","format":"uuid"},
"status":{"type":"string","enum":["accepted","executing","committed","completed","rejected","compensating",
"compensated","needs-attention","failed","unknown"]},
"type":{"type":"string","description":"The name of the command."},"resource":{"type":"string"},
"acceptedAt":{"type":"string","format":"date-time"},"attempts":{"type":"integer","minimum":0},
"version":{"type":"integer","minimum":0},"position":{"type":"string","pattern":"^[0-9]{1,20}$"},
"correlationId":{"type":"string","description":"Of the request that was first."},"traceparent":{"type":"string"},
"timeline":{"type":"array","items":{"type":"object","properties":{"state":{"type":"string"},
"at":{"type":"string","format":"date-time"},"view":{"type":"string"}},"required":["state"]}},
"answer":{"type":"object","description":"What the operation answered, once it is completed."},
"problem":{"$ref":"#/components/schemas/Problem"},
"links":{"type":"object","properties":{"self":{"type":"string","format":"uri-reference"},
"resource":{"type":"string","format":"uri-reference"}},"required":["self"]}},
"required":["id","status","type","resource","acceptedAt","attempts","timeline","links"]},
"OperationList":{"type":"object","description":"A page may be short, or empty, and still have a next one.",
"properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/ListedOperation"}},
"next":{"type":["string","null"],"description":"What `cursor` of the next page is; null: there is none."}},
"required":["items","next"]},
"ListedOperation":{"type":"object","description":"An operation in a list.","properties":{
"id":{"type":"string","format":"uuid"},
"status":{"type":"string","enum":["accepted","executing","committed","completed","rejected","failed"]},
"type":{"type":"string","description":"The name of the command."},"resource":{"type":"string"},
"acceptedAt":{"type":"string","format":"date-time"},
"position":{"type":"string","pattern":"^[0-9]{1,20}$","description":"Absent while it runs."},
"links":{"type":"object","properties":{"self":{"type":"string","format":"uri-reference"},
"resource":{"type":"string","format":"uri-reference"}},"required":["self"]}},
"required":["id","status","type","resource","acceptedAt","links"]},
"Health":{"type":"object","properties":{"status":{"type":"string","enum":["pass","fail"]},
"service":{"type":"string"},"insecure":{"type":"boolean"},
"checks":{"type":"array","items":{"type":"object","properties":{"name":{"type":"string"},
"status":{"type":"string","enum":["pass","fail"]}},"required":["name","status"]}}},"required":["status"]},
"Version":{"type":"object","properties":{"hapax":{"type":"string"}},"required":["hapax"]},
"ClientConfig":{"type":"object","properties":{
"operationIds":{"type":"object","properties":{
"lifetimeSeconds":{"type":["integer","null"],"minimum":0,"description":"From the time in the id; null = for ever."},
"version7Only":{"type":"boolean"},
"clockLeewaySeconds":{"type":"integer","minimum":0,"description":"How far an id may be ahead of the server's clock."}},
"required":["lifetimeSeconds","version7Only","clockLeewaySeconds"]},
"waits":{"type":"object","properties":{"defaultSeconds":{"type":"integer","minimum":0},
"maxSeconds":{"type":"integer","minimum":0}},"required":["defaultSeconds","maxSeconds"]},
"limits":{"type":"object","properties":{"bodyBytes":{"type":"integer","minimum":0},
"addressBytes":{"type":"integer","minimum":0},"headerFields":{"type":"integer","minimum":0},
"headerBytes":{"type":"integer","minimum":0},"listRows":{"type":"integer","minimum":0},
"pipelinedRequests":{"type":"integer","minimum":0}},
"required":["bodyBytes","addressBytes","headerFields","headerBytes","listRows","pipelinedRequests"]}},
"required":["operationIds","waits","limits"]})json";
}

std::string_view api_parameters() {
    return R"json({"IdempotencyKey":{"name":"Idempotency-Key","in":"header",
"description":"The id of the operation, where the address does not name it; else the same id or none. Bare or quoted.",
"schema":{"type":"string","format":"uuid"}},
"Prefer":{"name":"Prefer","in":"header",
"description":"respond-async: 202 as soon as it is durable. wait=N: at most so many seconds.",
"schema":{"type":"string","maxLength":200},"example":"wait=5"},
"PreferWait":{"name":"Prefer","in":"header",
"description":"wait=N: at most so many seconds for the end, or with If-None-Match for a change.",
"schema":{"type":"string","maxLength":200},"example":"wait=0"},
"IfMatch":{"name":"If-Match","in":"header",
"description":"The version that the aggregate must be at, in quotes.",
"schema":{"type":"string","pattern":"^\"[0-9]{1,19}\"$"},"example":"\"7\""},
"IfNoneMatch":{"name":"If-None-Match","in":"header","description":"Revisions of the document that the client has.",
"schema":{"type":"string","maxLength":200},"example":"\"3\""},
"IfNoneMatchTag":{"name":"If-None-Match","in":"header","description":"Renderings that the client has.",
"schema":{"type":"string","maxLength":200}},
"Position":{"name":"X-Position","in":"header",
"description":"What a write gave as X-Position: wait until the view shows it.",
"schema":{"type":"string","pattern":"^[0-9]{1,19}$"}},
"PreferPosition":{"name":"Prefer","in":"header",
"description":"wait=N: at most so many seconds for X-Position.",
"schema":{"type":"string","maxLength":200},"example":"wait=2"},
"LastEventId":{"name":"Last-Event-ID","in":"header",
"description":"The id of the last event that the client has: what followed it comes first.",
"schema":{"type":"string","pattern":"^[0-9]{1,20}$"}},
"RetryCount":{"name":"X-Retry-Count","in":"header",
"description":"How often the client tried before; kept in the record.",
"schema":{"type":"integer","minimum":0,"maximum":4294967295}},
"TimeoutMs":{"name":"X-Timeout-Ms","in":"header",
"description":"The milliseconds that the client has left when it sends its first byte; what is not begun by then is not done.",
"schema":{"type":"integer","minimum":0,"maximum":9999999999}},
"AllowDuplicate":{"name":"X-Allow-Duplicate","in":"header",
"description":"true: the client knows that it asked for the same a moment ago, and means it.",
"schema":{"type":"string","enum":["true"]}},
"CorrelationId":{"name":"X-Correlation-ID","in":"header",
"description":"Kept in the record, and given back; anything else is replaced.",
"schema":{"type":"string","pattern":"^[A-Za-z0-9-]{1,64}$"}},
"Traceparent":{"name":"traceparent","in":"header","description":"W3C Trace Context; kept in the record.",
"schema":{"type":"string","maxLength":200}},
"ListStatus":{"name":"status","in":"query","description":"Only operations in this state.",
"schema":{"type":"string","enum":["accepted","executing","committed","completed","rejected","failed"]}},
"ListType":{"name":"type","in":"query","description":"Only operations of the command with this name.",
"schema":{"type":"string","minLength":1,"maxLength":128}},
"ListSince":{"name":"since","in":"query","description":"Only operations that were accepted then or later.",
"schema":{"type":"string","format":"date-time","maxLength":40},"example":"2026-11-22T10:28:15Z"},
"Limit":{"name":"limit","in":"query","description":"How many rows; more than the server gives is cut to that.",
"schema":{"type":"integer","minimum":1,"maximum":999999}},
"Cursor":{"name":"cursor","in":"query","description":"`next` of the page before, as it is.",
"schema":{"type":"string","maxLength":256}}})json";
}

std::string_view api_headers() {
    return R"json({"Location":{"description":"Where to follow the operation.",
"schema":{"type":"string","format":"uri-reference"}},
"X-Operation":{"description":"The operation, without the slash before it.","schema":{"type":"string"}},
"X-Resource":{"description":"The address of the aggregate.","schema":{"type":"string"}},
"ETag":{"description":"In quotes: of a command the version of the aggregate, of a status document its revision, of all else a digest of its bytes.",
"schema":{"type":"string"}},
"X-Position":{"description":"The position of the operation in the journal.",
"schema":{"type":"string","pattern":"^[0-9]{1,20}$"}},
"Retry-After":{"description":"In how many seconds to ask again.","schema":{"type":"integer","minimum":0}},
"Idempotent-Replayed":{"description":"true: the first answer, given again.","schema":{"type":"string"}},
"Preference-Applied":{"description":"Which wishes of Prefer were followed.","schema":{"type":"string"}},
"Idempotency-Key-Lifetime":{"description":"For how many seconds an operation id is kept; absent: for ever.",
"schema":{"type":"integer","minimum":0}},
"Allow":{"description":"The methods that the address takes.","schema":{"type":"string"}},
"Deprecation":{"description":"Since when another route should be used (RFC 9745).","schema":{"type":"string"}},
"Sunset":{"description":"When the route may be gone (RFC 8594).","schema":{"type":"string"}},
"Cache-Control":{"description":"Keep it, and ask whether it changed.","schema":{"type":"string"}},
"X-Correlation-ID":{"description":"That of the request, or one made for it.","schema":{"type":"string"}},
"traceparent":{"description":"That of the request.","schema":{"type":"string"}}})json";
}

}  // namespace hapax
