#include "adapters/index/rocksdb/run_writer.hpp"

#include <algorithm>
#include <tuple>

#include "kernel/assert.hpp"

namespace hapax::index {
namespace {

RunHead head_of(const IndexRun& run) {
    return {run.from, run.through, run.through_address, run.operations.front().key, run.operations.back().key};
}

// How many different ones there are among entries that are sorted by `what`.
template <class Entry, class What>
std::size_t distinct(const std::vector<Entry>& sorted, What what) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) count += i == 0 || sorted[i].*what != sorted[i - 1].*what ? 1 : 0;
    return count;
}

}  // namespace

void assert_follows(const IndexRun& run, const Run* before) {
    HAPAX_ASSERT(!run.operations.empty() && run.from.value > 0 && run.from <= run.through.position,
                 "a run of no records was ingested");
    HAPAX_ASSERT(before == nullptr || run.from.value == before->head.through.position.value + 1,
                 "a run does not follow the one before it");
    const auto rising = [](const OperationEntry& a, const OperationEntry& b) { return !(a.key < b.key); };
    HAPAX_ASSERT(std::ranges::adjacent_find(run.operations, rising) == run.operations.end(),
                 "the operations of a run are not sorted");
    const auto falling = [](const StreamEntry& a, const StreamEntry& b) {
        return !(std::tie(a.stream, a.version) < std::tie(b.stream, b.version));
    };
    HAPAX_ASSERT(std::ranges::adjacent_find(run.streams, falling) == run.streams.end(),
                 "the streams of a run are not sorted");
    const auto younger = [](const CallerEntry& a, const CallerEntry& b) {
        return !(std::tie(a.scope, a.position) < std::tie(b.scope, b.position));
    };
    HAPAX_ASSERT(std::ranges::adjacent_find(run.callers, younger) == run.callers.end(),
                 "the callers of a run are not sorted");
}

RunWriter::RunWriter(Tables& tables, std::uint32_t number, const Identity& identity, const IndexRun& run)
    : files_(tables, number),
      salt_(identity.salt),
      run_(run),
      made_{number, head_of(run), Bloom::sized_for(run.operations.size()),
            Bloom::sized_for(distinct(run.streams, &StreamEntry::stream)),
            Bloom::sized_for(distinct(run.callers, &CallerEntry::scope))} {}

rocksdb::Status RunWriter::write() {
    for (const auto step :
         {&RunWriter::operations, &RunWriter::streams, &RunWriter::callers, &RunWriter::pending, &RunWriter::parts}) {
        const auto status = (this->*step)();
        if (!status.ok()) return status;
    }
    return files_.ingest();
}

rocksdb::Status RunWriter::operations() {
    for (const OperationEntry& entry : run_.operations) {
        made_.operations.add(filter_hash(entry.key, salt_));
        const auto key = operation_key(made_.number, entry.key);
        const auto status = files_.put(Table::operations, key, encode(entry.address));
        if (!status.ok()) return status;
    }
    return rocksdb::Status::OK();
}

rocksdb::Status RunWriter::streams() {
    for (const StreamEntry& entry : run_.streams) {
        made_.streams.add(filter_hash(entry.stream, salt_));
        const auto key = stream_key(made_.number, entry.stream, entry.version);
        const auto status = files_.put(Table::streams, key, encode(entry.address));
        if (!status.ok()) return status;
    }
    return rocksdb::Status::OK();
}

rocksdb::Status RunWriter::callers() {
    for (std::size_t i = 0; i < run_.callers.size(); ++i) {
        const CallerEntry& entry = run_.callers[i];
        const bool another = i == 0 || entry.scope != run_.callers[i - 1].scope;
        if (another) made_.callers.add(filter_hash(entry.scope, salt_));
        const auto key = caller_key(made_.number, entry.scope, entry.position);
        const auto status = files_.put(Table::callers, key, encode(entry.address));
        if (!status.ok()) return status;
    }
    return rocksdb::Status::OK();
}

rocksdb::Status RunWriter::pending() {
    std::uint32_t number = 0;
    for (const PendingItem& item : run_.pending) {
        const auto status = files_.put(Table::pending, pending_key(made_.number, number++), encode(item));
        if (!status.ok()) return status;
    }
    return rocksdb::Status::OK();
}

rocksdb::Status RunWriter::parts() {
    const auto put = [&](Part part, const std::string& value) {
        return files_.put(Table::runs, part_key(made_.number, part), value);
    };
    auto status = put(Part::callers, made_.callers.bytes());  // in the order of their letters
    if (status.ok()) status = put(Part::head, encode(made_.head));
    if (status.ok()) status = put(Part::operations, made_.operations.bytes());
    if (status.ok()) status = put(Part::streams, made_.streams.bytes());
    return status;
}

}  // namespace hapax::index
