#include "simulation/index/index_twin.hpp"

#include <algorithm>
#include <tuple>

#include "kernel/assert.hpp"

namespace hapax::simulation {
namespace {

void assert_well_formed(const IndexRun& run, const std::vector<IndexRun>& earlier) {
    HAPAX_ASSERT(!run.operations.empty() && run.from.value > 0 && run.from <= run.through.position,
                 "a run of no records was ingested");
    HAPAX_ASSERT(earlier.empty() || run.from.value == earlier.back().through.position.value + 1,
                 "a run does not follow the one before it");
    for (std::size_t i = 1; i < run.operations.size(); ++i) {
        HAPAX_ASSERT(run.operations[i - 1].key < run.operations[i].key, "the operations of a run are not sorted");
    }
    for (std::size_t i = 1; i < run.streams.size(); ++i) {
        const auto& [stream, version, address] = run.streams[i - 1];
        HAPAX_ASSERT(std::tie(stream, version) < std::tie(run.streams[i].stream, run.streams[i].version),
                     "the streams of a run are not sorted");
    }
    for (std::size_t i = 1; i < run.callers.size(); ++i) {
        const CallerEntry& before = run.callers[i - 1];
        HAPAX_ASSERT(std::tie(before.scope, before.position) < std::tie(run.callers[i].scope, run.callers[i].position),
                     "the callers of a run are not sorted");
    }
}

class SimulatedIndex final : public Index {
 public:
    SimulatedIndex(std::shared_ptr<IndexTwin::Disk> disk, Process* process)
        : disk_(std::move(disk)), process_(process) {
        HAPAX_ASSERT(!disk_->in_use, "an index was opened twice");
        disk_->in_use = true;
    }
    ~SimulatedIndex() override { disk_->in_use = false; }

    Result<void> ingest(const IndexRun& run) override {
        if (const auto entered = enter(); !entered) return pass_on(entered);
        assert_well_formed(run, disk_->runs);
        if (disk_->full) return fail(store_errc::storage_full, "filled up by the simulation");
        if (process_) process_->note(mixed(run.through.position.value));
        disk_->runs.push_back(run);
        return {};
    }

    Result<std::optional<Address>> find_operation(const OperationKey& key) override {
        if (const auto found = look_up(); !found) return pass_on(found);
        for (auto run = disk_->runs.rbegin(); run != disk_->runs.rend(); ++run) {
            const auto at = std::ranges::lower_bound(run->operations, key, {}, &OperationEntry::key);
            if (at != run->operations.end() && at->key == key) return at->address;
        }
        return std::nullopt;
    }

    Result<std::vector<StreamEntry>> find_stream(const StreamHash& stream, Version from,
                                                 std::size_t entries_max) override {
        if (const auto found = look_up(); !found) return pass_on(found);
        std::vector<StreamEntry> entries;
        for (const IndexRun& run : disk_->runs) {
            const auto here = std::ranges::equal_range(run.streams, stream, {}, &StreamEntry::stream);
            auto at = std::ranges::upper_bound(here, from, {}, &StreamEntry::version);
            if (at != here.begin()) {
                entries.clear();
                --at;
            } else if (entries.empty()) {
                continue;
            }
            for (; at != here.end() && entries.size() < entries_max; ++at) entries.push_back(*at);
        }
        return entries;
    }

    Result<std::vector<CallerEntry>> find_caller(CallerScope scope, Position before, std::size_t entries_max) override {
        if (const auto entered = enter(); !entered) return pass_on(entered);  // a failed look-up is for who appends
        std::vector<CallerEntry> entries;
        for (auto run = disk_->runs.rbegin(); run != disk_->runs.rend(); ++run) {
            const auto here = std::ranges::equal_range(run->callers, scope, {}, &CallerEntry::scope);
            auto at = std::ranges::lower_bound(here, before, {}, &CallerEntry::position);
            while (at != here.begin() && entries.size() < entries_max) entries.push_back(*--at);
        }
        return entries;
    }

    Result<std::optional<Through>> through() override {
        if (const auto entered = enter(); !entered) return pass_on(entered);
        if (disk_->runs.empty()) return std::nullopt;
        return Through{disk_->store_id, disk_->runs.back().through, disk_->runs.back().through_address};
    }

    Result<std::vector<PendingItem>> pending() override {
        if (const auto entered = enter(); !entered) return pass_on(entered);
        return disk_->runs.empty() ? std::vector<PendingItem>{} : disk_->runs.back().pending;
    }

    std::uint64_t runs() const override { return disk_->runs.size(); }

    Result<void> clear(const Uuid& store_id) override {
        if (const auto alive = this->alive(); !alive) return alive;
        disk_->runs.clear();
        disk_->store_id = store_id;
        disk_->damaged = false;
        return {};
    }

 private:
    Result<void> alive() {
        if (!process_) return {};
        if (process_->dead()) return fail(index_errc::broken, "the process is dying");
        process_->checkpoint();
        return {};
    }

    Result<void> enter() {
        if (auto alive = this->alive(); !alive) return alive;
        if (disk_->damaged) return fail(index_errc::broken, "damaged by the simulation");
        return {};
    }

    Result<void> look_up() {
        if (auto entered = enter(); !entered) return entered;
        if (disk_->fail_look_up == 0 || --disk_->fail_look_up > 0) return {};
        ++disk_->failed_look_ups;
        return fail(disk_->look_up_error, "a fault of the simulated index");
    }

    std::shared_ptr<IndexTwin::Disk> disk_;
    Process* const process_;
};

}  // namespace

std::unique_ptr<Index> IndexTwin::open(Process* process) {
    return std::make_unique<SimulatedIndex>(disk_, process);
}

IndexTwin IndexTwin::copy() const {
    IndexTwin twin;
    *twin.disk_ = *disk_;
    twin.disk_->in_use = twin.disk_->full = false;
    twin.disk_->fail_look_up = 0;
    return twin;
}

void IndexTwin::crash_machine(std::uint64_t seed) {
    const std::uint64_t lost = mixed(seed ^ 0x1d8e4e27c47d124fULL) % (runs_lost_max + 1);
    disk_->runs.resize(disk_->runs.size() - std::min<std::uint64_t>(lost, disk_->runs.size()));
}

}  // namespace hapax::simulation
