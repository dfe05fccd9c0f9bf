#include "clients/cpp/src/reading.hpp"

#include <algorithm>
#include <array>
#include <string>

#include <boost/json.hpp>

#include "clients/cpp/src/retry_after.hpp"
#include "clients/cpp/src/text.hpp"
#include "hapax/client/errc.hpp"
#include "kernel/retry.hpp"

namespace hapax::client {
namespace {

using Said = Reading::Said;

constexpr std::size_t depth_max = 64;
constexpr std::size_t code_bytes_max = 64;
constexpr std::array<std::string_view, 4> ends{"completed", "rejected", "compensated", "failed"};

boost::json::object object_of(const std::string& body) {
    boost::system::error_code error;
    const auto value = boost::json::parse(body, error, {}, {.max_depth = depth_max});
    if (error || !value.is_object()) return {};
    return value.get_object();
}

std::string_view text_of(const boost::json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    if (!value || !value->is_string()) return {};
    return {value->get_string().data(), value->get_string().size()};
}

// Of a problem document; kept short, and only if it looks like one of ours.
std::string code_of(const boost::json::object& problem) {
    const std::string_view code = text_of(problem, "code");
    return code.size() <= code_bytes_max && is_token(code) ? std::string(code) : std::string();
}

std::string described(unsigned status, const std::string& code) {
    return std::to_string(status) + (code.empty() ? "" : " " + code);
}

Reading passing(const Response& response, const boost::json::object& problem, Timestamp wall) {
    Reading reading{Said::passing, {client_errc::unavailable, described(response.status, code_of(problem))}};
    if (const auto asked = find_header(response.headers, "Retry-After"))
        reading.retry_after = retry_after(*asked, wall);
    const auto* applied = problem.if_contains("applied");
    reading.not_applied = applied && applied->is_bool() && !applied->get_bool();
    return reading;
}

Reading refused(const Response& response, const boost::json::object& problem) {
    const std::string code = code_of(problem);
    Reading reading{Said::refused, {client_errc::refused, described(response.status, code)}};
    reading.settled = response.status == 409 || response.status == 412 || response.status == 422 ||
                      (response.status == 500 && code == "operation-failed");
    return reading;
}

Reading unbelievable(const char* why) {
    return {Said::passing, {client_errc::bad_answer, why}};
}

}  // namespace

Reading read_operation_answer(const Response& response, const Uuid& id, Timestamp wall) {
    if (response.status < 200 || response.status > 299) {
        const auto problem = object_of(response.body);
        return may_retry(response.status) ? passing(response, problem, wall) : refused(response, problem);
    }
    const auto named = find_header(response.headers, "X-Operation");
    if (!named) return unbelievable("a success that names no operation");
    if (!equal_ignoring_case(*named, "operations/" + id.text())) return unbelievable("a success of another operation");
    return {response.status == 202 ? Said::accepted : Said::ended};
}

Reading read_status_answer(const Response& response, const Uuid& id, Timestamp wall) {
    if (response.status == 304) return {Said::accepted};
    const auto document = object_of(response.body);
    if (response.status == 404) return {Said::passing, {client_errc::unavailable, described(404, code_of(document))}};
    if (response.status != 200)
        return may_retry(response.status) ? passing(response, document, wall) : refused(response, document);
    if (!equal_ignoring_case(text_of(document, "id"), id.text())) return unbelievable("no status of this operation");
    return {std::ranges::find(ends, text_of(document, "status")) != ends.end() ? Said::ended : Said::accepted};
}

}  // namespace hapax::client
