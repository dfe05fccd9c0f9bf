// Archive: copies closed segments into another directory, each once and whole, in steps that nobody has to wait for.
//
//   Archive archive(disk, segments, "/backup/bank");
//   archive.step();                                    // one piece of 256 KiB, synced, or one look
//   archive.state();                                   // how many segments wait, and what is wrong
//
// A closed segment is one that has a successor. It is copied up to the end that its successor names: what lies behind
// is not part of the journal, and a later start may give it back. A copy grows under a name of its own; when all of it
// is synced, and every frame of it was found intact, it gets the segment's name, and the directory is synced. So
//   1. a file with a segment's name is whole: a process that dies leaves `…partial`, and the copy is made again;
//   2. what lies there under a segment's name is never written to. It counts as this segment's copy when header (with
//      its random incarnation) and length say so; otherwise it is trouble, and no later segment is copied: two
//      histories in one directory could not be restored.
// The directory is not made here: a disk that is not mounted must not become a folder in its place.
//
// Errors   none: whatever fails is counted, told by state(), and tried again by a later step.
// Threads  step() by the maintaining loop, state() from any.
// Source   ARCHITECTURE.md, section 6; docs/operating/backup.md.
#pragma once

#include <atomic>
#include <mutex>
#include <optional>

#include "adapters/store/journal/frame_scanner.hpp"
#include "adapters/store/journal/segment_table.hpp"

namespace hapax::journal {

class Archive {
 public:
    static constexpr std::size_t step_bytes = 256 << 10;
    enum class Step : std::uint8_t { idle, more, trouble };

    Archive(Disk& disk, const SegmentTable& segments, std::string directory);

    Step step();
    bool waits() const { return next_.load(std::memory_order_relaxed) < segments_.size(); }
    ArchiveState state() const;

 private:
    struct Copy {
        SegmentExtent segment;
        std::unique_ptr<File> source;
        std::unique_ptr<File> target;
        std::uint64_t bytes = 0;
        std::optional<FrameScanner> proof{};
    };

    Result<void> look();
    Result<bool> is_there(const SegmentExtent& segment) const;
    Result<void> begin(const SegmentExtent& segment);
    Result<void> go_on();
    Result<void> copy_piece();
    Result<void> prove_piece();
    Result<void> begin_proof();
    Result<void> finish();
    void done();
    void give_up(const Error& error);
    std::string path(const SegmentExtent& segment) const;
    std::string partial_path(const SegmentExtent& segment) const;

    Disk& disk_;
    const SegmentTable& segments_;
    const std::string directory_;
    std::atomic<std::uint32_t> next_{1};  // the first segment that is not known to be archived
    std::optional<Copy> copy_;
    std::vector<std::byte> piece_;
    mutable std::mutex mutex_;  // of what follows
    std::uint64_t failures_ = 0;
    std::string trouble_;
};

}  // namespace hapax::journal
