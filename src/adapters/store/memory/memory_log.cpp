#include "adapters/store/memory/memory_log.hpp"

#include <algorithm>

#include "kernel/assert.hpp"

namespace hapax {
namespace {

constexpr std::uint64_t record_overhead_bytes = 64;

std::string_view text_of(const Fingerprint& print) {
    return {reinterpret_cast<const char*>(print.value.data()), print.value.size()};
}

RecordView view_of(const StoredCommit& record) {
    const Commit& commit = record.commit;
    RecordView view{record.position,
                    record.version,
                    commit.operation,
                    commit.caller.issuer,
                    commit.caller.subject,
                    commit.type,
                    commit.resource,
                    commit.stream.type,
                    commit.stream.key,
                    commit.correlation.correlation_id,
                    commit.correlation.traceparent,
                    commit.reply.code,
                    commit.reply.detail,
                    commit.outcome,
                    commit.accepted_at,
                    commit.decided_at,
                    commit.likeness ? text_of(*commit.likeness) : std::string_view(),
                    {}};
    view.events.reserve(commit.events.size());
    for (const EventData& event : commit.events) view.events.push_back({event.type, event.schema, event.payload});
    return view;
}

StreamEvent event_of(const StoredCommit& record, std::size_t index) {
    const Commit& commit = record.commit;
    const Version version{record.version.value - commit.events.size() + 1 + index};
    return {version,       record.position,    commit.events[index], commit.operation,
            commit.caller, commit.accepted_at, commit.decided_at};
}

}  // namespace

const StoredCommit& MemoryLog::append(const Commit& commit) {
    HAPAX_ASSERT(commit.outcome == Outcome::accomplished || commit.events.empty(), "only what was done has events");
    const Position position{records_.size() + 1};
    HAPAX_ASSERT(operations_.emplace(commit.operation, position).second, "an operation was appended twice");
    Version version = this->version(commit.stream);
    if (!commit.events.empty()) {
        Stream& stream = streams_[commit.stream];
        version = stream.version = Version{stream.version.value + commit.events.size()};
        stream.records.push_back(position);
    }
    callers_[commit.operation.scope].push_back(position);
    keep_pending(commit);
    bytes_ += bytes_of(commit);
    const std::uint64_t before = chain_.empty() ? 0 : chain_.back();
    chain_.push_back(static_cast<std::uint32_t>(mixed(before ^ std::hash<OperationKey>{}(commit.operation))));
    return records_.emplace_back(position, version, commit);
}

const StoredCommit* MemoryLog::find(const OperationKey& key) const {
    const auto found = operations_.find(key);
    return found == operations_.end() ? nullptr : &at(found->second);
}

Version MemoryLog::version(const StreamId& stream) const {
    const auto found = streams_.find(stream);
    return found == streams_.end() ? Version{} : found->second.version;
}

StreamSlice MemoryLog::read(const StreamId& id, Version after, std::size_t events_max) const {
    const auto found = streams_.find(id);
    if (found == streams_.end()) return {};
    const auto& [version, positions] = found->second;
    StreamSlice slice{{}, version, positions.back()};
    auto next = std::partition_point(positions.begin(), positions.end(),
                                     [&](Position position) { return at(position).version <= after; });
    for (; next != positions.end(); ++next) {
        const StoredCommit& record = at(*next);
        for (std::size_t i = 0; i < record.commit.events.size(); ++i) {
            if (slice.events.size() == events_max) return slice;
            if (record.version.value - record.commit.events.size() + 1 + i <= after.value) continue;
            slice.events.push_back(event_of(record, i));
        }
    }
    return slice;
}

std::vector<StoredCommit> MemoryLog::read_caller(CallerScope scope, Position before, std::size_t records_max) const {
    std::vector<StoredCommit> records;
    const auto found = callers_.find(scope);
    if (found == callers_.end()) return records;
    const std::vector<Position>& own = found->second;
    auto at = std::ranges::lower_bound(own, before);
    while (at != own.begin() && records.size() < records_max) records.push_back(this->at(*--at));
    return records;
}

std::vector<RecordView> MemoryLog::read(Position after, const ReadLimits& limits) const {
    std::vector<RecordView> views;
    std::uint64_t bytes = 0;
    for (std::uint64_t i = after.value; i < records_.size() && views.size() < limits.records_max; ++i) {
        bytes += bytes_of(records_[i].commit);
        if (bytes > limits.bytes_max && !views.empty()) break;
        views.push_back(view_of(records_[i]));
    }
    return views;
}

std::vector<PendingItem> MemoryLog::pending(PendingKind kind) const {
    std::vector<PendingItem> items;
    for (const auto& [key, item] : pending_) {
        if (key.kind == kind) items.push_back(item);
    }
    return items;
}

// Closing comes first: a timer that is set anew is closed and opened by one commit.
void MemoryLog::keep_pending(const Commit& commit) {
    for (const PendingKey& key : commit.closed) pending_.erase(key);
    for (const PendingItem& item : commit.opened) {
        HAPAX_ASSERT(pending_.emplace(item.key, item).second, "what is pending was opened twice");
    }
}

std::uint64_t MemoryLog::bytes_of(const Commit& commit) {
    std::uint64_t bytes = record_overhead_bytes + commit.address.size() + commit.resource.size() +
                          commit.stream.key.size() + commit.reply.detail.size() + commit.reply.fields.size();
    for (const EventData& event : commit.events) bytes += event.type.size() + event.payload.size();
    for (const PendingItem& item : commit.opened) bytes += item.key.key.size() + item.payload.size();
    return bytes;
}

}  // namespace hapax
