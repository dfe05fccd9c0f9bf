#include "workers.hpp"

#include "violation.hpp"

namespace hapax::simulated_bank {

Workers::Workers(const Batch& batch, std::function<RunReport(std::uint64_t seed)> run)
    : batch_(batch), run_(std::move(run)), next_seed_(batch.first), next_taken_(batch.first) {
    for (unsigned i = 0; i < batch.jobs; ++i) threads_.emplace_back([this] { work(); });
}

Workers::~Workers() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    room_.notify_all();
}

std::optional<Outcome> Workers::next() {
    std::unique_lock lock(mutex_);
    if (next_taken_ > batch_.last) return std::nullopt;
    done_changed_.wait(lock, [this] { return done_.contains(next_taken_); });
    Outcome outcome = std::move(done_.extract(next_taken_).mapped());
    const bool was_full = next_seed_ == next_taken_++ + ahead_max;
    lock.unlock();
    if (was_full) room_.notify_all();
    return outcome;
}

void Workers::work() {
    while (const auto seed = take_seed()) {
        Outcome outcome = run(*seed);
        const std::lock_guard lock(mutex_);
        done_.emplace(*seed, std::move(outcome));
        if (*seed == next_taken_) done_changed_.notify_one();
    }
}

std::optional<std::uint64_t> Workers::take_seed() {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [this] { return stopping_ || next_seed_ < next_taken_ + ahead_max; });
    if (stopping_ || next_seed_ > batch_.last) return std::nullopt;
    return next_seed_++;
}

Outcome Workers::run(std::uint64_t seed) const {
    try {
        return run_(seed);
    } catch (const Violation& violation) {
        return std::unexpected(violation.what());
    }
}

}  // namespace hapax::simulated_bank
