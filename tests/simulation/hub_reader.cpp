#include "hub_reader.hpp"

#include <charconv>
#include <utility>

namespace hapax::simulated_bank {
namespace {

constexpr std::string_view head_end = "\r\n\r\n";
constexpr char separator = '\x1e';
constexpr unsigned text_frame = 1;
constexpr unsigned close_frame = 8;
constexpr unsigned pong_frame = 10;
constexpr unsigned final_frame = 0x80;

unsigned byte_at(const std::string& bytes, std::size_t i) {
    return static_cast<unsigned char>(bytes[i]);
}

}  // namespace

bool HubReader::open(const std::string& request, std::size_t window) {
    close(world::Ending::reset);
    wire_ = network_.connect(parker_);
    status_ = 0;
    ended_ = false;
    close_code_ = 0;
    for (std::string* text : {&bytes_, &text_, &message_, &wrong_}) text->clear();
    if (!wire_) return false;
    wire_->window = window;
    network_.send(*wire_, request);
    return true;
}

void HubReader::send(std::string_view bytes) {
    if (wire_) network_.send(*wire_, bytes);
}

bool HubReader::next(Runtime& runtime, Instant deadline) {
    for (;;) {
        if (!wire_) return false;
        bytes_ += std::exchange(wire_->to_client, {});
        network_.took(*wire_);
        if (take_head()) take_frames();
        if (take_message()) return true;
        ended_ = ended_ || wire_->server_ended;
        if (ended_ || runtime.now() >= deadline) return false;
        parker_.park(deadline);
    }
}

bool HubReader::take_head() {
    if (status_ != 0) return status_ == 101;
    const std::size_t end = bytes_.find(head_end);
    if (end == std::string::npos) return false;
    std::from_chars(bytes_.data() + 9, bytes_.data() + 12, status_);
    bytes_.erase(0, end + head_end.size());
    ended_ = status_ != 101;
    return !ended_;
}

// Lengths in seven bits, or in two bytes behind 126: nothing here is longer.
void HubReader::take_frames() {
    while (bytes_.size() >= 2) {
        std::size_t length = byte_at(bytes_, 1);
        std::size_t begin = 2;
        if (length > 126) wrong_ = "a frame that is masked, or too long";
        if (length == 126) {
            if (bytes_.size() < 4) return;
            length = byte_at(bytes_, 2) << 8 | byte_at(bytes_, 3);
            begin = 4;
        }
        if (!wrong_.empty() || bytes_.size() < begin + length) return;
        take_frame(byte_at(bytes_, 0), std::string_view(bytes_).substr(begin, length));
        bytes_.erase(0, begin + length);
    }
}

void HubReader::take_frame(unsigned kind, std::string_view payload) {
    if (close_code_ != 0) wrong_ = "something follows a close";
    const unsigned opcode = kind ^ final_frame;
    if (opcode == text_frame) {
        if (!payload.ends_with(separator)) wrong_ = "a message is not ended by its frame";
        text_ += payload;
    } else if (opcode == close_frame && payload.size() >= 2) {
        close_code_ = static_cast<unsigned char>(payload[0]) * 256U + static_cast<unsigned char>(payload[1]);
        ended_ = true;
    } else if (opcode != pong_frame) {
        wrong_ = "a frame of a kind that is never sent";
    }
}

bool HubReader::take_message() {
    const std::size_t end = text_.find(separator);
    if (end == std::string::npos) return false;
    message_ = text_.substr(0, end);
    text_.erase(0, end + 1);
    return true;
}

void HubReader::close(world::Ending how) {
    if (wire_) network_.hang_up(*std::exchange(wire_, nullptr), how);
}

}  // namespace hapax::simulated_bank
