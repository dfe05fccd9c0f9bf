#include "simulation/index/index_twin.hpp"

#include <algorithm>
#include <tuple>

#include "kernel/assert.hpp"

namespace hapax {
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
}

std::unexpected<Error> broken() {
    return fail(index_errc::broken, "damaged by the simulation");
}

class SimulatedIndex final : public Index {
 public:
    explicit SimulatedIndex(std::shared_ptr<IndexTwin::Disk> disk) : disk_(std::move(disk)) {
        HAPAX_ASSERT(!disk_->in_use, "an index was opened twice");
        disk_->in_use = true;
    }
    ~SimulatedIndex() override { disk_->in_use = false; }

    Result<void> ingest(const IndexRun& run) override {
        if (disk_->damaged) return broken();
        assert_well_formed(run, disk_->runs);
        disk_->runs.push_back(run);
        return {};
    }

    Result<std::optional<Address>> find_operation(const OperationKey& key) override {
        if (disk_->damaged) return broken();
        for (auto run = disk_->runs.rbegin(); run != disk_->runs.rend(); ++run) {
            const auto found = std::ranges::lower_bound(run->operations, key, {}, &OperationEntry::key);
            if (found != run->operations.end() && found->key == key) return found->address;
        }
        return std::nullopt;
    }

    Result<std::optional<StreamEntry>> find_stream(const StreamHash& stream, Version at_most) override {
        if (disk_->damaged) return broken();
        const auto place = [](const StreamEntry& entry) { return std::tuple(entry.stream, entry.version); };
        for (auto run = disk_->runs.rbegin(); run != disk_->runs.rend(); ++run) {
            const auto above = std::ranges::upper_bound(run->streams, std::tuple(stream, at_most), {}, place);
            if (above != run->streams.begin() && std::prev(above)->stream == stream) return *std::prev(above);
        }
        return std::nullopt;
    }

    Result<std::optional<Through>> through() override {
        if (disk_->damaged) return broken();
        if (disk_->runs.empty()) return std::nullopt;
        return Through{disk_->store_id, disk_->runs.back().through, disk_->runs.back().through_address};
    }

    Result<std::vector<PendingItem>> pending() override {
        if (disk_->damaged) return broken();
        return disk_->runs.empty() ? std::vector<PendingItem>{} : disk_->runs.back().pending;
    }

    std::uint64_t runs() const override { return disk_->runs.size(); }

    Result<void> clear(const Uuid& store_id) override {
        disk_->runs.clear();
        disk_->store_id = store_id;
        disk_->damaged = false;
        return {};
    }

 private:
    std::shared_ptr<IndexTwin::Disk> disk_;
};

}  // namespace

std::unique_ptr<Index> IndexTwin::open() {
    return std::make_unique<SimulatedIndex>(disk_);
}

void IndexTwin::crash_machine(std::uint64_t seed) {
    const std::uint64_t lost = mixed(seed ^ 0x1d8e4e27c47d124fULL) % (runs_lost_max + 1);
    disk_->runs.resize(disk_->runs.size() - std::min<std::uint64_t>(lost, disk_->runs.size()));
}

}  // namespace hapax
