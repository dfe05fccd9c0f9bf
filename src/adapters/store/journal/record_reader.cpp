#include "adapters/store/journal/record_reader.hpp"

#include <array>

#include "codec/record/record.hpp"

namespace hapax::journal {

Result<StoredCommit> RecordReader::read(Address named) const {
    if (named.segment == 0 || named.segment > segments_.size()) return corrupt(named, "there is no such segment");
    const Address address = where_it_counts(named);
    const auto file = segments_.file(address.segment);
    if (!file) return pass_on(file);
    std::array<std::byte, first_read_bytes> small;
    const auto first = (*file)->read_at(address.offset, small);
    if (!first) return pass_on(first);
    std::span<const std::byte> bytes = std::span(small).first(*first);
    const auto length = record_length(bytes);
    if (!length) return corrupt(address, length.error().detail);
    std::vector<std::byte> large;
    if (*length > bytes.size()) {
        large.resize(*length);
        const auto whole = (*file)->read_at(address.offset, large);
        if (!whole) return pass_on(whole);
        bytes = std::span(large).first(*whole);
    }
    const auto body = open_record(bytes);
    if (!body) return corrupt(address, body.error().detail);
    auto stored = decode_stored(body->fields);
    if (!stored) return corrupt(address, stored.error().detail);
    return stored;
}

Result<StoredCommit> RecordReader::read(const StreamEntry& entry, const StreamId& stream) const {
    auto stored = read(entry.address);
    if (!stored) return stored;
    if (stored->commit.stream != stream) return fail(store_errc::corrupt, "the index leads to another stream");
    return stored;
}

// An index run may have been made before the start that took the frame over. What lies behind the end of a segment is no
// part of the journal: nobody verifies it, and a copy that was mended does not have it.
Address RecordReader::where_it_counts(Address address) const {
    while (address.segment < segments_.size()) {
        const std::uint64_t end = segments_.segment(address.segment)->end;
        if (address.offset < end) break;
        const auto behind = static_cast<std::uint32_t>(address.offset - end);
        address = {address.segment + 1, static_cast<std::uint32_t>(segment_header_bytes) + behind};
    }
    return address;
}

std::unexpected<Error> RecordReader::corrupt(Address address, const std::string& why) const {
    return fail(store_errc::corrupt,
                segments_.path(address.segment) + ": offset " + std::to_string(address.offset) + ": " + why);
}

}  // namespace hapax::journal
