#include "adapters/store/memory/memory_store.hpp"

#include <mutex>
#include <shared_mutex>

#include "adapters/store/memory/memory_log.hpp"
#include "kernel/assert.hpp"

namespace hapax {
namespace {

class MemoryStore final : public EventStore {
 public:
    explicit MemoryStore(MemoryStoreOptions options) : options_(options) {}

    Result<std::vector<AppendOutcome>> append(std::span<const Commit> commits) override {
        std::uint64_t bytes = 0;
        for (const Commit& commit : commits) bytes += MemoryLog::bytes_of(commit);
        if (!admits(bytes, Use::completing)) return fail(store_errc::storage_full, "the memory store is full");
        const std::unique_lock lock(mutex_);
        HAPAX_ASSERT(!sealed_, "a sealed store was appended to");
        std::vector<AppendOutcome> outcomes;
        outcomes.reserve(commits.size());
        for (const Commit& commit : commits) outcomes.push_back(append_one(commit));
        return outcomes;
    }

    Position durable() const override {
        const std::shared_lock lock(mutex_);
        return Position{log_->size()};
    }

    Result<std::optional<StoredCommit>> find(const OperationKey& key) override {
        const std::shared_lock lock(mutex_);
        const StoredCommit* found = log_->find(key);
        return found ? std::optional(*found) : std::nullopt;
    }

    Result<Version> stream_version(const StreamId& stream) override {
        const std::shared_lock lock(mutex_);
        return log_->version(stream);
    }

    Result<StreamSlice> read_stream(const StreamId& stream, Version after, std::size_t events_max) override {
        const std::shared_lock lock(mutex_);
        return log_->read(stream, after, events_max);
    }

    Result<std::vector<StoredCommit>> read_caller(CallerScope scope, Position before,
                                                  std::size_t records_max) override {
        const std::shared_lock lock(mutex_);
        return log_->read_caller(scope, before, records_max);
    }

    // The batch shares the whole log: its records never move.
    Result<LogBatch> read_log(Position after, const ReadLimits& limits) override {
        const std::shared_lock lock(mutex_);
        return LogBatch{log_, log_->read(after, limits)};
    }

    Result<std::vector<PendingItem>> pending(PendingKind kind) override {
        const std::shared_lock lock(mutex_);
        return log_->pending(kind);
    }

    Result<std::optional<Mark>> mark(Position position) override {
        const std::shared_lock lock(mutex_);
        return mark_of(position);
    }

    StoreState state() const override {
        const std::shared_lock lock(mutex_);
        StoreState state;
        state.store_id = options_.store_id;
        state.durable = mark_of(Position{log_->size()}).value_or(Mark{});
        state.prepared_bytes = options_.bytes_max - log_->bytes();
        state.recent_entries = log_->size();
        return state;
    }

    bool admits(std::uint64_t bytes, Use) const override {
        const std::shared_lock lock(mutex_);
        return bytes <= options_.bytes_max - log_->bytes();
    }

    Result<Instant> maintain(Instant) override { return never; }

    Result<void> seal() override {
        const std::unique_lock lock(mutex_);
        sealed_ = true;
        return {};
    }

 private:
    AppendOutcome append_one(const Commit& commit) {
        const Version version = log_->version(commit.stream);
        if (const StoredCommit* known = log_->find(commit.operation)) {
            return {AppendOutcome::Status::known_operation, known->position, version};
        }
        if (!satisfied(commit.expected, version)) return {AppendOutcome::Status::version_conflict, {}, version};
        const StoredCommit& stored = log_->append(commit);
        return {AppendOutcome::Status::appended, stored.position, stored.version};
    }

    std::optional<Mark> mark_of(Position position) const {
        if (position.value == 0 || position.value > log_->size()) return std::nullopt;
        return log_->mark(position);
    }

    const MemoryStoreOptions options_;
    mutable std::shared_mutex mutex_;
    std::shared_ptr<MemoryLog> log_ = std::make_shared<MemoryLog>();
    bool sealed_ = false;
};

}  // namespace

std::unique_ptr<EventStore> make_memory_store(MemoryStoreOptions options) {
    return std::make_unique<MemoryStore>(options);
}

}  // namespace hapax
