// AppendBatch: judges the commits of one call, numbers and encodes those that are appended, and takes them back when
// they cannot be written.
//
//   batch.begin(durable);
//   for (const Commit& c : commits) if (auto judged = batch.judge(c); !judged) { batch.undo(); … }
//   batch.encode();                       // into frames that wait to be written
//   batch.publish(i, written);            // after the sync of frame i
//
// Judged on what earlier commits of the call make of a stream: StreamHead::next runs ahead of version until published.
// Its vectors are used again, call after call.
// Threads  the appending loop.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "adapters/store/journal/live_index.hpp"
#include "adapters/store/journal/record_reader.hpp"
#include "adapters/store/journal/segment_writer.hpp"

namespace hapax::journal {

class AppendBatch {
 public:
    AppendBatch(LiveIndex& index, const RecordReader& records, std::shared_ptr<BufferPool> pool,
                std::size_t payload_max)
        : index_(index), records_(records), pool_(std::move(pool)), payload_max_(payload_max) {}

    void begin(Position durable);
    Result<AppendOutcome> judge(const Commit& commit);
    Result<void> encode();
    void undo();
    void publish(std::size_t frame, const WrittenFrame& written);
    void end();

    std::span<FrameDraft> frames() { return frames_; }
    bool empty() const { return items_.empty(); }

 private:
    struct Item {
        const Commit* commit = nullptr;
        StreamHead* head = nullptr;
        Version after;
        std::uint32_t frame = 0;
        std::uint32_t offset = 0;  // in the frame
    };

    Result<StreamHead*> head_of(const StreamId& stream);
    Result<std::optional<Position>> known(const OperationKey& key) const;
    std::optional<Position> known_here(const OperationKey& key) const;
    void remember_here(const OperationKey& key);
    Position position_of(std::size_t item) const { return Position{durable_.value + item + 1}; }
    FrameDraft& draft_for(std::size_t record_bytes);

    LiveIndex& index_;
    const RecordReader& records_;
    std::shared_ptr<BufferPool> pool_;
    const std::size_t payload_max_;
    Position durable_;
    std::vector<Item> items_;
    std::vector<FrameDraft> frames_;
    std::vector<std::uint32_t> slots_;  // open addressing over the items' keys: item + 1, 0 = free
    std::vector<IndexedRecord> indexed_;
};

// The last record of a stream that has events, as the index and the journal know it.
Result<std::optional<StoredCommit>> last_record(const LiveIndex& index, const RecordReader& records,
                                                const StreamId& stream, const StreamHash& hash);

}  // namespace hapax::journal
