// LogReader: the records after a position, in order, for those who follow the log.
//
//   auto batch = reader.read(Position{900}, durable, limits);
//
// The last frames come from memory, everything else from the files in large reads. A batch never leaves its segment:
// it may be shorter than the limits allow, but it has a record whenever there is one to give.
// Errors   store_errc::corrupt with file and offset; those of the disk.
// Threads  any.
#pragma once

#include "adapters/store/journal/recent_frames.hpp"
#include "adapters/store/journal/segment_table.hpp"

namespace hapax::journal {

class LogReader {
 public:
    static constexpr std::size_t read_bytes_min = 64 << 10;
    static constexpr std::size_t read_bytes_max = 4 << 20;

    LogReader(SegmentTable& segments, const RecentFrames& recent, std::shared_ptr<BufferPool> pool)
        : segments_(segments), recent_(recent), pool_(std::move(pool)) {}

    Result<LogBatch> read(Position after, Position durable, const ReadLimits& limits);

 private:
    Result<LogBatch> read_recent(std::vector<RecentFrame> frames, Position after, Position durable,
                                 const ReadLimits& limits);
    Result<LogBatch> read_file(Position after, Position durable, const ReadLimits& limits);
    Result<std::shared_ptr<FrameBuffer>> read_piece(const FoundFrame& from, std::size_t bytes_wanted);

    SegmentTable& segments_;
    const RecentFrames& recent_;
    std::shared_ptr<BufferPool> pool_;
};

}  // namespace hapax::journal
