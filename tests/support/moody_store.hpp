// MoodyStore: the memory store, whose calls a test can let fail.
//
//   store.reads_fail = 1;      // the next read of a stream
//   store.before_append = …;   // another writer is faster
#pragma once

#include <functional>
#include <utility>

#include "adapters/store/memory/memory_store.hpp"

namespace hapax {

// A store that can be told to be full, away, or to lose a race against another writer.
class MoodyStore : public EventStore {
 public:
    Result<std::vector<AppendOutcome>> append(std::span<const Commit> commits) override {
        ++appends;
        if (before_append) std::exchange(before_append, nullptr)();
        if (appends_fail > 0 && appends_fail-- > 0) return fail(append_error, detail);
        return inner->append(commits);
    }
    Position durable() const override { return inner->durable(); }
    Result<std::optional<StoredCommit>> find(const OperationKey& key) override {
        if (away || (finds_left >= 0 && finds_left-- == 0)) return fail(store_errc::unavailable, detail);
        return inner->find(key);
    }
    Result<Version> stream_version(const StreamId& stream) override { return inner->stream_version(stream); }
    Result<StreamSlice> read_stream(const StreamId& stream, Version after, std::size_t max) override {
        if (reads_fail > 0 && reads_fail-- > 0) return fail(read_error, detail);
        return inner->read_stream(stream, after, max);
    }
    Result<std::vector<StoredCommit>> read_caller(CallerScope scope, Position before,
                                                  std::size_t records_max) override {
        if (reads_fail > 0 && reads_fail-- > 0) return fail(read_error, detail);
        return inner->read_caller(scope, before, records_max);
    }
    Result<LogBatch> read_log(Position after, const ReadLimits& limits) override {
        if (log_reads_fail > 0 && log_reads_fail-- > 0) return fail(log_error, detail);
        return inner->read_log(after, limits);
    }
    Result<std::vector<PendingItem>> pending(PendingKind kind) override { return inner->pending(kind); }
    Result<std::optional<Mark>> mark(Position position) override {
        if (marks_fail > 0 && marks_fail-- > 0) return fail(store_errc::unavailable, detail);
        return inner->mark(position);
    }
    StoreState state() const override { return inner->state(); }
    bool admits(std::uint64_t, Use) const override { return !full; }
    Result<Instant> maintain(Instant now) override { return inner->maintain(now); }
    Result<void> seal() override { return inner->seal(); }

    std::unique_ptr<EventStore> inner = make_memory_store();
    bool full = false;
    bool away = false;
    int finds_left = -1;  // then one find() fails; -1 = none
    int reads_fail = 0;
    int marks_fail = 0;
    int log_reads_fail = 0;
    int appends_fail = 0;
    int appends = 0;
    ErrorCode read_error = store_errc::unavailable;
    ErrorCode append_error = store_errc::unavailable;
    ErrorCode log_error = store_errc::unavailable;
    std::string detail = "gone fishing";
    std::function<void()> before_append;
};

}  // namespace hapax
