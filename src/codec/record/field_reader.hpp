// FieldReader: walks the tagged fields of a record without copying and without ever leaving its bytes.
//
//   FieldReader reader(fields);
//   while (reader.next()) if (reader.number() == format::event) use(reader.bytes());
//   if (reader.failed()) …
//
// Errors   failed() after next() said no: the bytes ended inside a field, or a number is out of range.
// Threads  one.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "codec/record/record_format.hpp"

namespace hapax {

class FieldReader {
 public:
    explicit FieldReader(std::span<const std::byte> fields)
        : at_(reinterpret_cast<const std::uint8_t*>(fields.data())), end_(at_ + fields.size()) {}
    explicit FieldReader(std::string_view fields) : FieldReader(std::as_bytes(std::span(fields))) {}

    // Steps to the next field; false at the end or when the bytes make no sense.
    bool next() {
        if (at_ == end_ || failed_) return false;
        std::uint64_t key = 0;
        if (!take_varint(key) || key > std::uint64_t{UINT32_MAX}) return refuse();
        number_ = static_cast<std::uint32_t>(key >> 1);
        is_bytes_ = (key & 1) != 0;
        if (!take_varint(value_)) return refuse();
        bytes_ = {};
        if (!is_bytes_) return true;
        if (value_ > static_cast<std::uint64_t>(end_ - at_)) return refuse();
        bytes_ = {reinterpret_cast<const char*>(at_), static_cast<std::size_t>(value_)};
        at_ += value_;
        return true;
    }

    bool failed() const { return failed_; }
    std::uint32_t number() const { return number_; }
    // Of a field of the other kind these are 0 and empty: a known number with an unknown kind reads as absent.
    std::uint64_t value() const { return is_bytes_ ? 0 : value_; }
    std::string_view bytes() const { return bytes_; }

 private:
    bool refuse() {
        failed_ = true;
        return false;
    }

    bool take_varint(std::uint64_t& value) {
        value = 0;
        for (unsigned shift = 0; shift < 64 && at_ != end_; shift += 7) {
            const std::uint8_t byte = *at_++;
            if (shift == 63 && byte > 1) return false;
            value |= std::uint64_t{byte & 0x7FU} << shift;
            if (byte < 0x80) return true;
        }
        return false;
    }

    const std::uint8_t* at_;
    const std::uint8_t* end_;
    std::uint64_t value_ = 0;
    std::string_view bytes_;
    std::uint32_t number_ = 0;
    bool is_bytes_ = false;
    bool failed_ = false;
};

}  // namespace hapax
