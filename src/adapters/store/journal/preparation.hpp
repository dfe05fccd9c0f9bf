// Preparation: keeps segments ready, allocated and zeroed, so that appending overwrites and never runs out of disk.
//
//   Preparation spares(disk, directory, segment_bytes);
//   spares.adopt();                                   // what an earlier process left ready, or half ready
//   spares.step({});                                  // writes and syncs 256 KiB of zeros
//   std::optional<Spare> spare = spares.take();       // a file of zeros, ready to become a segment
//
// A file is zeroed under the name `preparing`, synced at every step, and renamed to `NNNNNNNN.prepared` when it has
// its size. Who is in a hurry (a start that finds nothing ready, a journal that grows faster than it is prepared) takes
// longer steps and is content with a shorter spare.
// A full disk keeps what there is and answers Step::no_space: later steps go on when there is space again.
// Errors   any other failure of the disk is fatal: store_errc::write_failed.
// Threads  step() by one loop, take() by one loop, ready() from any. No lock is held during disk calls.
// Source   ARCHITECTURE.md, section 6.
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

struct Pace {
    std::uint64_t step_bytes = 256 << 10;                   // written before one sync
    std::uint64_t enough = static_cast<std::uint64_t>(-1);  // the spare is ready as soon as it has so many bytes
};
inline constexpr Pace hurry{4 << 20, 16 << 20};

struct Spare {
    std::string path;
    std::uint64_t bytes = 0;
};

class Preparation {
 public:
    static constexpr std::size_t write_bytes = 256 << 10;
    static constexpr std::uint64_t bytes_min = 2ULL * 4096;
    enum class Step : std::uint8_t { more, ready, no_space };

    Preparation(Disk& disk, std::string directory, std::uint64_t segment_bytes);

    Result<void> adopt();
    Result<Step> step(const Pace& pace);
    std::optional<Spare> take();

    std::vector<std::uint64_t> sizes() const;  // in the order in which they will be taken
    std::size_t ready() const { return ready_count_.load(std::memory_order_acquire); }
    std::uint64_t ready_bytes() const { return ready_bytes_.load(std::memory_order_acquire); }
    std::uint64_t reserved_bytes() const { return reserved_bytes_.load(std::memory_order_acquire); }  // of the last one

 private:
    Result<bool> adopt_whole(const std::string& name);
    Result<void> adopt_half();
    Result<Step> begin();
    Result<Step> finish();
    void add(Spare spare);
    void count();

    Disk& disk_;
    std::string directory_;
    std::uint64_t segment_bytes_;
    std::unique_ptr<File> file_;
    std::uint64_t zeroed_ = 0;
    std::uint64_t next_number_ = 1;
    mutable std::mutex mutex_;
    std::vector<Spare> ready_;
    std::atomic<std::size_t> ready_count_{0};
    std::atomic<std::uint64_t> ready_bytes_{0};
    std::atomic<std::uint64_t> reserved_bytes_{0};
};

// The error of a file operation inside prepared space, or of any that must not fail: the process has to go.
std::unexpected<Error> fatal_write(const std::string& what, const Error& cause);

}  // namespace hapax::journal
