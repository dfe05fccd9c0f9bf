// SlotTable: finds the number of an entry by the entry's hash; the entries themselves live elsewhere.
//
//   auto same = [&](std::uint32_t i) { return entries[i].key == key; };
//   std::optional<std::uint32_t> found = table.find(hash, same);
//   table.insert(hash, number, same);                        // the caller has appended entries[number]
//
// Open addressing with linear probing in a power-of-two table at most half full. A slot keeps 32 bits of the hash, so
// that probing reads an entry only when it is almost surely the right one, and growing reads none.
//
// Units    hash: 64 bits, already mixed and keyed against hostile ids by the caller.
// Errors   inserting what is there already is a programmer error (asserts), and so are more than entries_max entries.
// Threads  none of its own: one writer or many readers.
#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <vector>

#include "kernel/assert.hpp"

namespace hapax::journal {

class SlotTable {
 public:
    static constexpr std::size_t entries_max = 1U << 30;

    explicit SlotTable(std::size_t entries_expected)
        : slots_(std::bit_ceil(2 * (entries_expected < 8 ? 8 : entries_expected))) {}

    template <class Same>
    std::optional<std::uint32_t> find(std::uint64_t hash, Same same) const {
        const std::uint32_t tag = tag_of(hash);
        for (std::size_t at = tag & mask();; at = (at + 1) & mask()) {
            const Slot& slot = slots_[at];
            if (slot.entry == 0) return std::nullopt;
            if (slot.tag == tag && same(slot.entry - 1)) return slot.entry - 1;
        }
    }

    template <class Same>
    void insert(std::uint64_t hash, std::uint32_t entry, Same same) {
        HAPAX_ASSERT(used_ < entries_max, "the recent index grew beyond its limit");
        if (2 * (used_ + 1) > slots_.size()) grow();
        std::size_t at = tag_of(hash) & mask();
        for (; slots_[at].entry != 0; at = (at + 1) & mask()) {
            HAPAX_ASSERT(slots_[at].tag != tag_of(hash) || !same(slots_[at].entry - 1), "a key was indexed twice");
        }
        slots_[at] = {tag_of(hash), entry + 1};
        ++used_;
    }

 private:
    struct Slot {
        std::uint32_t tag = 0;
        std::uint32_t entry = 0;  // its number + 1; 0 = free
    };

    static std::uint32_t tag_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }
    std::size_t mask() const { return slots_.size() - 1; }

    void grow() {
        std::vector<Slot> old(slots_.size() * 2);
        old.swap(slots_);
        for (const Slot& slot : old) {
            if (slot.entry == 0) continue;
            std::size_t at = slot.tag & mask();
            while (slots_[at].entry != 0) at = (at + 1) & mask();
            slots_[at] = slot;
        }
    }

    std::vector<Slot> slots_;
    std::size_t used_ = 0;
};

}  // namespace hapax::journal
