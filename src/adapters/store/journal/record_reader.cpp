#include "adapters/store/journal/record_reader.hpp"

#include <array>

#include "codec/record/record.hpp"

namespace hapax::journal {

Result<StoredCommit> RecordReader::read(Address address) const {
    if (address.segment == 0 || address.segment > segments_.size()) return corrupt(address, "there is no such segment");
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

std::unexpected<Error> RecordReader::corrupt(Address address, const std::string& why) const {
    return fail(store_errc::corrupt,
                segments_.path(address.segment) + ": offset " + std::to_string(address.offset) + ": " + why);
}

}  // namespace hapax::journal
