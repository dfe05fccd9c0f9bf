// The journal alone: appends withdrawals in batches for so long, then reads the whole log as a projection would.
//
//   bench_journal --directory /var/tmp/x --batch 256 --seconds 5
//   bench_journal … --mirror /second/x            // with a second copy there, which goes again too
//
// Prints the rate of appending (answered when synced and indexed; making the commits is not counted) and of reading.
#include <vector>

#include "journal_house.hpp"
#include "sample.hpp"

namespace hapax::bench {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point began) {
    return std::chrono::duration<double>(Clock::now() - began).count();
}

double append_rate(JournalHouse& house, const Arguments& arguments, std::uint64_t& appended) {
    const std::uint64_t batch = arguments.number("batch");
    const auto limit = static_cast<double>(arguments.number("seconds"));
    std::vector<Commit> commits(batch);
    double busy = 0;
    while (busy < limit) {
        for (Commit& commit : commits) commit = withdrawal(appended++);
        wait_for_space(house, batch);
        const auto began = Clock::now();
        opened(house.store().append(commits), "append");
        busy += seconds_since(began);
    }
    return static_cast<double>(appended) / busy;
}

double scan_rate(EventStore& store, std::uint64_t appended) {
    const auto began = Clock::now();
    std::uint64_t records = 0;
    std::uint64_t events = 0;
    Position after;
    for (;;) {
        const LogBatch batch = opened(store.read_log(after, {}), "read_log");
        if (batch.records.empty()) break;
        for (const RecordView& record : batch.records) events += record.events.size();
        records += batch.records.size();
        after = batch.records.back().position;
    }
    if (records != appended || events != appended) fail("the log does not hold what was appended");
    return static_cast<double>(records) / seconds_since(began);
}

void run(const Arguments& arguments) {
    const std::string& directory = arguments.text("directory");
    const std::string& mirror = arguments.text("mirror");
    {
        JournalHouse house(directory, Maintenance::here, mirror);
        std::uint64_t appended = 0;
        const double append = append_rate(house, arguments, appended);
        const double scan = scan_rate(house.store(), appended);
        std::printf("{\"rate\":%.1f,\"scan\":%.1f,\"records\":%llu}\n", append, scan,
                    static_cast<unsigned long long>(appended));
    }
    remove_house(directory);
    if (!mirror.empty()) std::filesystem::remove_all(mirror);
}

}  // namespace
}  // namespace hapax::bench

int main(int argc, char** argv) {
    hapax::bench::run({argc, argv, {{"directory", "journal.tmp"}, {"mirror", ""}, {"batch", "256"}, {"seconds", "5"}}});
}
