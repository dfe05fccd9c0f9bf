// SecondSync: a thread that syncs a file while its caller syncs another one.
//
//   SecondSync second;
//   auto synced = second.with(one, other);       // one.sync() here, other.sync() there; nothing when it is busy
//
// Two hand-overs, each of which costs nothing but a look when the other side is already there.
// Errors   those of either sync; the caller's own comes first.
// Threads  any; one call at a time is served, a second caller is told that it is busy.
#pragma once

#include <atomic>
#include <optional>
#include <thread>

#include "ports/driven/disk.hpp"

namespace hapax::posix {

class SecondSync {
 public:
    SecondSync();
    SecondSync(const SecondSync&) = delete;
    SecondSync& operator=(const SecondSync&) = delete;
    ~SecondSync();

    std::optional<Result<void>> with(File& one, File& other);

 private:
    enum class Turn : int { idle, work, done, leave };

    void run();

    std::atomic<bool> taken_{false};
    std::atomic<Turn> turn_{Turn::idle};
    File* file_ = nullptr;
    Result<void> result_;
    std::thread thread_;
};

}  // namespace hapax::posix
