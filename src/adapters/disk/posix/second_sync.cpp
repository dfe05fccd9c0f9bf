#include "adapters/disk/posix/second_sync.hpp"

namespace hapax::posix {

SecondSync::SecondSync() : thread_([this] { run(); }) {}

SecondSync::~SecondSync() {
    turn_.store(Turn::leave, std::memory_order_release);
    turn_.notify_one();
    thread_.join();
}

std::optional<Result<void>> SecondSync::with(File& one, File& other) {
    if (taken_.exchange(true, std::memory_order_acquire)) return std::nullopt;
    file_ = &other;
    turn_.store(Turn::work, std::memory_order_release);
    turn_.notify_one();
    auto synced = one.sync();
    turn_.wait(Turn::work, std::memory_order_acquire);
    if (synced) synced = std::move(result_);
    turn_.store(Turn::idle, std::memory_order_relaxed);
    taken_.store(false, std::memory_order_release);
    return synced;
}

void SecondSync::run() {
    for (;;) {
        const Turn turn = turn_.load(std::memory_order_acquire);
        if (turn == Turn::leave) return;
        if (turn != Turn::work) {
            turn_.wait(turn, std::memory_order_acquire);
            continue;
        }
        result_ = file_->sync();
        turn_.store(Turn::done, std::memory_order_release);
        turn_.notify_one();
    }
}

}  // namespace hapax::posix
