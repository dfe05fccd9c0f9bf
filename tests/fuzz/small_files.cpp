// Bytes → the small files beside the journal, and the entries of snapshots and index. Byte 0 says which, and whether its
// checksum is mended, so that decoding meets the garbage itself.
//
// Promises  no crash; what decodes encodes to what decodes to the same; without a mended checksum, the bytes that were
//           written are the only ones that decode.
#include "adapters/index/rocksdb/index_format.hpp"
#include "adapters/snapshots/files/snapshot_format.hpp"
#include "adapters/store/journal/segment_format.hpp"
#include "adapters/store/journal/tail_file.hpp"
#include "adapters/store/journal/witness.hpp"
#include "application/retention/horizon_file.hpp"
#include "codec/crc32c.hpp"
#include "codec/little_endian.hpp"
#include "fuzz/memory_disk.hpp"
#include "fuzz/target.hpp"

namespace hapax::fuzz {
namespace {

void mend(Bytes& bytes, std::size_t begin, std::size_t crc_offset) {
    if (bytes.size() < begin + crc_offset + 4) bytes.resize(begin + crc_offset + 4);
    std::byte* at = bytes.data() + begin;
    store_u32(at + crc_offset, crc32c(0, std::span<const std::byte>(at, crc_offset)));
}

void try_tail(Bytes bytes, bool mended) {
    MemoryDisk disk;
    if (mended) mend(bytes, 0, 112);
    disk.put("/j/tail", std::move(bytes));
    const auto tail = journal::read_tail(disk, "/j");
    HAPAX_ASSERT(tail, "garbage in a tail file is no error: it says nothing");
    if (!*tail) return;
    auto file = journal::TailFile::open(disk, "/j");
    HAPAX_ASSERT(file && file->note((*tail)->store_id, (*tail)->durable, (*tail)->segment, (*tail)->end), "no tail");
    const auto again = journal::read_tail(disk, "/j");
    HAPAX_ASSERT(again && *again && (*again)->durable == (*tail)->durable && (*again)->end == (*tail)->end &&
                     (*again)->segment == (*tail)->segment && (*again)->store_id == (*tail)->store_id,
                 "a tail file reads as another");
}

void try_witness(Bytes bytes, bool mended) {
    MemoryDisk disk;
    if (mended) mend(bytes, 0, 48);
    if (mended && bytes.size() > journal::sector_bytes) mend(bytes, journal::sector_bytes, 48);
    disk.put("/w", std::move(bytes));
    const auto said = journal::read_witness(disk, "/w");
    if (!said) return;
    HAPAX_ASSERT(*said, "a witness that is there was not seen");
    auto witness = journal::Witness::open(disk, "/w", **said);
    HAPAX_ASSERT(witness, "a witness cannot be written");
    HAPAX_ASSERT(**journal::read_witness(disk, "/w") == **said, "a witness reads as another");
    journal::Testimony later = **said;
    ++later.durable.frame_crc;
    HAPAX_ASSERT(witness->testify(later), "a witness cannot testify");
    HAPAX_ASSERT(**journal::read_witness(disk, "/w") == later, "a witness remembers the older testimony");
}

void try_horizon(Bytes bytes, bool mended) {
    MemoryDisk disk;
    if (mended) mend(bytes, 0, 16);
    if (mended) bytes.resize(20);
    disk.put("/h/horizon", std::move(bytes));
    HorizonFile file(disk, "/h");
    const auto horizon = file.load();
    if (!horizon) return;
    HAPAX_ASSERT(*horizon >= 0, "a horizon before 1970 was read");
    HAPAX_ASSERT(file.save(*horizon) && *file.load() == *horizon, "a horizon reads as another");
}

void try_segment_header(Bytes bytes, bool mended) {
    if (mended) mend(bytes, 0, 80);
    const auto header = journal::decode_segment_header(bytes);
    if (!header) return;
    const auto again = journal::decode_segment_header(journal::encode(*header));
    HAPAX_ASSERT(again && *again == *header, "a segment header reads as another");
}

void try_snapshot(Bytes bytes, bool mended) {
    if (mended) {
        if (bytes.size() < snapshots::fixed_bytes) bytes.resize(snapshots::fixed_bytes);
        store_u32(bytes.data() + 4, static_cast<std::uint32_t>(bytes.size() - snapshots::header_bytes));
        store_u32(bytes.data(), crc32c(0, std::span<const std::byte>(bytes).subspan(4)));
    }
    const auto snapshot = snapshots::decode(bytes);
    if (!snapshot) return;
    HAPAX_ASSERT(snapshots::encode(*snapshot) == bytes, "a snapshot is written in two ways");
}

void try_index(const Bytes& bytes) {
    const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (const auto item = index::decode_pending(text)) {
        HAPAX_ASSERT(index::encode(*item) == text, "a pending item is written in two ways");
    }
    if (const auto head = index::decode_head(text)) {
        HAPAX_ASSERT(index::encode(*head) == text, "the head of a run is written in two ways");
    }
    if (const auto identity = index::decode_identity(text)) {
        HAPAX_ASSERT(index::encode(*identity) == text, "an identity is written in two ways");
    }
    if (const auto address = index::decode_address(text)) {
        HAPAX_ASSERT(index::encode(*address) == text, "an address is written in two ways");
    }
    (void)index::run_of(text);
    (void)index::version_of(text);
}

void try_names(const Bytes& bytes) {
    const std::string name(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (const auto number = journal::segment_number(name)) {
        const auto again = journal::segment_number(journal::segment_name(*number));
        HAPAX_ASSERT(again == number, "a segment's name has another number");
    }
    if (const auto number = journal::spare_number(name)) {
        const auto again = journal::spare_number(journal::spare_name(*number));
        HAPAX_ASSERT(again == number, "a spare's name has another number");
    }
}

}  // namespace

HAPAX_FUZZ_TARGET(small_files) {
    const std::uint8_t which = input.take_byte();
    const bool mended = (which & 0x80) != 0;
    const auto rest = bytes_of(input.take_rest());
    const Bytes bytes(rest.begin(), rest.end());
    switch (which % 7) {
        case 0:
            return try_tail(bytes, mended);
        case 1:
            return try_witness(bytes, mended);
        case 2:
            return try_horizon(bytes, mended);
        case 3:
            return try_segment_header(bytes, mended);
        case 4:
            return try_snapshot(bytes, mended);
        case 5:
            return try_index(bytes);
        default:
            return try_names(bytes);
    }
}

}  // namespace hapax::fuzz
