// The program of clients/cpp/README.md: it opens an account, deposits, and tells what became of each.
#include <cstdlib>
#include <iostream>

#include "hapax/client/client.hpp"

using hapax::client::Client;
using hapax::client::Outcome;

namespace {

void tell(const Outcome& outcome) {
    if (outcome) {
        std::cout << outcome->answer.status << ' ' << outcome->answer.body << '\n';
    } else {
        const auto& failure = outcome.error();
        std::cout << failure.error.code.name << ": " << failure.error.detail << '\n';
        if (failure.outcome_unknown) std::cout << "ask again with the id " << failure.operation.text() << '\n';
    }
}

}  // namespace

int main(int argc, char** argv) {
    Client bank({.target = argc > 1 ? argv[1] : "http://127.0.0.1:8080"});

    tell(bank.execute({.address = "/accounts/alice", .body = R"({"owner": "Alice"})"}));
    tell(bank.execute({.address = "/accounts/alice/deposits/{operation}", .body = R"({"amount": 5000})"}));

    // Fire and forget: returns at once, and is tried in the background.
    const auto sent =
        bank.send({.address = "/accounts/alice/withdrawals/{operation}", .body = R"({"amount": 2000})"}, tell);
    if (!sent) return EXIT_FAILURE;
    return bank.wait_for_all(std::chrono::minutes(1)) ? EXIT_SUCCESS : EXIT_FAILURE;
}
