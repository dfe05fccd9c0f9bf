#include "adapters/edge/http/chunk_parser.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "adapters/edge/http/characters.hpp"
#include "kernel/planted.hpp"

namespace hapax::http {

Parsed ChunkParser::parse(std::span<char> bytes) {
    Parsed parsed = Parsed::complete;
    while (parsed == Parsed::complete && expect_ != Expect::nothing) parsed = step(bytes);
    return parsed;
}

std::size_t ChunkParser::close_gap(std::span<char> bytes) {
    const std::size_t rest = bytes.size() - read_;
    std::memmove(bytes.data() + body_, bytes.data() + read_, rest);
    read_ = body_;
    return body_ + rest;
}

Parsed ChunkParser::refuse(const Refusal& refusal) {
    refusal_ = &refusal;
    return Parsed::refused;
}

Parsed ChunkParser::step(std::span<char> bytes) {
    const std::string_view rest(bytes.data() + read_, bytes.size() - read_);
    switch (expect_) {
        case Expect::data:
            return take_data(bytes);
        case Expect::data_end:
            return take_data_end(rest);
        default:
            return take_line(rest);
    }
}

Parsed ChunkParser::take_line(std::string_view rest) {
    const std::size_t line_max = expect_ == Expect::size ? limits_->chunk_line_bytes_max : limits_->headers_bytes_max;
    const Refusal& too_long = expect_ == Expect::size ? refusal::bad_chunk : refusal::headers_too_large;
    const std::size_t end = rest.substr(0, line_max + 2).find('\n');
    if (end == std::string_view::npos) return rest.size() >= line_max + 2 ? refuse(too_long) : Parsed::incomplete;
    if (end == 0 || rest[end - 1] != '\r') return refuse(refusal::bad_chunk);
    read_ += end + 1;
    const std::string_view line = rest.substr(0, end - 1);
    return expect_ == Expect::size ? take_size(line) : take_trailer(line);
}

Parsed ChunkParser::take_size(std::string_view line) {
    const std::size_t digits = std::min(line.find(';'), line.size());
    const std::string_view size = line.substr(0, digits);
    const std::string_view extension = line.substr(digits);
    if (size.empty() || size.size() > 16 || !hex_class.all(size)) return refuse(refusal::bad_chunk);
    if (extension.size() == 1 || !std::all_of(extension.begin(), extension.end(), value_character)) {
        return refuse(refusal::bad_chunk);
    }
    std::from_chars(size.data(), size.data() + size.size(), chunk_, 16);
    if (chunk_ > limits_->body_bytes_max - body_) return refuse(refusal::body_too_large);
    expect_ = chunk_ == 0 ? Expect::trailer : Expect::data;
    return Parsed::complete;
}

Parsed ChunkParser::take_data(std::span<char> bytes) {
    const std::size_t here = std::min(chunk_, bytes.size() - read_);
    std::memmove(bytes.data() + body_, bytes.data() + read_, here);
    read_ += here;
    body_ += here;
    chunk_ -= here;
    if (chunk_ > 0 && !planted(Bug::cut_chunk_taken_for_whole)) return Parsed::incomplete;
    expect_ = Expect::data_end;
    return Parsed::complete;
}

Parsed ChunkParser::take_data_end(std::string_view rest) {
    if (!rest.empty() && rest[0] != '\r') return refuse(refusal::bad_chunk);
    if (rest.size() < 2) return Parsed::incomplete;
    if (rest[1] != '\n') return refuse(refusal::bad_chunk);
    read_ += 2;
    expect_ = Expect::size;
    return Parsed::complete;
}

Parsed ChunkParser::take_trailer(std::string_view line) {
    if (line.empty()) {
        expect_ = Expect::nothing;
        return Parsed::complete;
    }
    trailer_bytes_ += line.size() + 2;
    if (++trailers_ > limits_->headers_max || trailer_bytes_ > limits_->headers_bytes_max) {
        return refuse(refusal::headers_too_large);
    }
    const std::size_t colon = line.find(':');
    const bool well_formed = colon != std::string_view::npos && colon > 0 && token_class.all(line.substr(0, colon)) &&
                             std::all_of(line.begin(), line.end(), value_character);
    return well_formed ? Parsed::complete : refuse(refusal::bad_chunk);
}

}  // namespace hapax::http
