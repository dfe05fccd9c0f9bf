#include "tools/hapax/progress.hpp"

#include <cstdio>

#include <unistd.h>

namespace hapax::tools {
namespace {

constexpr std::chrono::seconds every{1};
constexpr const char* erase_line = "\r\x1b[K";

std::string grouped(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
    return digits;
}

}  // namespace

std::string progress_text(const std::string& doing, const std::string& unit, std::uint64_t count,
                          std::chrono::seconds since) {
    const std::string counted = unit.empty() ? "" : grouped(count) + " " + unit + ", ";
    return doing + ": " + counted + std::to_string(since.count()) + " s";
}

Progress::Progress(std::string doing, std::string unit)
    : doing_(std::move(doing)),
      unit_(std::move(unit)),
      terminal_(::isatty(STDERR_FILENO) == 1),
      thread_([this] { run(); }) {}

Progress::~Progress() {
    {
        const std::lock_guard lock(mutex_);
        done_ = true;
    }
    changed_.notify_all();
    thread_.join();
    if (terminal_ && shown_) std::fputs(erase_line, stderr);
}

void Progress::run() {
    std::unique_lock lock(mutex_);
    for (std::chrono::seconds since = every;; since += every) {
        if (changed_.wait_for(lock, every, [this] { return done_; })) return;
        show(since);
    }
}

void Progress::show(std::chrono::seconds since) {
    const std::string text = progress_text(doing_, unit_, count_.load(std::memory_order_relaxed), since);
    std::fputs((terminal_ ? erase_line + text : text + "\n").c_str(), stderr);
    shown_ = true;
}

}  // namespace hapax::tools
