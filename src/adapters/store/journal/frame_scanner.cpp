#include "adapters/store/journal/frame_scanner.hpp"

#include <algorithm>

#include "kernel/planted.hpp"

namespace hapax::journal {

Result<FrameScanner::Step> FrameScanner::next(Look look) {
    offset_ = next_;
    payload_ = {};
    if (offset_ >= end_) return Step::end;
    const auto head = window(frame_header_bytes);
    if (!head) return pass_on(head);
    const auto header = decode_frame_header(*head);
    if (!header || !header->belongs_to(segment_) || header->frame_bytes() > end_ - offset_) return Step::bad;
    header_ = *header;
    if (look == Look::whole) {
        const auto whole = window(frame_header_bytes + header_.payload_bytes);
        if (!whole) return pass_on(whole);
        if (whole->size() < frame_header_bytes + header_.payload_bytes) return Step::bad;
        payload_ = whole->subspan(frame_header_bytes, header_.payload_bytes);
        if (!payload_is_intact(header_, payload_) && !planted(Bug::torn_frame_believed)) return Step::bad;
    }
    next_ = offset_ + header_.frame_bytes();
    return Step::frame;
}

Result<std::span<const std::byte>> FrameScanner::window(std::size_t bytes) {
    const bool there = offset_ >= buffer_offset_ && offset_ + bytes <= buffer_offset_ + buffer_.size();
    if (!there) {
        const std::uint64_t wanted = std::min<std::uint64_t>(std::max(bytes, piece_bytes), end_ - offset_);
        buffer_.shrink(0);
        const auto read = file_.read_at(offset_, buffer_.extend(static_cast<std::size_t>(wanted)));
        if (!read) return pass_on(read);
        buffer_.shrink(*read);
        buffer_offset_ = offset_;
    }
    const auto from = static_cast<std::size_t>(offset_ - buffer_offset_);
    return std::span<const std::byte>(buffer_.bytes()).subspan(from, std::min(bytes, buffer_.size() - from));
}

}  // namespace hapax::journal
