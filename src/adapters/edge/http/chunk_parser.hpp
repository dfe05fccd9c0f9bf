// ChunkParser: takes a chunked body out of its chunks, in place: the data moves together at the body's start.
//
//   switch (chunks.parse(bytes_from_the_body_on)) …        // again with more bytes after `incomplete`
//   body = {start, chunks.body_length()};  rest = start + chunks.consumed();
//
// Chunk extensions and trailers are checked for form and forgotten.
// Errors   refusal() after `refused`.
// Threads  one connection's.
// Source   RFC 9112, section 7.1.
#pragma once

#include <span>
#include <string_view>

#include "adapters/edge/http/head_parser.hpp"

namespace hapax::http {

class ChunkParser {
 public:
    explicit ChunkParser(const Limits& limits) : limits_(&limits) {}

    Parsed parse(std::span<char> bytes);
    void restart() { *this = ChunkParser(*limits_); }

    // Moves what is not parsed yet to the end of the data, so that the buffer holds no more than a body may have.
    // Answers how many bytes are left of `bytes`.
    std::size_t close_gap(std::span<char> bytes);

    std::size_t body_length() const { return body_; }
    std::size_t consumed() const { return read_; }
    const Refusal& refusal() const { return *refusal_; }

 private:
    enum class Expect : std::uint8_t { size, data, data_end, trailer, nothing };

    Parsed step(std::span<char> bytes);
    Parsed take_size(std::string_view line);
    Parsed take_data(std::span<char> bytes);
    Parsed take_data_end(std::string_view rest);
    Parsed take_trailer(std::string_view line);
    Parsed take_line(std::string_view rest);
    Parsed refuse(const Refusal& refusal);

    const Limits* limits_;
    Expect expect_ = Expect::size;
    std::size_t read_ = 0;   // bytes of the wire that are done
    std::size_t body_ = 0;   // bytes of data at the start
    std::size_t chunk_ = 0;  // bytes of this chunk still to come
    std::size_t trailers_ = 0;
    std::size_t trailer_bytes_ = 0;
    const Refusal* refusal_ = nullptr;
};

}  // namespace hapax::http
