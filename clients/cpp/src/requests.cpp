#include "clients/cpp/src/requests.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "clients/cpp/src/text.hpp"
#include "hapax/client/errc.hpp"

namespace hapax::client {
namespace {

constexpr std::string_view id_place = "{operation}";

constexpr std::array<std::string_view, 14> ours{
    "Host", "Content-Length", "Content-Type", "Transfer-Encoding", "Connection", "Keep-Alive",   "Upgrade", "Expect",
    "TE",   "Trailer",        "Prefer",       "Idempotency-Key",   "If-Match",   "If-None-Match"};

std::unexpected<Error> bad(std::string why) {
    return fail(client_errc::bad_operation, std::move(why));
}

bool is_visible(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 127; });
}

bool is_field_value(std::string_view text) {
    return std::ranges::none_of(text, [](unsigned char c) { return (c < ' ' && c != '\t') || c == 127; });
}

Result<void> check(const std::vector<Header>& headers) {
    for (const Header& header : headers) {
        if (!is_token(header.name)) return bad("a header has no name");
        if (!is_field_value(header.value)) return bad("the header " + header.name + " has control characters");
        if (std::ranges::any_of(ours, [&](auto name) { return equal_ignoring_case(name, header.name); }))
            return bad("the header " + header.name + " is written by the client");
    }
    return {};
}

Result<void> check(const Operation& operation, const Options& options) {
    if (!is_token(operation.method)) return bad("the method is no token");
    if (equal_ignoring_case(operation.method, "GET") || equal_ignoring_case(operation.method, "HEAD") ||
        equal_ignoring_case(operation.method, "CONNECT"))
        return bad("the method " + operation.method + " asks for no operation");
    if (!operation.address.starts_with('/') || !is_visible(operation.address) || operation.address.contains('#'))
        return bad("the address is no path");
    if (operation.body.size() > options.limits.request_body_bytes_max) return bad("the body is too large");
    if (auto checked = check(options.headers); !checked) return checked;
    return check(operation.headers);
}

std::vector<Header> with_callers(const Options& options, const Operation& operation) {
    std::vector<Header> headers = operation.headers;
    for (const Header& header : options.headers) {
        if (!find_header(operation.headers, header.name)) headers.push_back(header);
    }
    return headers;
}

}  // namespace

Result<Request> operation_request(const Operation& operation, const Uuid& id, const Options& options, Wish wish) {
    if (auto checked = check(operation, options); !checked) return pass_on(checked);
    Request request{operation.method, operation.address, with_callers(options, operation), operation.body};
    const std::size_t at = request.target.find(id_place);
    if (at != std::string::npos) {
        request.target.replace(at, id_place.size(), id.text());
    } else {
        request.headers.push_back({"Idempotency-Key", '"' + id.text() + '"'});
    }
    if (!request.body.empty()) request.headers.push_back({"Content-Type", "application/json"});
    if (operation.if_match) request.headers.push_back({"If-Match", '"' + std::to_string(*operation.if_match) + '"'});
    if (wish == Wish::durable) request.headers.push_back({"Prefer", "respond-async"});
    return request;
}

Request status_request(const Operation& operation, const Uuid& id, const Options& options, std::chrono::seconds wait) {
    Request request{"GET", "/operations/" + id.text(), with_callers(options, operation), {}};
    if (wait.count() > 0) request.headers.push_back({"Prefer", "wait=" + std::to_string(wait.count())});
    return request;
}

}  // namespace hapax::client
