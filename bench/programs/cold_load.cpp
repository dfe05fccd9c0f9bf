// Cold load of one long stream: an account that is in no cache, folded by the engine's own loader.
//
//   bench_cold_load --directory /var/tmp/x --events 100000 --accounts 10 --snapshot_every 1000
//
// So many events of each account are appended in turn, so that those of one lie scattered; the account's snapshots are
// put as the service puts them, the last one as old as it can get. Journal, index and snapshots are closed and opened
// again before each load, as a restart does (the kernel's page cache stays, as it does after kill -9). Prints
// milliseconds: through the snapshot, and from the first event with the snapshots removed. Both must give the same
// state.
#include "adapters/snapshots/files/file_snapshots.hpp"
#include "application/engine/aggregate_loader.hpp"
#include "bank/bank.hpp"
#include "history.hpp"

namespace hapax::bench {
namespace {

struct Shape {
    std::uint64_t events;
    std::uint64_t accounts;
    std::uint64_t snapshot_every;

    // The last snapshot is due one event before there would be the next.
    bool snapshot_at(std::uint64_t version) const {
        return version <= events && (events - version) % snapshot_every == snapshot_every - 1;
    }
};

struct Draft {
    std::size_t commit;
    std::string state;
};

std::unique_ptr<Snapshots> snapshots_in(Disk& disk, const std::string& directory) {
    return opened(open_file_snapshots(disk, directory + "/snapshots"), "snapshots");
}

class Writer {
 public:
    Writer(JournalHouse& house, Snapshots& snapshots, const Service& service, const Shape& shape)
        : house_(house),
          snapshots_(snapshots),
          type_(command_of(service, "Withdraw").aggregate()),
          shape_(shape),
          history_(service, shape.accounts) {}

    void write_all() {
        while (history_.made() < shape_.events * shape_.accounts) write_some();
    }

 private:
    void write_some() {
        std::vector<Commit> batch;
        std::vector<Draft> drafts;
        while (batch.size() < history_batch && history_.made() < shape_.events * shape_.accounts) {
            const bool first_account = history_.made() % shape_.accounts == 0;
            const std::uint64_t version = history_.made() / shape_.accounts + 1;
            batch.push_back(history_.next());
            if (first_account && shape_.snapshot_at(version)) {
                drafts.push_back({batch.size() - 1, type_.save(history_.state(0))});
            }
        }
        wait_for_space(house_, batch.size());
        const auto outcomes = opened(house_.store().append(batch), "append");
        for (Draft& draft : drafts) put(batch[draft.commit].stream, outcomes[draft.commit], std::move(draft.state));
    }

    void put(const StreamId& stream, const AppendOutcome& outcome, std::string state) {
        const auto mark = opened(house_.store().mark(outcome.position), "mark");
        if (!mark) fail("a record that was appended has no mark");
        if (!snapshots_.put({stream, outcome.version, *mark, type_.fold_id(), std::move(state)})) {
            fail("a snapshot was not kept");
        }
    }

    JournalHouse& house_;
    Snapshots& snapshots_;
    const AggregateType& type_;
    const Shape shape_;
    History history_;
};

struct Load {
    double milliseconds;
    std::string state;
};

Load cold_load(const std::string& directory, const Service& service, const Shape& shape) {
    JournalHouse house(directory);
    const auto disk = make_posix_disk();
    const auto snapshots = snapshots_in(*disk, directory);
    AggregateLoader loader(house.store(), snapshots.get());
    const AggregateType& type = command_of(service, "Withdraw").aggregate();
    const auto began = std::chrono::steady_clock::now();
    const Loaded loaded = opened(loader.load(type, {std::string(type.stream()), "bench-0"}), "load");
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - began;
    if (loaded.version.value != shape.events) fail("the account does not have all its events");
    return {took.count(), type.save(*loaded.state)};
}

void run(const Arguments& arguments) {
    const std::string& directory = arguments.text("directory");
    const Service service = bank_app().build();
    const Shape shape{arguments.number("events"), arguments.number("accounts"), arguments.number("snapshot_every")};
    {
        JournalHouse house(directory);
        const auto disk = make_posix_disk();
        const auto snapshots = snapshots_in(*disk, directory);
        Writer(house, *snapshots, service, shape).write_all();
    }
    const Load through_snapshot = cold_load(directory, service, shape);
    std::filesystem::remove_all(directory + "/snapshots");
    const Load from_events = cold_load(directory, service, shape);
    if (through_snapshot.state != from_events.state) fail("the snapshot and the events disagree");
    std::printf("{\"snapshot_ms\":%.3f,\"events_ms\":%.3f}\n", through_snapshot.milliseconds, from_events.milliseconds);
    remove_house(directory);
}

}  // namespace
}  // namespace hapax::bench

int main(int argc, char** argv) {
    hapax::bench::run(
        {argc,
         argv,
         {{"directory", "cold_load.tmp"}, {"events", "100000"}, {"accounts", "10"}, {"snapshot_every", "1000"}}});
}
