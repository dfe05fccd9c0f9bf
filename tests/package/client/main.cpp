// A program that knows hapax only as an installed package: it asks for an operation where nobody listens.
#include <cstdlib>

#include "kernel/assert.hpp"
#include <hapax/client/client.hpp>
#include <hapax/client/errc.hpp>

int main() {
    hapax::client::Client client({.target = "http://127.0.0.1:1", .retry = {.attempts_max = 2}});
    const auto outcome =
        client.execute({.address = "/accounts/42/withdrawals/{operation}", .body = R"({"amount": 2000})"});
    HAPAX_ASSERT(!outcome, "nobody listens on that port");
    HAPAX_ASSERT(outcome.error().error.code == hapax::client_errc::unreachable, "a single cause is the error");
    HAPAX_ASSERT(!outcome.error().outcome_unknown && outcome.error().requests == 2, "nothing was sent, twice");
    return EXIT_SUCCESS;
}
