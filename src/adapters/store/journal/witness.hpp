// Witness: a small file outside the data directory that knows how far the journal was, so that a restored old copy or a
// lost file cannot pass for the whole history.
//
//   auto testimony = read_witness(disk, path);                    // nothing when there is no such file
//   auto witness   = Witness::open(disk, path, {store_id, durable});
//   witness->testify({store_id, durable});                        // synced; never ahead of the journal
//
// Format   two sectors that are written in turn, so that a torn write leaves the other: u32 magic · u32 version ·
//          16 bytes store id · u64 position · u32 frame CRC · u32 zero · u64 sequence · u32 CRC32C at 48.
// Errors   store_errc::corrupt when the file is there and neither sector is intact; a failed write is fatal.
// Threads  one.
// Source   ARCHITECTURE.md, section 6.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "ports/driven/disk.hpp"
#include "ports/driven/event_store.hpp"

namespace hapax::journal {

struct Testimony {
    Uuid store_id;
    Mark durable;
    friend bool operator==(const Testimony&, const Testimony&) = default;
};

Result<std::optional<Testimony>> read_witness(Disk& disk, const std::string& path);

class Witness {
 public:
    // Replaces whatever is there, as a whole, by this testimony.
    static Result<Witness> open(Disk& disk, const std::string& path, const Testimony& first);
    Result<void> testify(const Testimony& testimony);
    const Testimony& last() const { return last_; }

 private:
    Witness(std::unique_ptr<File> file, const Testimony& first) : file_(std::move(file)), last_(first) {}

    std::unique_ptr<File> file_;
    Testimony last_;
    std::uint64_t sequence_ = 1;
};

std::string parent_of(const std::string& path);

}  // namespace hapax::journal
