#include "simulation/disk/sim_file.hpp"

#include <algorithm>

#include "simulation/event_hash.hpp"

namespace hapax::simulation {

Result<void> SimFile::write_at(std::uint64_t offset, std::span<const std::byte> bytes) {
    if (!writable_) return fail(disk_errc::io, path_ + " is open to read");
    if (auto entered = enter_write(offset, bytes); !entered) return entered;
    const std::uint64_t length = fitting(offset, bytes.size());
    inode().write(offset, bytes.first(length));
    disk_.note(EventHash::of(bytes) + offset);
    if (length == bytes.size()) return {};
    if (length > 0) ++disk_.short_writes_;
    return fail(disk_errc::no_space, path_);
}

Result<std::size_t> SimFile::read_at(std::uint64_t offset, std::span<std::byte> into) {
    if (const auto entered = disk_.enter(DiskCall::read, path_, life_); !entered) return pass_on(entered);
    return inode().read(offset, into);
}

Result<void> SimFile::sync() {
    const bool alive = !disk_.dead(life_);
    auto entered = disk_.enter(DiskCall::sync, path_, life_);
    if (entered) {
        inode().sync();
    } else if (alive && !disk_.dead(life_)) {
        inode().fail_sync(disk_.random_);
    }
    return entered;
}

Result<std::uint64_t> SimFile::size() {
    if (const auto entered = disk_.enter(DiskCall::size, path_, life_); !entered) return pass_on(entered);
    return inode().size();
}

Result<void> SimFile::truncate(std::uint64_t size) {
    if (!writable_) return fail(disk_errc::io, path_ + " is open to read");
    if (auto entered = disk_.enter(DiskCall::truncate, path_, life_); !entered) return entered;
    if (size > inode().size() && fitting(0, size) < size) return fail(disk_errc::no_space, path_);
    inode().truncate(size);
    return {};
}

// Of a write that fails or that the process does not survive, a drawn part may have reached the cache.
Result<void> SimFile::enter_write(std::uint64_t offset, std::span<const std::byte> bytes) {
    const bool alive = !disk_.dead(life_);
    try {
        auto entered = disk_.enter(DiskCall::write, path_, life_);
        if (!entered && alive) write_part(offset, bytes);
        return entered;
    } catch (const Crash&) {
        if (alive) write_part(offset, bytes);
        throw;
    }
}

void SimFile::write_part(std::uint64_t offset, std::span<const std::byte> bytes) {
    if (life_ != disk_.life_) return;
    const std::uint64_t length = fitting(offset, disk_.random_.below(bytes.size() + 1));
    inode().write(offset, bytes.first(length));
}

// How much of it the disk has room for: what lies inside the file has its room already.
std::uint64_t SimFile::fitting(std::uint64_t offset, std::uint64_t length) {
    const std::uint64_t capacity = disk_.plan_.capacity;
    if (capacity == FaultPlan{}.capacity) return length;
    const std::uint64_t size = inode().size();
    if (offset + length <= size) return length;
    const std::uint64_t used = disk_.files_.bytes_used();
    const std::uint64_t end_max = size + (capacity > used ? capacity - used : 0);
    if (offset + length <= end_max || end_max < size) return length;
    return end_max > offset ? end_max - offset : 0;
}

}  // namespace hapax::simulation
