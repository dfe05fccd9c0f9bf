#include "event_reader.hpp"

#include <charconv>
#include <utility>

namespace hapax::simulated_bank {
namespace {

std::uint64_t number(std::string_view text, int base = 10) {
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, base);
    return value;
}

constexpr std::string_view head_end = "\r\n\r\n";
constexpr std::string_view line_end = "\r\n";

}  // namespace

bool EventReader::open(const std::string& request, std::size_t window) {
    close(world::Ending::reset);
    wire_ = network_.connect(parker_);
    status_ = 0;
    ended_ = false;
    bytes_.clear();
    text_.clear();
    if (!wire_) return false;
    wire_->window = window;
    network_.send(*wire_, request);
    return true;
}

bool EventReader::next(Runtime& runtime, Instant deadline) {
    for (;;) {
        if (!wire_) return false;
        bytes_ += std::exchange(wire_->to_client, {});
        network_.took(*wire_);
        if (take_head()) {
            take_chunks();
            if (take_block()) return true;
        }
        ended_ = ended_ || wire_->server_ended;
        if (ended_ || runtime.now() >= deadline) return false;
        parker_.park(deadline);
    }
}

bool EventReader::take_head() {
    if (status_ != 0) return status_ == 200;
    const std::size_t end = bytes_.find(head_end);
    if (end == std::string::npos) return false;
    status_ = static_cast<int>(number(std::string_view(bytes_).substr(9, 3)));
    bytes_.erase(0, end + head_end.size());
    ended_ = status_ != 200;
    return !ended_;
}

void EventReader::take_chunks() {
    for (;;) {
        const std::size_t line = bytes_.find(line_end);
        if (line == std::string::npos) return;
        const std::size_t length = number(std::string_view(bytes_).substr(0, line), 16);
        const std::size_t begin = line + line_end.size();
        if (bytes_.size() < begin + length + line_end.size()) return;
        text_.append(bytes_, begin, length);
        bytes_.erase(0, begin + length + line_end.size());
        if (length == 0) ended_ = true;
    }
}

bool EventReader::take_block() {
    const std::size_t end = text_.find("\n\n");
    if (end == std::string::npos) return false;
    block_ = {};
    std::string_view lines = std::string_view(text_).substr(0, end + 1);
    while (!lines.empty()) {
        const std::string_view line = lines.substr(0, lines.find('\n'));
        lines.remove_prefix(line.size() + 1);
        if (line.starts_with("event: ")) block_.name = line.substr(7);
        if (line.starts_with("id: ")) block_.id = number(line.substr(4));
        if (line.starts_with("data: ")) block_.data = line.substr(6);
    }
    text_.erase(0, end + 2);
    return true;
}

void EventReader::close(world::Ending how) {
    if (wire_) network_.hang_up(*std::exchange(wire_, nullptr), how);
}

}  // namespace hapax::simulated_bank
