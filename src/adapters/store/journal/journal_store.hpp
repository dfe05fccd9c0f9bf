// JournalStore: the journal's parts put together behind the EventStore port.
//
//   auto store = std::make_unique<JournalStore>(disk, index, salt, options);
//   store->writer().begin(…); replay(store->segments(), store->index(), …);   // by the start, before anyone else
//   store->serve(std::move(lock), std::move(witness));
//
// Threads  as EventStore says.
#pragma once

#include <atomic>
#include <mutex>

#include "adapters/store/journal/append_batch.hpp"
#include "adapters/store/journal/archive.hpp"
#include "adapters/store/journal/index_rebuild.hpp"
#include "adapters/store/journal/journal.hpp"
#include "adapters/store/journal/log_reader.hpp"
#include "adapters/store/journal/read_error.hpp"
#include "adapters/store/journal/stream_reader.hpp"
#include "adapters/store/journal/witness.hpp"

namespace hapax::journal {

class JournalStore final : public EventStore {
 public:
    JournalStore(std::shared_ptr<Disk> disk, Index& index, std::uint64_t salt, const JournalOptions& options);

    SegmentTable& segments() { return segments_; }
    Preparation& spares() { return spares_; }
    SegmentWriter& writer() { return writer_; }
    LiveIndex& live_index() { return live_; }
    void serve(std::unique_ptr<DirectoryLock> lock, Witness witness, MirrorState mirror);

    Result<std::vector<AppendOutcome>> append(std::span<const Commit> commits) override;
    Position durable() const override { return Position{durable_.load(std::memory_order_acquire)}; }
    Result<std::optional<StoredCommit>> find(const OperationKey& key) override;
    Result<Version> stream_version(const StreamId& stream) override { return for_readers(streams_.version(stream)); }
    Result<StreamSlice> read_stream(const StreamId& stream, Version after, std::size_t events_max) override {
        return for_readers(streams_.read(stream, after, events_max));
    }
    Result<std::vector<StoredCommit>> read_caller(CallerScope scope, Position before, std::size_t records_max) override;
    Result<LogBatch> read_log(Position after, const ReadLimits& limits) override {
        return for_readers(log_.read(after, durable(), limits));
    }
    Result<std::vector<PendingItem>> pending(PendingKind kind) override { return live_.pending(kind); }
    Result<std::optional<Mark>> mark(Position position) override;
    StoreState state() const override;
    bool admits(std::uint64_t bytes, Use use) const override;
    Result<Instant> maintain(Instant now) override;
    Result<void> seal() override;

 private:
    Result<std::vector<AppendOutcome>> judge(std::span<const Commit> commits);
    Result<void> write();
    void advance(const Mark& mark, std::uint64_t frame_records);
    Mark durable_mark() const;
    std::uint64_t free_bytes(Use use) const;

    Result<void> maintain_witness(Instant now);
    Result<void> maintain_index(Instant now);
    void rebuild_index(Instant now);
    Result<bool> rebuild_step();
    Result<void> maintain_space(Instant now);
    void maintain_archive(Instant now);
    Pace pace();
    bool enough_is_prepared() const;
    Instant next_maintenance(Instant now);

    const JournalOptions options_;
    const std::uint64_t seed_;  // of the index in memory
    const std::shared_ptr<Disk> disk_;
    Index& index_;
    std::unique_ptr<DirectoryLock> lock_;
    std::shared_ptr<BufferPool> pool_ = std::make_shared<BufferPool>();
    SegmentTable segments_;
    Preparation spares_;
    LiveIndex live_;
    RecordReader records_;
    StreamReader streams_;
    RecentFrames recent_;
    LogReader log_;
    SegmentWriter writer_;
    AppendBatch batch_;
    std::optional<IndexRebuild> rebuild_;
    Instant rebuild_due_{};
    std::optional<Archive> archive_;
    std::optional<Witness> witness_;
    MirrorState mirror_;
    std::atomic<std::uint64_t> durable_{0};
    mutable std::mutex mark_mutex_;
    Mark mark_;
    std::uint64_t last_frame_records_ = 0;
    IndexState index_state_;
    Uuid store_id_;
    bool failed_ = false;
    bool sealed_ = false;
    Instant witness_due_{};
    Instant space_due_{};
    Instant archive_due_{};
    std::uint64_t written_at_last_step_ = 0;
    std::uint64_t written_at_last_look_ = 0;
};

}  // namespace hapax::journal
