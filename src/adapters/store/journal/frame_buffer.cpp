#include "adapters/store/journal/frame_buffer.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>

namespace hapax::journal {
namespace {
constexpr std::align_val_t alignment{4096};
constexpr std::size_t capacity_min = 8 << 10;
}  // namespace

void FrameBuffer::Free::operator()(std::byte* data) const {
    ::operator delete[](data, alignment);
}

std::span<std::byte> FrameBuffer::extend(std::size_t bytes) {
    const std::size_t needed = size_ + bytes;
    if (needed > capacity_) {
        const std::size_t capacity = std::max(capacity_min, std::bit_ceil(needed));
        std::unique_ptr<std::byte[], Free> grown(static_cast<std::byte*>(::operator new[](capacity, alignment)));
        if (size_ != 0) std::memcpy(grown.get(), data_.get(), size_);
        data_ = std::move(grown);
        capacity_ = capacity;
    }
    const std::size_t from = size_;
    size_ = needed;
    return {data_.get() + from, bytes};
}

std::shared_ptr<FrameBuffer> BufferPool::take() {
    std::unique_ptr<FrameBuffer> buffer;
    {
        const std::lock_guard lock(mutex_);
        if (!free_.empty()) {
            buffer = std::move(free_.back());
            free_.pop_back();
        }
    }
    if (!buffer) buffer = std::make_unique<FrameBuffer>();
    buffer->shrink(0);
    return {buffer.release(), [home = weak_from_this()](FrameBuffer* used) {
                std::unique_ptr<FrameBuffer> owned(used);
                if (const auto pool = home.lock()) pool->put_back(std::move(owned));
            }};
}

void BufferPool::put_back(std::unique_ptr<FrameBuffer> buffer) {
    if (buffer->capacity() > buffer_bytes_kept_max) return;
    const std::lock_guard lock(mutex_);
    if (free_.size() < buffers_kept_max) free_.push_back(std::move(buffer));
}

}  // namespace hapax::journal
