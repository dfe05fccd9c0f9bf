// A segment that was written frame by frame, and then damaged → the scanner.
//
// Input     operations: a byte says what, and the bytes after it with what: a good frame of records, a frame of another
//           segment's incarnation, garbage, a bit to flip, a piece to copy elsewhere, a header whose checksum is mended
//           after it was changed.
// Promises  the scanner ends, reads no byte that is not there, and shows no record that was never written: a frame whose
//           payload it calls whole holds records whose checksums are right, in the number that its header says; when no
//           header was forged, the frame is one that was written.
#include "adapters/store/journal/frame_scanner.hpp"

#include <algorithm>
#include <vector>

#include "codec/crc32c.hpp"
#include "codec/little_endian.hpp"
#include "codec/record/record.hpp"
#include "fuzz/memory_disk.hpp"
#include "fuzz/target.hpp"

namespace hapax::fuzz {
namespace {

using namespace journal;

constexpr std::size_t file_bytes_most = 64 << 10;
constexpr std::size_t operations_most = 32;

class Forge {
 public:
    Forge() : file(segment_header_bytes) {
        segment.number = 1;
        segment.incarnation = 77;
        segment.store_id.bytes[0] = 9;
    }

    void write_frame(Input& input, std::uint64_t incarnation) {
        FrameHeader header;
        header.store_id = segment.store_id;
        header.incarnation = incarnation;
        header.first = Position{next_};
        header.records = 1 + input.take_byte() % 3;
        header.previous_crc = previous_crc_;
        Bytes payload;
        std::uint32_t records_crc = 0;
        for (std::uint32_t i = 0; i < header.records; ++i) append_record(input, payload, records_crc);
        header.payload_bytes = static_cast<std::uint32_t>(payload.size());
        header.crc = frame_crc(records_crc, header);
        next_ += header.records;
        previous_crc_ = header.crc;
        put(header, payload);
        if (incarnation == segment.incarnation) written.push_back({header, payload});
    }

    void write_seal() {
        FrameHeader header;
        header.kind = FrameKind::seal;
        header.store_id = segment.store_id;
        header.incarnation = segment.incarnation;
        header.first = Position{next_};
        header.previous_crc = header.crc = previous_crc_;
        put(header, {});
        written.push_back({header, {}});
    }

    void write_garbage(std::string_view bytes) {
        const auto garbage = bytes_of(bytes);
        file.insert(file.end(), garbage.begin(), garbage.end());
        pad();
    }

    void flip(std::size_t at, std::uint8_t mask) { file[at % file.size()] ^= std::byte{mask}; }

    void copy_sector(std::size_t from, std::size_t to) {
        from = from * sector_bytes % file.size();
        to = to * sector_bytes % file.size();
        const std::size_t n = std::min({sector_bytes, file.size() - from, file.size() - to});
        std::memmove(file.data() + to, file.data() + from, n);
    }

    void change_header(std::size_t sector, std::size_t at, std::uint8_t value) {
        const std::size_t offset = sector * sector_bytes % file.size();
        if (file.size() - offset < frame_header_bytes) return;
        std::byte* header = file.data() + offset;
        header[at % 60] = std::byte{value};
        store_u32(header + 60, crc32c(0, std::span<const std::byte>(header, 60)));
        forged = true;
    }

    struct Frame {
        FrameHeader header;
        Bytes payload;
    };
    SegmentHeader segment;
    Bytes file;
    std::vector<Frame> written;
    bool forged = false;

 private:
    void append_record(Input& input, Bytes& payload, std::uint32_t& records_crc) {
        Commit commit;
        commit.type = std::string(input.take(input.take_byte() % 40));
        Bytes record(record_size(commit, Position{next_}, Version{0}));
        const std::uint32_t crc = write_record(commit, Position{next_}, Version{0}, record);
        records_crc = extend_records_crc(records_crc, crc);
        payload.insert(payload.end(), record.begin(), record.end());
    }
    void put(const FrameHeader& header, const Bytes& payload) {
        const std::size_t at = file.size();
        file.resize(at + frame_header_bytes);
        encode(header, std::span<std::byte, frame_header_bytes>(file.data() + at, frame_header_bytes));
        file.insert(file.end(), payload.begin(), payload.end());
        pad();
    }
    void pad() { file.resize((file.size() + sector_bytes - 1) / sector_bytes * sector_bytes); }

    std::uint64_t next_ = 1;
    std::uint32_t previous_crc_ = 5;
};

void forge(Forge& forge, Input& input) {
    for (std::size_t i = 0; i < operations_most && !input.empty() && forge.file.size() < file_bytes_most; ++i) {
        switch (input.take_byte() % 8) {
            case 0:
            case 1:
                forge.write_frame(input, forge.segment.incarnation);
                break;
            case 2:
                forge.write_frame(input, forge.segment.incarnation + 1);
                break;
            case 3:
                forge.write_garbage(input.take(input.take_byte()));
                break;
            case 4: {
                const std::uint32_t at = input.take_u16();
                forge.flip(at, input.take_byte());
                break;
            }
            case 5: {
                const std::uint8_t from = input.take_byte();
                forge.copy_sector(from, input.take_byte());
                break;
            }
            case 6: {
                const std::uint8_t sector = input.take_byte();
                const std::uint8_t at = input.take_byte();
                forge.change_header(sector, at, input.take_byte());
                break;
            }
            default:
                forge.write_seal();
        }
    }
}

void judge(const Forge& forge, const FrameScanner& scanner) {
    HAPAX_ASSERT(scanner.end_offset() <= forge.file.size(), "a frame reaches past its file");
    std::uint32_t records = 0;
    for (auto rest = scanner.payload(); !rest.empty(); ++records) {
        const auto body = open_record(rest);
        HAPAX_ASSERT(body, "a record of a whole frame is damaged");
        rest = rest.subspan(body->record_bytes);
    }
    HAPAX_ASSERT(records == scanner.header().records, "a whole frame has other records than its header says");
    if (forge.forged) return;
    const bool known = std::ranges::any_of(forge.written, [&](const Forge::Frame& frame) {
        return frame.header == scanner.header() && std::ranges::equal(frame.payload, scanner.payload());
    });
    HAPAX_ASSERT(known, "the scanner shows a frame that was never written");
}

void scan(Forge& forge, FrameScanner::Look look) {
    MemoryFile file(std::make_shared<Bytes>(forge.file));
    FrameScanner scanner(file, forge.segment, segment_header_bytes, forge.file.size());
    std::uint64_t before = segment_header_bytes;
    for (;;) {
        const auto step = scanner.next(look);
        HAPAX_ASSERT(step, "memory cannot fail");
        if (*step != FrameScanner::Step::frame) return;
        HAPAX_ASSERT(scanner.offset() == before && scanner.end_offset() > before, "the scanner went back or jumped");
        before = scanner.end_offset();
        if (look == FrameScanner::Look::whole) judge(forge, scanner);
    }
}

}  // namespace

HAPAX_FUZZ_TARGET(frame_scanner) {
    Forge forged;
    forge(forged, input);
    scan(forged, FrameScanner::Look::whole);
    scan(forged, FrameScanner::Look::header);
}

}  // namespace hapax::fuzz
