// A full rebuild of the bank's views: how fast its projections follow a journal that is already there.
//
//   bench_projection_replay --directory /var/tmp/x --events 1000000
//
// The history is made by the bank's own decisions and appended in large batches (not counted); then a projector with
// empty views runs until both serve, indexes included.
#include <vector>

#include "adapters/telemetry/prometheus/prometheus.hpp"
#include "adapters/views/sqlite/sqlite_views.hpp"
#include "application/projector/projector.hpp"
#include "bank/bank.hpp"
#include "journal_house.hpp"
#include "sample.hpp"

namespace hapax::bench {
namespace {

constexpr std::uint64_t accounts = 1000;
constexpr std::size_t batch_max = 4096;

class SilentLog : public Log {
 public:
    void write(Level, std::string_view, std::initializer_list<LogField>) override {}
};

// Withdrawals, after every account was opened and funded.
class History {
 public:
    explicit History(const Service& service) : service_(service), states_(accounts) {}

    Commit next() {
        const std::uint64_t n = made_++;
        if (n < accounts) return decided("OpenAccount", n, R"({"owner":"bench"})");
        if (n < 2 * accounts) return decided("Deposit", n, R"({"amount":1000000000000})");
        return decided("Withdraw", n, R"({"amount":1})");
    }

 private:
    Commit decided(std::string_view name, std::uint64_t n, std::string_view body) {
        const CommandType& type = command(name);
        auto& state = states_[n % accounts];
        if (state == nullptr) state = type.aggregate().initial();
        Commit commit = withdrawal(n, accounts);
        commit.stream.type = type.aggregate().stream();
        commit.type = name;
        auto decoded = type.decode(body);
        if (!decoded) fail("the body was refused");
        commit.events = type.decide(*state, *decoded->command, {}).events;
        if (commit.events.size() != 1) fail("one event was expected");
        return commit;
    }

    const CommandType& command(std::string_view name) const {
        for (const auto& type : service_.commands) {
            if (type->name().ends_with(name)) return *type;
        }
        fail("the bank has no such command");
    }

    const Service& service_;
    std::vector<std::unique_ptr<AggregateState>> states_;
    std::uint64_t made_ = 0;
};

void append_history(JournalHouse& house, const Service& service, std::uint64_t events) {
    History history(service);
    std::vector<Commit> batch;
    for (std::uint64_t n = 0; n < events;) {
        batch.clear();
        for (; n < events && batch.size() < batch_max; ++n) batch.push_back(history.next());
        wait_for_space(house, batch.size());
        opened(house.store().append(batch), "append");
    }
}

double rebuild_seconds(JournalHouse& house, const Service& service, const std::string& directory) {
    const auto views = open_sqlite_views({.path = directory + "/views.sqlite"});
    const auto metrics = make_prometheus_metrics();
    SilentLog log;
    const auto began = std::chrono::steady_clock::now();
    Projector projector({service, house.store(), *views, house.runtime(), *metrics, log});
    if (!projector.open()) fail("the views cannot be opened");
    while (!projector.caught_up()) opened(projector.advance(), "advance");
    const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    if (projector.completed_through() != house.store().durable()) fail("the views did not catch up");
    return took;
}

void run(const Arguments& arguments) {
    const std::string& directory = arguments.text("directory");
    const std::uint64_t events = arguments.number("events");
    {
        JournalHouse house(directory);
        const Service service = bank_app().build();
        append_history(house, service, events);
        const double took = rebuild_seconds(house, service, directory);
        std::printf("{\"rate\":%.1f,\"seconds\":%.3f}\n", static_cast<double>(events) / took, took);
    }
    remove_house(directory);
}

}  // namespace
}  // namespace hapax::bench

int main(int argc, char** argv) {
    hapax::bench::run({argc, argv, {{"directory", "replay.tmp"}, {"events", "1000000"}}});
}
