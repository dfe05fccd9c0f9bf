#include "tools/check/format/read_ahead.hpp"

#include <utility>

namespace hapax::check {
namespace {

constexpr std::size_t batch_lines = 256;
constexpr std::size_t batches_max = 8;

}  // namespace

void ReadAhead::Channel::put(BatchPointer batch) {
    {
        const std::lock_guard lock(mutex_);
        batches_.push_back(std::move(batch));
    }
    changed_.notify_one();
}

ReadAhead::BatchPointer ReadAhead::Channel::take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return closed_ || !batches_.empty(); });
    if (closed_) return nullptr;
    BatchPointer batch = std::move(batches_.front());
    batches_.pop_front();
    return batch;
}

void ReadAhead::Channel::close() {
    {
        const std::lock_guard lock(mutex_);
        closed_ = true;
    }
    changed_.notify_one();
}

ReadAhead::ReadAhead(Input input) : input_(std::move(input)) {
    for (std::size_t i = 0; i < batches_max; ++i) {
        auto batch = std::make_unique<Batch>();
        for (std::size_t line = 0; line < batch_lines; ++line) {
            batch->lines.push_back(std::make_unique<InputLine>());
        }
        free_.put(std::move(batch));
    }
    thread_ = std::thread([this] { read(); });
}

ReadAhead::~ReadAhead() {
    free_.close();
    thread_.join();
}

void ReadAhead::read() {
    bool last = false;
    while (!last) {
        BatchPointer batch = free_.take();
        if (batch == nullptr) return;
        fill(*batch);
        last = batch->last;
        full_.put(std::move(batch));
    }
}

void ReadAhead::fill(Batch& batch) {
    batch.size = 0;
    while (batch.size < batch.lines.size()) {
        auto more = input_.next(batch.lines[batch.size]);
        if (!more) batch.broken = std::move(more.error());
        batch.last = !more || !*more;
        if (batch.last) return;
        ++batch.size;
    }
}

Result<bool> ReadAhead::next() {
    if (batch_ != nullptr && ++at_ < batch_->size) return true;
    while (batch_ == nullptr || at_ >= batch_->size) {
        if (batch_ != nullptr && batch_->last) {
            if (batch_->broken) return std::unexpected(*batch_->broken);
            return false;
        }
        if (batch_ != nullptr) free_.put(std::move(batch_));
        batch_ = full_.take();
        at_ = 0;
    }
    return true;
}

}  // namespace hapax::check
