#include "simulation/disk/inode.hpp"

#include <algorithm>

#include "kernel/assert.hpp"

namespace hapax::simulation {
namespace {

constexpr SectorOdds all_kept{0, 0};
constexpr SectorOdds all_lost{always, 0};

// Extremes first: with many sectors, independent draws would hardly ever keep or lose all of them.
SectorOdds odds_of_this_file(Random& random, const SectorOdds& odds) {
    switch (random.below(4)) {
        case 0:
            return all_kept;
        case 1:
            return all_lost;
        default:
            return odds;
    }
}

std::vector<std::byte> garbage(Random& random) {
    std::vector<std::byte> bytes(Inode::sector_bytes);
    for (std::byte& byte : bytes) byte = static_cast<std::byte>(random.next());
    return bytes;
}

}  // namespace

std::size_t Inode::read(std::uint64_t offset, std::span<std::byte> into) const {
    if (offset >= image_.size()) return 0;
    const std::size_t length = std::min<std::uint64_t>(into.size(), image_.size() - offset);
    std::copy_n(image_.begin() + static_cast<std::ptrdiff_t>(offset), length, into.begin());
    return length;
}

void Inode::write(std::uint64_t offset, std::span<const std::byte> bytes) {
    if (bytes.empty()) return;
    const std::uint64_t end = offset + bytes.size();
    remember(offset, end);
    forget_flips(offset, end);
    if (end > image_.size()) image_.resize(end);
    std::copy(bytes.begin(), bytes.end(), image_.begin() + static_cast<std::ptrdiff_t>(offset));
}

void Inode::truncate(std::uint64_t size) {
    if (size < image_.size()) {
        remember(size, image_.size());
        forget_flips(size, image_.size());
    }
    image_.resize(size);
}

void Inode::sync() {
    std::erase_if(unsynced_, [](const auto& entry) { return !entry.second.forgotten; });
    durable_size_ = image_.size();
}

void Inode::fail_sync(Random& random) {
    for (auto entry = unsynced_.begin(); entry != unsynced_.end();) {
        const bool written = !entry->second.forgotten && random.chance(always / 2);
        entry->second.forgotten = true;
        entry = written ? unsynced_.erase(entry) : std::next(entry);
    }
    if (random.chance(always / 2)) durable_size_ = image_.size();
}

void Inode::flip(std::uint64_t offset, std::byte mask) {
    HAPAX_ASSERT(offset < image_.size(), "a stored byte is damaged");
    turn(offset, mask);
    std::byte& wrong = flipped_[offset];
    wrong ^= mask;
    if (wrong == std::byte{0}) flipped_.erase(offset);
}

std::size_t Inode::unflip() {
    for (const auto& [offset, mask] : flipped_) turn(offset, mask);
    const std::size_t bytes = flipped_.size();
    flipped_.clear();
    return bytes;
}

void Inode::turn(std::uint64_t offset, std::byte mask) {
    image_[offset] ^= mask;
    const auto before = unsynced_.find(offset / sector_bytes);
    if (before == unsynced_.end()) return;
    before->second.bytes.resize(sector_bytes);
    before->second.bytes[offset % sector_bytes] ^= mask;
}

void Inode::forget_flips(std::uint64_t from, std::uint64_t to) {
    if (flipped_.empty()) return;
    flipped_.erase(flipped_.lower_bound(from), flipped_.lower_bound(to));
}

// What is damaged stays so, but nobody can say any more which of the bytes are.
void Inode::crash_machine(Random& random, const SectorOdds& odds, CrashToll& toll) {
    flipped_.clear();
    const SectorOdds mine = odds_of_this_file(random, odds);
    const std::uint64_t size = settled_size(random, mine);
    image_.resize(std::max<std::uint64_t>(image_.size(), durable_size_));
    settle_sectors(random, mine, toll);
    image_.resize(size);
    unsynced_.clear();
    durable_size_ = size;
}

void Inode::crash_process(Random& random) {
    for (const auto& [sector, before] : unsynced_) {
        if (before.forgotten && random.chance(always / 2)) put_sector(sector, before.bytes);
    }
}

void Inode::remember(std::uint64_t from, std::uint64_t to) {
    for (std::uint64_t sector = from / sector_bytes; sector * sector_bytes < to; ++sector) {
        const auto [entry, first_change] = unsynced_.try_emplace(sector);
        entry->second.forgotten = false;
        if (!first_change || sector * sector_bytes >= image_.size()) continue;
        entry->second.bytes.resize(sector_bytes);
        read(sector * sector_bytes, entry->second.bytes);
    }
}

// What lies past the end of the image is not stored.
void Inode::put_sector(std::uint64_t sector, const std::vector<std::byte>& bytes) {
    const std::uint64_t offset = sector * sector_bytes;
    if (offset >= image_.size()) return;
    const std::size_t length = std::min<std::uint64_t>(sector_bytes, image_.size() - offset);
    const auto place = image_.begin() + static_cast<std::ptrdiff_t>(offset);
    if (bytes.empty()) std::fill_n(place, length, std::byte{0});
    if (!bytes.empty()) std::copy_n(bytes.begin(), length, place);
}

void Inode::settle_sectors(Random& random, const SectorOdds& odds, CrashToll& toll) {
    for (const auto& [sector, before] : unsynced_) {
        const std::uint64_t drawn = random.below(always);
        if (before.forgotten || drawn < odds.lost) {
            ++toll.sectors_lost;
            put_sector(sector, before.bytes);
        } else if (drawn < std::uint64_t{odds.lost} + odds.garbled) {
            ++toll.sectors_garbled;
            put_sector(sector, garbage(random));
        }
    }
}

std::uint64_t Inode::settled_size(Random& random, const SectorOdds& odds) const {
    if (random.chance(odds.lost)) return durable_size_;
    if (image_.size() <= durable_size_ || !random.chance(odds.garbled)) return image_.size();
    const std::uint64_t grown = image_.size() - durable_size_;
    return std::min<std::uint64_t>(image_.size(),
                                   durable_size_ + random.below(grown / sector_bytes + 1) * sector_bytes);
}

}  // namespace hapax::simulation
