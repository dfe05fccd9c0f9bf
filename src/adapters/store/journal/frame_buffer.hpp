// FrameBuffer: aligned memory that grows and is used again. BufferPool: gives them out, gets them back.
//
//   auto pool = std::make_shared<BufferPool>();
//   std::shared_ptr<FrameBuffer> buffer = pool->take();       // empty
//   std::span<std::byte> room = buffer->extend(record_bytes); // not zeroed; earlier spans are void now
//
// A buffer returns to its pool when the last shared_ptr goes, from whatever thread; a pool that is gone frees it.
// Limits   buffers_kept_max buffers of at most buffer_bytes_kept_max are kept.
// Threads  the pool: any; a buffer: one writer, then any readers.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace hapax::journal {

class FrameBuffer {
 public:
    std::span<std::byte> extend(std::size_t bytes);
    void shrink(std::size_t size) { size_ = size; }
    std::span<std::byte> bytes() { return {data_.get(), size_}; }
    std::span<const std::byte> bytes() const { return {data_.get(), size_}; }
    std::size_t size() const { return size_; }
    std::size_t capacity() const { return capacity_; }

 private:
    struct Free {
        void operator()(std::byte* data) const;
    };
    std::unique_ptr<std::byte[], Free> data_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

class BufferPool : public std::enable_shared_from_this<BufferPool> {
 public:
    static constexpr std::size_t buffers_kept_max = 8;
    static constexpr std::size_t buffer_bytes_kept_max = 4 << 20;

    std::shared_ptr<FrameBuffer> take();

 private:
    void put_back(std::unique_ptr<FrameBuffer> buffer);

    std::mutex mutex_;
    std::vector<std::unique_ptr<FrameBuffer>> free_;
};

}  // namespace hapax::journal
