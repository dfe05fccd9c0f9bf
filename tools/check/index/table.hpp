// Table: things by their 64-bit key, found through one open-addressing table; each has a dense number.
//
//   Table<Stream> streams;
//   auto [number, made] = streams.find_or_add(key);
//   streams[number].version = 3;
//   streams.find(key)                       // std::nullopt when it is not there
//
// A slot is 8 bytes: the number, and 32 bits of the key, so that hardly ever more than one thing is looked at. Things lie
// in chunks that never move, so growing costs no second copy of them. Nothing is ever removed.
// Limits   2^32 - 2 things.
// Threads  one.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "kernel/assert.hpp"

namespace hapax::check {

template <class T>  // with a member `std::uint64_t id`
class Table {
 public:
    std::pair<std::uint32_t, bool> find_or_add(std::uint64_t id) {
        if ((size_ + 1) * 4 > slots_.size() * 3) grow();
        const std::size_t slot = slot_of(id);
        if (slots_[slot].number != empty) return {slots_[slot].number, false};
        slots_[slot] = {tag_of(id), size_};
        if (size_ % chunk_things == 0) chunks_.push_back(std::make_unique<T[]>(chunk_things));
        HAPAX_ASSERT(size_ < empty - 1, "a table has room");
        (*this)[size_].id = id;
        return {size_++, true};
    }

    std::optional<std::uint32_t> find(std::uint64_t id) const {
        if (slots_.empty()) return std::nullopt;
        const std::size_t slot = slot_of(id);
        if (slots_[slot].number == empty) return std::nullopt;
        return slots_[slot].number;
    }

    T& operator[](std::uint32_t number) { return chunks_[number / chunk_things][number % chunk_things]; }
    const T& operator[](std::uint32_t number) const { return chunks_[number / chunk_things][number % chunk_things]; }
    std::uint32_t size() const { return size_; }

 private:
    static constexpr std::uint32_t empty = 0xFFFFFFFF;
    static constexpr std::uint32_t chunk_things = 4096;
    struct Slot {
        std::uint32_t tag = 0;
        std::uint32_t number = empty;
    };

    static std::uint32_t tag_of(std::uint64_t id) { return static_cast<std::uint32_t>(id >> 32); }

    // Where it is, or the empty slot where it would be.
    std::size_t slot_of(std::uint64_t id) const {
        const std::size_t mask = slots_.size() - 1;
        std::size_t slot = id & mask;
        while (slots_[slot].number != empty) {
            if (slots_[slot].tag == tag_of(id) && (*this)[slots_[slot].number].id == id) break;
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    // The old slots are given back before all things are entered anew.
    void grow() {
        const std::size_t slots = slots_.empty() ? 64 : slots_.size() * 2;
        std::vector<Slot>().swap(slots_);
        slots_.resize(slots);
        for (std::uint32_t number = 0; number < size_; ++number) {
            slots_[slot_of((*this)[number].id)] = {tag_of((*this)[number].id), number};
        }
    }

    std::vector<Slot> slots_;
    std::vector<std::unique_ptr<T[]>> chunks_;
    std::uint32_t size_ = 0;
};

}  // namespace hapax::check
