#include "host/pages/client_config.hpp"

#include <chrono>

#include "codec/answer/json_members.hpp"

namespace hapax {
namespace {

using std::chrono::duration_cast;
using std::chrono::seconds;

template <class Time>
std::uint64_t whole_seconds(Time time) {
    return static_cast<std::uint64_t>(duration_cast<seconds>(time).count());
}

void append_ids(std::string& out, const RetentionPolicy& retention) {
    append_name(out, "operationIds");
    out += '{';
    append_name(out, "lifetimeSeconds");
    out += retention.finite() ? std::to_string(whole_seconds(*retention.keep)) : "null";
    append_flag(out, "version7Only", retention.finite());
    append_member(out, "clockLeewaySeconds", whole_seconds(id_clock_leeway));
    out += '}';
}

void append_limits(std::string& out, const http::Limits& limits) {
    append_name(out, "waits");
    out += '{';
    append_member(out, "defaultSeconds", whole_seconds(limits.wait_default));
    append_member(out, "maxSeconds", whole_seconds(limits.wait_max));
    out += '}';
    append_name(out, "limits");
    out += '{';
    append_member(out, "bodyBytes", limits.body_bytes_max);
    append_member(out, "addressBytes", limits.url_bytes_max);
    append_member(out, "headerFields", limits.headers_max);
    append_member(out, "headerBytes", limits.headers_bytes_max);
    append_member(out, "listRows", limits.list_rows_max);
    append_member(out, "pipelinedRequests", limits.pipeline_max);
    out += '}';
}

}  // namespace

http::Document client_config(const http::Limits& limits, const RetentionPolicy& retention) {
    std::string body = "{";
    append_ids(body, retention);
    append_limits(body, limits);
    return {"/config", {{"application/json", body + '}'}}};
}

std::string key_lifetime_field(const RetentionPolicy& retention) {
    if (!retention.finite()) return {};
    return "Idempotency-Key-Lifetime: " + std::to_string(whole_seconds(*retention.keep)) + "\r\n";
}

}  // namespace hapax
