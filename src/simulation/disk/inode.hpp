// Inode: the bytes of one simulated file, as the page cache shows them and as the disk has them.
//
// Kept as one image and, for every sector that differs, what the disk still has of it:
//
//     image      AAAAA BBBBB CCCCC DDDD|          <- reads, size()
//     unsynced         bbbbb       ....           <- before-images; a sector without one is durable
//
// Invariants
//   1. A sector has at most one before-image: what was durable at the first change since.
//   2. A failed sync calls every sector clean. Those that it did not write keep their before-image as `forgotten`:
//      no later sync writes them, unless they are changed again.
//   3. What flip() turned over stays wrong until it is written again, cut off, or turned back by unflip(), which knows
//      of it until the machine crashes.
// Units    offsets and sizes in bytes; a sector has 512.
// Threads  a value, copied for snapshots of a whole disk.
// Source   docs/guarantees.md, promise 7.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "simulation/disk/fault_plan.hpp"

namespace hapax::simulation {

class Inode {
 public:
    static constexpr std::uint64_t sector_bytes = 512;

    std::uint64_t size() const { return image_.size(); }
    std::size_t read(std::uint64_t offset, std::span<std::byte> into) const;
    const std::vector<std::byte>& bytes() const { return image_; }

    void write(std::uint64_t offset, std::span<const std::byte> bytes);
    void truncate(std::uint64_t size);
    void sync();
    void fail_sync(Random& random);
    void flip(std::uint64_t offset, std::byte mask);  // on the disk and in the cache
    std::size_t unflip();                             // what is still wrong; answers how many bytes were
    std::size_t flipped() const { return flipped_.size(); }

    void crash_machine(Random& random, const SectorOdds& odds, CrashToll& toll);
    void crash_process(Random& random);  // the cache may have dropped forgotten sectors: then the disk's are read

 private:
    struct Before {
        std::vector<std::byte> bytes;  // none: all zero, as of a sector behind the end
        bool forgotten = false;
    };

    void remember(std::uint64_t from, std::uint64_t to);
    void put_sector(std::uint64_t sector, const std::vector<std::byte>& bytes);
    void settle_sectors(Random& random, const SectorOdds& odds, CrashToll& toll);
    void turn(std::uint64_t offset, std::byte mask);
    void forget_flips(std::uint64_t from, std::uint64_t to);
    std::uint64_t settled_size(Random& random, const SectorOdds& odds) const;

    std::vector<std::byte> image_;
    std::uint64_t durable_size_ = 0;
    std::map<std::uint64_t, Before> unsynced_;
    std::map<std::uint64_t, std::byte> flipped_;
};

}  // namespace hapax::simulation
