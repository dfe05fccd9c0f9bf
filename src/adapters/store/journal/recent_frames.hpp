// RecentFrames: the last frames as they were written, so that those who follow the log need not touch a file.
//
//   frames.push(header, buffer);                       // durable now
//   auto found = frames.after(Position{900}, 64);      // the frames from the one with 901 on; empty when it is too old
//
// Limits   bytes_max of the buffers that hold them, but always the last one.
// Threads  push() by one loop, after() from any.
#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "adapters/store/journal/frame_buffer.hpp"
#include "adapters/store/journal/frame_format.hpp"

namespace hapax::journal {

struct RecentFrame {
    FrameHeader header;
    std::shared_ptr<const FrameBuffer> bytes;

    std::span<const std::byte> payload() const {
        return bytes->bytes().subspan(frame_header_bytes, header.payload_bytes);
    }
};

class RecentFrames {
 public:
    explicit RecentFrames(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    void push(RecentFrame frame) {
        const std::lock_guard lock(mutex_);
        bytes_ += frame.bytes->capacity();
        frames_.push_back(std::move(frame));
        for (; bytes_ > bytes_max_ && frames_.size() > 1; frames_.pop_front())
            bytes_ -= frames_.front().bytes->capacity();
    }

    std::vector<RecentFrame> after(Position position, std::size_t frames_max) const {
        const std::lock_guard lock(mutex_);
        if (frames_.empty() || frames_.front().header.first.value > position.value + 1) return {};
        auto at = std::partition_point(frames_.begin(), frames_.end(),
                                       [&](const RecentFrame& frame) { return frame.header.last() <= position; });
        const auto count = std::min<std::ptrdiff_t>(frames_.end() - at, static_cast<std::ptrdiff_t>(frames_max));
        return {at, at + count};
    }

 private:
    const std::size_t bytes_max_;
    mutable std::mutex mutex_;
    std::deque<RecentFrame> frames_;
    std::size_t bytes_ = 0;
};

}  // namespace hapax::journal
