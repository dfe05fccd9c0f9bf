// Commands in process: the engine, committer, journal and projector of a service, and no HTTP.
//
//   bench_in_process --directory /var/tmp/x --window 4096 --projector on --wait commit --seconds 5
//
// One thread makes withdrawals as the edge does (id, fingerprint, JSON decoded to the command) and keeps `window` of
// them under way. --projector off leaves the service without views; --wait completion asks for answers that every view
// shows. Beside the rate it prints what one sync took with it, so that the bare disk can be asked for the same: the mean
// number of records of a batch and the bytes of a record.
#include <algorithm>
#include <atomic>
#include <memory>
#include <vector>

#include "adapters/telemetry/prometheus/prometheus.hpp"
#include "adapters/views/sqlite/sqlite_views.hpp"
#include "application/service/service_loops.hpp"
#include "bank/bank.hpp"
#include "codec/digest.hpp"
#include "codec/record/record.hpp"
#include "journal_house.hpp"

namespace hapax::bench {
namespace {

constexpr std::uint64_t accounts = 1000;
constexpr std::size_t batch_max = 256;
constexpr std::string_view one_cent = R"({"amount":1})";
constexpr std::int64_t unix_ms = 1'750'000'000'000;

class SilentLog : public Log {
 public:
    void write(Level level, std::string_view message, std::initializer_list<LogField> fields) override {
        if (level < Level::warning) return;
        std::fprintf(stderr, "%.*s", static_cast<int>(message.size()), message.data());
        for (const LogField& f : fields) std::fprintf(stderr, " %s", f.value.c_str());
        std::fprintf(stderr, "\n");
    }
};

// Counts answers; anything but a first answer, final or durable as was asked for, ends the program.
class Answers : public Verdicts {
 public:
    Answers(WaitFor wait_for, Runtime& runtime)
        : durable_is_enough_(wait_for == WaitFor::commit), parker_(runtime.make_parker()) {}

    void deliver(std::vector<Delivery>& batch) override {
        for (const Delivery& delivery : batch) check(delivery.verdict);
        count_ += batch.size();
        batch.clear();
        parker_->unpark();
    }

    std::uint64_t wait_for(std::uint64_t count) {
        while (count_ < count) parker_->park(never);
        return count_;
    }

 private:
    void check(const Verdict& verdict) const {
        if (const auto* refused = std::get_if<Refused>(&verdict)) fail("refused: " + std::string(refused->code.name));
        if (durable_is_enough_ && std::holds_alternative<StillRunning>(verdict)) return;
        const auto* finished = std::get_if<Finished>(&verdict);
        if (finished == nullptr) fail("a command was not completed");
        if (finished->record->commit.outcome != Outcome::accomplished) fail(finished->record->commit.reply.code);
        if (finished->replayed) fail("a command was answered as a repeat");
    }

    const bool durable_is_enough_;
    std::unique_ptr<Parker> parker_;
    std::atomic<std::uint64_t> count_ = 0;
};

class NoResults : public QueryResults {
 public:
    void deliver(std::vector<QueryResult>& batch) override { batch.clear(); }
};

Service service_of(bool with_views) {
    Service service = bank_app().build();
    if (!with_views) service.views.clear();
    return service;
}

class InProcess {
 public:
    explicit InProcess(const Arguments& arguments)
        : house_(arguments.text("directory"), Maintenance::by_others),
          service_(service_of(arguments.text("projector") == "on")),
          views_(open_sqlite_views({.path = arguments.text("directory") + "/views.sqlite"})),
          reader_(views_->make_reader()),
          metrics_(make_prometheus_metrics()),
          wait_for_(arguments.text("wait") == "completion" ? WaitFor::completion : WaitFor::commit),
          answers_(wait_for_, house_.runtime()),
          loops_({service_,
                  house_.store(),
                  nullptr,
                  nullptr,
                  *views_,
                  *reader_,
                  house_.runtime(),
                  *metrics_,
                  log_,
                  {&answers_},
                  {&results_},
                  {}},
                 {}),
          window_(arguments.number("window")),
          batch_size_(std::min<std::uint64_t>(batch_max, window_)) {
        if (window_ == 0) fail("--window must be at least 1");
        if (!loops_.open()) fail("the views cannot be opened");
        loops_.start();
    }

    ~InProcess() {
        loops_.stop();
        house_.runtime().join();
    }

    void fund() {
        for (std::uint64_t n = 0; n < accounts; ++n) add("OpenAccount", n, "", R"({"owner":"bench"})");
        settle();
        for (std::uint64_t n = 0; n < accounts; ++n) add("Deposit", n, "/deposits/", R"({"amount":1000000000000})");
        settle();
    }

    std::uint64_t withdraw_some() {
        const std::uint64_t before = submitted_;
        for (std::size_t i = 0; i < batch_size_; ++i) add("Withdraw", i * 7919 + before, "/withdrawals/", one_cent);
        flush();
        if (submitted_ > window_) answers_.wait_for(submitted_ + batch_size_ - window_);
        return submitted_ - before;
    }

    void settle() {
        flush();
        answers_.wait_for(submitted_);
    }

    // What was synced so far: batches, and the records of all of them.
    struct Synced {
        std::uint64_t batches = 0;
        std::uint64_t records = 0;
    };

    Synced synced() {
        const Histogram& groups = metrics_->histogram("hapax_commit_group_size", HistogramUnit::count);
        Synced synced{0, groups.sum()};
        for (std::size_t i = 0; i < Histogram::buckets; ++i) synced.batches += groups.count(i);
        return synced;
    }

    std::size_t last_record_bytes() {
        const auto stored = opened(house_.store().find(last_), "find");
        if (!stored) fail("the last withdrawal is not stored");
        return record_size(stored->commit, stored->position, stored->version);
    }

 private:
    const CommandType& command(std::string_view name) const {
        for (const auto& type : service_.commands) {
            if (type->name().ends_with(name)) return *type;
        }
        fail("the bank has no such command");
    }

    void add(std::string_view name, std::uint64_t account, const char* verb, std::string_view body) {
        const CommandType& type = command(name);
        auto decoded = type.decode(body);
        if (!decoded) fail("the body was refused");
        Submission& s = batch_.emplace_back();
        const std::uint64_t n = ++submitted_;
        const std::string key = "bench-" + std::to_string(account % accounts);
        s.key = {OperationId{Uuid::v7(unix_ms + static_cast<std::int64_t>(n / 100), mixed(n), mixed(~n))}, scope_};
        last_ = s.key;
        s.caller = caller_;
        s.type = &type;
        s.command = std::move(decoded->command);
        s.stream = {std::string(type.aggregate().stream()), key};
        s.method = "PUT";
        s.resource = "/accounts/" + key;
        s.address = s.resource + verb + s.key.id.value.text();
        s.fingerprint = fingerprint(s.method, s.address, decoded->canonical);
        s.correlation.correlation_id = s.key.id.value.text();
        s.accepted_at = house_.runtime().wall();
        s.arrived = house_.runtime().now();
        s.waiter = {0, n};
        s.wait_for = wait_for_;
        if (batch_.size() == batch_max) flush();
    }

    void flush() {
        while (!batch_.empty() && !loops_.operations().submit(batch_)) std::this_thread::yield();
        batch_.clear();
    }

    JournalHouse house_;
    Service service_;
    std::unique_ptr<SqliteViews> views_;
    std::unique_ptr<ViewReader> reader_;
    std::unique_ptr<PrometheusMetrics> metrics_;
    SilentLog log_;
    WaitFor wait_for_;
    Answers answers_;
    NoResults results_;
    ServiceLoops loops_;
    std::uint64_t window_;
    std::uint64_t batch_size_;
    Caller caller_{"", "anonymous"};
    CallerScope scope_ = caller_scope(caller_);
    std::vector<Submission> batch_;
    std::uint64_t submitted_ = 0;
    OperationKey last_;
};

void run(const Arguments& arguments) {
    {
        InProcess bank(arguments);
        bank.fund();
        const auto before = bank.synced();
        const Measured measured = measure(arguments.number("seconds"), [&] { return bank.withdraw_some(); });
        bank.settle();
        const auto after = bank.synced();
        const double batch =
            static_cast<double>(after.records - before.records) / static_cast<double>(after.batches - before.batches);
        std::printf("{\"rate\":%.1f,\"batch\":%.2f,\"record_bytes\":%zu}\n", measured.rate(), batch,
                    bank.last_record_bytes());
    }
    remove_house(arguments.text("directory"));
}

}  // namespace
}  // namespace hapax::bench

int main(int argc, char** argv) {
    hapax::bench::run({argc,
                       argv,
                       {{"directory", "in_process.tmp"},
                        {"window", "4096"},
                        {"projector", "on"},
                        {"wait", "commit"},
                        {"seconds", "5"}}});
}
