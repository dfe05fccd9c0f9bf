// The commit of one withdrawal, as the bank's edge and engine make it: what the programs store, read and render.
//
//   Commit commit = withdrawal(n, accounts);
//
// Threads  a pure function.
#pragma once

#include <string>

#include "codec/digest.hpp"
#include "kernel/commit.hpp"

namespace hapax::bench {

inline constexpr std::int64_t sample_unix_ms = 1'750'000'000'000;

inline Commit withdrawal(std::uint64_t n, std::uint64_t accounts = 1000) {
    Commit c;
    const std::string account = "bench-" + std::to_string(n % accounts);
    c.operation.id.value = Uuid::v7(sample_unix_ms + static_cast<std::int64_t>(n / 100), mixed(n), mixed(~n));
    c.caller = {"", "anonymous"};
    c.operation.scope = caller_scope(c.caller);
    c.type = "Withdraw";
    c.method = "PUT";
    c.resource = "/accounts/" + account;
    c.address = c.resource + "/withdrawals/" + c.operation.id.value.text();
    c.fingerprint = fingerprint(c.method, c.address, R"({"amount":1})");
    c.stream = {"account", account};
    c.accepted_at.us = sample_unix_ms * 1000 + static_cast<std::int64_t>(n) * 10;
    c.decided_at.us = c.accepted_at.us + 5;
    c.correlation.correlation_id = c.operation.id.value.text();
    c.correlation.connection = "0-17";
    c.correlation.created_at = c.accepted_at;
    c.reply.fields = R"({"balance":999999999999})";
    c.events = {{"MoneyWithdrawn", 1, R"({"amount":1,"balance":999999999999})"}};
    return c;
}

}  // namespace hapax::bench
