// A journal with everything it needs, in a directory of its own: disk, index, and the loop that maintains it.
//
//   JournalHouse house(directory);
//   house.store().append(commits);
//
// Errors   whatever cannot be opened ends the program.
// Threads  store() as EventStore says; maintenance runs in a loop of its own until the end.
#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

#include "adapters/disk/posix/posix_disk.hpp"
#include "adapters/index/rocksdb/rocksdb_index.hpp"
#include "adapters/runtime/threads/thread_runtime.hpp"
#include "adapters/store/journal/journal.hpp"
#include "arguments.hpp"

namespace hapax::bench {

template <class T>
T opened(Result<T> result, const char* what) {
    if (!result) fail(std::string(what) + ": " + std::string(result.error().code.name));
    return std::move(*result);
}

enum class Maintenance : std::uint8_t { here, by_others };

class JournalHouse {
 public:
    explicit JournalHouse(const std::string& directory, Maintenance maintenance = Maintenance::here,
                          const std::string& mirror = {})
        : disk_(make_posix_disk()), parker_(runtime_.make_parker()) {
        std::filesystem::create_directories(directory + "/journal");
        if (!mirror.empty()) std::filesystem::create_directories(mirror);
        index_ = opened(open_rocksdb_index(directory + "/index", {}), "index");
        const JournalStart start{runtime_.wall(), {runtime_.random(), runtime_.random()}};
        store_ = opened(
            open_journal(*disk_, *index_, start,
                         {.directory = directory + "/journal", .witness = directory + ".witness", .mirror = mirror}),
            "journal");
        if (maintenance == Maintenance::here) runtime_.spawn("maintenance", [this] { maintain(); });
    }

    ~JournalHouse() {
        stopping_ = true;
        parker_->unpark();
        runtime_.join();
    }

    EventStore& store() { return *store_; }
    ThreadRuntime& runtime() { return runtime_; }

 private:
    void maintain() {
        while (!stopping_) {
            const Instant next = opened(store_->maintain(runtime_.now()), "maintenance");
            parker_->park(next);
        }
    }

    ThreadRuntime runtime_{{.patience = std::chrono::microseconds(200)}};  // as the host has it
    std::unique_ptr<Disk> disk_;
    std::unique_ptr<Index> index_;
    std::unique_ptr<EventStore> store_;
    std::unique_ptr<Parker> parker_;
    std::atomic<bool> stopping_ = false;
};

// Waits until so many records of ours fit into prepared space.
inline void wait_for_space(JournalHouse& house, std::uint64_t records) {
    constexpr std::uint64_t record_bytes_most = 1024;
    const auto parker = house.runtime().make_parker();
    while (!house.store().admits(records * record_bytes_most, Use::admitting)) {
        parker->park(house.runtime().now() + std::chrono::milliseconds(1));
    }
}

// Removes what a house of that directory left.
inline void remove_house(const std::string& directory) {
    std::filesystem::remove_all(directory);
    std::filesystem::remove(directory + ".witness");
}

}  // namespace hapax::bench
