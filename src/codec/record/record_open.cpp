// The outside of a record: its length, its checksum and the version of its format.

#include "codec/crc32c.hpp"
#include "codec/little_endian.hpp"
#include "codec/record/record.hpp"
#include "codec/record/record_format.hpp"

namespace hapax {

namespace format = record_format;

Result<std::size_t> record_length(std::span<const std::byte> bytes) {
    if (bytes.size() < 4) return fail(record_errc::truncated, "a record's length is cut off");
    const std::size_t length = format::prefix_bytes + std::size_t{load_u32(bytes.data())};
    if (length == format::prefix_bytes || length > record_bytes_max) {
        return fail(record_errc::malformed, "a record says that it has " + std::to_string(length) + " bytes");
    }
    return length;
}

Result<RecordBody> open_record(std::span<const std::byte> bytes) {
    const Result<std::size_t> length = record_length(bytes);
    if (!length) return pass_on(length);
    if (*length > bytes.size()) return fail(record_errc::truncated, "a record is cut off");
    const auto body = bytes.first(*length).subspan(format::prefix_bytes);
    const std::uint32_t crc = crc32c(crc32c(0, bytes.first(4)), body);
    if (crc != load_u32(bytes.data() + 4)) return fail(record_errc::checksum, "a record is not what was written");
    if (static_cast<std::uint8_t>(body[0]) != format::version) {
        return fail(record_errc::unknown_version, "a later hapax wrote this record");
    }
    return RecordBody{body.subspan(1), *length, crc};
}

}  // namespace hapax
