#include "dump.hpp"

#include "violation.hpp"

namespace hapax::simulated_bank {

const StoredCommit* Dump::of(const OperationKey& key) const {
    const auto found = by_key_.find(key);
    return found == by_key_.end() ? nullptr : &records[found->second];
}

Dump dump_of(EventStore& store) {
    Dump dump;
    while (dump.records.size() < store.durable().value) {
        const auto batch = store.read_log(Position{dump.records.size()}, {});
        require(batch && !batch->records.empty(), "C7 order: the log has a gap",
                [&] { return "after position " + std::to_string(dump.records.size()); });
        for (const RecordView& record : batch->records) {
            const auto at = [&] { return "position " + std::to_string(record.position.value); };
            auto stored = store.find(record.operation);
            require(stored && *stored, "C2 durable: a record in the log cannot be found by its operation", at);
            require((*stored)->position == record.position, "C1 once: one operation has two records",
                    [&] { return at() + " and " + std::to_string((*stored)->position.value); });
            require(record.position.value == dump.records.size() + 1, "C7 order: positions are not dense", at);
            const bool fresh = dump.by_key_.emplace(record.operation, dump.records.size()).second;
            require(fresh, "C1 once: one operation has two records", at);
            dump.records.push_back(std::move(**stored));
        }
    }
    return dump;
}

}  // namespace hapax::simulated_bank
