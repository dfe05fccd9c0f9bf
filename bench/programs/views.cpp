// What projecting costs: a balance per account and a movement per event with an index by account, on SQLite.
//
//   views_bench [--accounts 10000] [--events 1000000] [--directory /tmp] [--clock wall|cpu]
//
// Prints the replay of a whole log (indexes at the end), then microseconds per operation by size of the batch while
// the views serve; each the median of 3. The log is kept in memory, so nothing but the projector and SQLite is
// measured.

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>

#include <time.h>

#include "adapters/store/memory/memory_store.hpp"
#include "adapters/views/sqlite/sqlite_views.hpp"
#include "application/projector/projector.hpp"
#include "kernel/random.hpp"
#include "support/money_views.hpp"
#include "support/null_ports.hpp"
#include "support/solo_runtime.hpp"

namespace hapax {
namespace {

// Seconds since some origin: of the wall, or of this thread's processor time where others share the cores.
double seconds(bool cpu) {
    timespec now{};
    ::clock_gettime(cpu ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

// The bank's movement: what happened, by whom, when.
class StatementView : public MovementView {
 public:
    StatementView() {
        schema_.columns = {
            {"account"}, {"operation"}, {"caller"}, {"amount", ColumnType::integer}, {"at", ColumnType::integer}};
    }
    Result<std::optional<Row>> row(std::string_view, const EventView& event, const Meta& meta) const override {
        return Row{meta.stream_id, meta.operation.value.text(), text(meta.caller), amount_of(event),
                   meta.recorded_at.us};
    }
};

class Bench {
 public:
    Bench(std::uint64_t accounts, std::filesystem::path directory, bool cpu)
        : accounts_(accounts), directory_(std::move(directory)), cpu_(cpu) {
        service_.views.push_back(std::make_unique<BalanceView>());
        service_.views.push_back(std::make_unique<StatementView>());
        std::filesystem::create_directories(directory_);
    }
    ~Bench() { std::filesystem::remove_all(directory_); }

    void append(std::uint64_t operations) {
        std::vector<Commit> commits;
        for (std::uint64_t i = 0; i < operations; ++i) {
            commits.push_back(moved(std::to_string(random_.next() % accounts_), 100, ++operations_));
            commits.back().caller.subject = "anonymous";
            if (commits.size() == 1000 || i + 1 == operations) {
                (void)store_->append(commits);
                commits.clear();
            }
        }
    }
    void open_anew() {
        projector_.reset();
        views_.reset();
        for (const char* name : {"views.sqlite", "views.sqlite-wal", "views.sqlite-shm", "views.mark"}) {
            std::filesystem::remove(directory_ / name);
        }
        views_ = open_sqlite_views({.path = directory_ / "views.sqlite", .boot_id = "boot"});
        projector_ = std::make_unique<Projector>(ProjectorPorts{service_, *store_, *views_, runtime_, metrics_, log_});
        if (auto opened = projector_->open(); !opened) std::printf("open: %s\n", opened.error().detail.c_str());
    }
    double project_seconds() {
        const double began = seconds(cpu_);
        for (;;) {
            const auto any = projector_->advance();
            if (!any || !*any) break;
        }
        return seconds(cpu_) - began;
    }
    bool caught_up() const { return projector_->caught_up(); }
    std::uintmax_t file_bytes() const { return std::filesystem::file_size(directory_ / "views.sqlite"); }

 private:
    std::uint64_t accounts_;
    std::filesystem::path directory_;
    bool cpu_;
    Service service_;
    std::unique_ptr<EventStore> store_ = make_memory_store({.store_id = Uuid::v7(1, 2, 3)});
    std::unique_ptr<SqliteViews> views_;
    SoloRuntime runtime_;
    NullMetrics metrics_;
    NullLog log_;
    std::unique_ptr<Projector> projector_;
    Random random_{7};
    std::uint64_t operations_ = 0;
};

template <class Measure>
double median_of_three(Measure&& measure) {
    double values[3];
    for (double& value : values) value = measure();
    std::sort(values, values + 3);
    return values[1];
}

void run(std::uint64_t accounts, std::uint64_t events, const std::filesystem::path& directory, bool cpu) {
    Bench bench(accounts, directory, cpu);
    bench.append(events);
    const double replay = median_of_three([&] {
        bench.open_anew();
        return bench.project_seconds();
    });
    std::printf("replay of %llu events, %llu accounts: %.2f s, %.0f events/s, %.0f MB%s\n",
                static_cast<unsigned long long>(events), static_cast<unsigned long long>(accounts), replay,
                static_cast<double>(events) / replay, static_cast<double>(bench.file_bytes()) / 1e6,
                bench.caught_up() ? "" : " (NOT CAUGHT UP)");
    for (const std::uint64_t batch : {1U, 16U, 64U, 256U, 1024U, 4096U}) {
        const std::uint64_t rounds = std::clamp<std::uint64_t>(40'000 / batch, 8, 8'000);
        const double taken = median_of_three([&] {
            double sum = 0;
            for (std::uint64_t i = 0; i < rounds; ++i) {
                bench.append(batch);
                sum += bench.project_seconds();
            }
            return sum;
        });
        std::printf("batches of %5llu: %6.2f us per operation\n", static_cast<unsigned long long>(batch),
                    taken * 1e6 / static_cast<double>(rounds * batch));
    }
}

}  // namespace
}  // namespace hapax

int main(int argc, char** argv) {
    std::uint64_t accounts = 10'000;
    std::uint64_t events = 1'000'000;
    std::filesystem::path directory = std::filesystem::temp_directory_path();
    bool cpu = false;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (std::strcmp(argv[i], "--accounts") == 0) accounts = std::stoull(argv[i + 1]);
        if (std::strcmp(argv[i], "--events") == 0) events = std::stoull(argv[i + 1]);
        if (std::strcmp(argv[i], "--directory") == 0) directory = argv[i + 1];
        if (std::strcmp(argv[i], "--clock") == 0) cpu = std::strcmp(argv[i + 1], "cpu") == 0;
    }
    hapax::run(accounts, events, directory / "hapax-views-bench", cpu);
}
