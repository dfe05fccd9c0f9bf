// Preparation: keeps segments ready, allocated and zeroed, so that appending overwrites and never runs out of disk.
//
//   Preparation spares(disk, directory, segment_bytes);
//   spares.adopt();                                   // what an earlier process left ready
//   spares.step();                                    // writes and syncs at most 256 KiB of zeros
//   std::optional<std::string> path = spares.take();  // a file of zeros, ready to become a segment
//
// A file is zeroed under the name `preparing`, synced at every step, and renamed to `NNNNNNNN.prepared` when whole.
// A full disk keeps what there is and answers Step::no_space: later steps go on when there is space again.
// Errors   any other failure of the disk is fatal: store_errc::write_failed.
// Threads  step() by one loop, take() by one loop, ready() from any. No lock is held during disk calls.
// Source   house section 6, "Space".
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "ports/driven/disk.hpp"
#include "ports/driven/event_store.hpp"

namespace hapax::journal {

class Preparation {
 public:
    static constexpr std::size_t step_bytes = 256 << 10;
    enum class Step : std::uint8_t { more, ready, no_space };

    Preparation(Disk& disk, std::string directory, std::uint64_t segment_bytes);

    Result<void> adopt();
    Result<Step> step();
    std::optional<std::string> take();
    std::size_t ready() const { return ready_count_.load(std::memory_order_acquire); }

 private:
    Result<bool> adopt_one(const std::string& name);
    Result<Step> begin();
    Result<Step> finish();
    void add(std::string path);

    Disk& disk_;
    std::string directory_;
    std::uint64_t segment_bytes_;
    std::unique_ptr<File> file_;
    std::uint64_t zeroed_ = 0;
    std::uint64_t next_number_ = 1;
    mutable std::mutex mutex_;
    std::vector<std::string> ready_;  // whole paths
    std::atomic<std::size_t> ready_count_{0};
};

// The error of a file operation inside prepared space, or of any that must not fail: the process has to go.
std::unexpected<Error> fatal_write(const std::string& what, const Error& cause);

}  // namespace hapax::journal
