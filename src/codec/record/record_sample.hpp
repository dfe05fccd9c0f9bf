// Commits for tests of the record format: one with every field, one with none that may be missing.
#pragma once

#include "kernel/commit.hpp"

namespace hapax::record_sample {

inline Commit full() {
    Commit c;
    c.operation.id.value = *Uuid::parse("0197a3c0-6d1e-7cc2-8a57-0242ac120002");
    c.operation.scope.value = 0x8877665544332211;
    c.caller = {"https://id.example", "alice"};
    for (std::size_t i = 0; i < 32; ++i) c.fingerprint.value[i] = static_cast<std::uint8_t>(200 + i);
    c.type = "Withdraw";
    c.method = "PUT";
    c.address = "/accounts/42/withdrawals/0197a3c0-6d1e-7cc2-8a57-0242ac120002";
    c.resource = "/accounts/42";
    c.stream = {"account", "42"};
    c.expected = {ExpectedVersion::Kind::exact, Version{7}};
    c.outcome = Outcome::accomplished;
    c.reply = {3, "code", "a sentence", R"({"balance":1200})"};
    c.accepted_at.us = 1'750'000'000'123'456;
    c.decided_at.us = -5;
    c.attempts = 2;
    c.causes = {"first cause", ""};
    c.correlation = {"corr-1", "cause-1", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                     "c-9",    "app",     "https://shop.example",
                     "pl-PL",  4,         Timestamp{1'749'999'999'000'000}};
    c.events = {{"bank.MoneyWithdrawn", 1, R"({"amount":2000})"}, {"bank.FeeCharged", 70000, ""}};
    c.opened = {{{PendingKind::message, "m-1"}, Timestamp{10}, "payload"}, {{PendingKind::timer, "t-1"}, {}, ""}};
    c.closed = {{PendingKind::parked, "p-1"}};
    return c;
}

inline Commit bare() {
    Commit c;
    c.reply.renderer = 0;
    c.attempts = 0;
    return c;
}

}  // namespace hapax::record_sample
