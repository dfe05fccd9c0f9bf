// Tellers that share one client: N threads deposit and withdraw at a bank that may be killed at any time, until every
// operation has come to its end, and write what they were told.
//
//   tellers_with_client http://127.0.0.1:8080 THREADS OPERATIONS ACCOUNTS SECONDS FILE
//
// The operations begin evenly over SECONDS, so that the bank is killed among them and not after them.
// FILE gets a line `account operation amount` for each movement that was told, withdrawals below zero. The last line of
// the output is JSON: what was counted. One of ten operations is asked for with submit() first, another one given to
// send(). Whatever fails is asked again with the same id, as a program would do that cares.
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "hapax/client/client.hpp"
#include "kernel/random.hpp"

namespace {

using namespace hapax;
using namespace std::chrono_literals;
using client::Client;
using client::Operation;
using client::Outcome;

constexpr int first_deposit = 100'000;

struct Counts {
    std::atomic<std::uint64_t> moved = 0;
    std::atomic<std::uint64_t> rejected = 0;
    std::atomic<std::uint64_t> replayed = 0;
    std::atomic<std::uint64_t> requests = 0;
    std::atomic<std::uint64_t> asked_again = 0;  // by the teller, after the client had given up
};

class Tellers {
 public:
    Tellers(Client& client, int accounts, const char* file) : client_(client), accounts_(accounts), told_(file) {}

    void open_accounts() {
        for (int i = 0; i < accounts_; ++i) {
            const std::string account = name(i);
            const Outcome opened = until_it_ends({.address = "/accounts/" + account, .body = R"({"owner":"Ann"})"});
            if (!opened) complain(opened.error().error);
            move(account, first_deposit, [&](const Operation& operation) { return until_it_ends(operation); });
        }
    }

    void work(std::uint64_t seed, int operations, Duration time) {
        Random random(seed);
        const Instant began = surroundings_->now();
        for (int i = 0; i < operations; ++i) {
            client::wait_until(*surroundings_, began + time / operations * i, {});
            const std::string account = name(static_cast<int>(random.below(static_cast<std::uint64_t>(accounts_))));
            const int amount = static_cast<int>(random.below(500)) + 1;
            const int signed_amount = random.chance(800'000) ? -amount : amount;
            const auto way = random.below(10);
            if (way == 0) {
                send(account, signed_amount);
            } else {
                move(account, signed_amount, [&](Operation operation) {
                    if (way == 1) operation.id = submitted(operation);
                    return until_it_ends(std::move(operation));
                });
            }
        }
    }

    const Counts& counts() const { return counts_; }

 private:
    static std::string name(int i) { return "client" + std::to_string(i); }

    static Operation movement(const std::string& account, int amount) {
        const std::string kind = amount < 0 ? "/withdrawals/" : "/deposits/";
        return {.address = "/accounts/" + account + kind + "{operation}",
                .body = R"({"amount":)" + std::to_string(std::abs(amount)) + "}"};
    }

    template <class Ask>
    void move(const std::string& account, int amount, const Ask& ask) {
        note(account, amount, ask(movement(account, amount)));
    }

    // In the background. The queue may be full: then it is done here.
    void send(const std::string& account, int amount) {
        const Operation operation = movement(account, amount);
        const auto sent =
            client_.send(operation, [=, this](const Outcome& outcome) { note(account, amount, outcome); });
        if (!sent) note(account, amount, until_it_ends(operation));
    }

    Uuid submitted(const Operation& operation) {
        const Outcome outcome = client_.submit(operation);
        count(outcome);
        return outcome ? outcome->operation : outcome.error().operation;
    }

    Outcome until_it_ends(Operation operation) {
        for (;;) {
            Outcome outcome = client_.execute(operation);
            count(outcome);
            if (outcome || outcome.error().end == client::End::refused) return outcome;
            operation.id = outcome.error().operation;
            ++counts_.asked_again;
        }
    }

    void count(const Outcome& outcome) {
        counts_.requests += outcome ? outcome->requests : outcome.error().requests;
        if (outcome && outcome->answer.replayed()) ++counts_.replayed;
    }

    void note(const std::string& account, int amount, const Outcome& outcome) {
        if (!outcome) {
            if (outcome.error().error.detail != "409 insufficient-funds") complain(outcome.error().error);
            ++counts_.rejected;
            return;
        }
        ++counts_.moved;
        const std::lock_guard lock(mutex_);
        told_ << account << ' ' << outcome->operation.text() << ' ' << amount << '\n';
    }

    [[noreturn]] static void complain(const Error& error) {
        std::cerr << error.code.name << ": " << error.detail << std::endl;
        std::_Exit(EXIT_FAILURE);
    }

    Client& client_;
    std::shared_ptr<client::Surroundings> surroundings_ = client::make_surroundings();
    int accounts_;
    Counts counts_;
    std::mutex mutex_;
    std::ofstream told_;
};

client::Options options(const char* target) {
    client::Options options{.target = target};
    options.headers = {{"X-Correlation-ID", "tellers-with-client"}};
    // Half of the time nobody answers here: more retries than a healthy service should get.
    options.retry.attempts_max = 50;
    options.budget = {.earned_per_million = 1'000'000, .floor_per_second = 200, .tokens_max = 1000};
    return options;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 7) {
        std::cerr << "tellers_with_client TARGET THREADS OPERATIONS ACCOUNTS SECONDS FILE\n";
        return EXIT_FAILURE;
    }
    const int threads = std::atoi(argv[2]);
    const int operations = std::atoi(argv[3]);
    Client client(options(argv[1]));
    Tellers tellers(client, std::atoi(argv[4]), argv[6]);
    const auto time = std::chrono::seconds(std::atoi(argv[5]));
    tellers.open_accounts();
    std::cout << "opened" << std::endl;
    {
        std::vector<std::jthread> working;
        for (int i = 0; i < threads; ++i) {
            const int share = operations / threads + (i < operations % threads);
            working.emplace_back(
                [&tellers, time, i, share] { tellers.work(static_cast<std::uint64_t>(i) + 1, share, time); });
        }
    }
    if (!client.wait_for_all(10min)) return EXIT_FAILURE;
    const Counts& c = tellers.counts();
    std::cout << "{\"moved\":" << c.moved << ",\"rejected\":" << c.rejected << ",\"replayed\":" << c.replayed
              << ",\"requests\":" << c.requests << ",\"asked_again\":" << c.asked_again << "}" << std::endl;
    return EXIT_SUCCESS;
}
