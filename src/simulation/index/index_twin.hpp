// IndexTwin: the simulated disk under an Index. It outlives the processes that open it.
//
//   IndexTwin twin;
//   auto index = twin.open(&process);   // the Index of one process, or of a plain test without one; one at a time
//   index.reset();                      // kill -9: every run that was ingested stays
//   twin.crash_machine(seed);           // the newest runs may be lost, whole
//   twin.damage();                      // answers index_errc::broken until clear()
//   twin.fill_up(true);                 // ingest() answers storage_full
//   twin.fail_look_up(3, index_errc::unreadable);  // the third look-up from now answers so, once; 0: none does
//
// In a world every call may let other loops run or throw a crash, and those of a dying process do nothing.
//
// Threads  none: one thread runs the whole simulated world.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "ports/driven/index.hpp"
#include "simulation/process.hpp"

namespace hapax::simulation {

class IndexTwin {
 public:
    static constexpr std::uint64_t runs_lost_max = 3;  // by one crash of the machine

    std::unique_ptr<Index> open(Process* process = nullptr);
    IndexTwin copy() const;  // on a disk of its own that has room, in nobody's use
    void crash_machine(std::uint64_t seed);
    void damage() { disk_->damaged = true; }
    void repair() { disk_->damaged = false; }  // of damage that nobody has met yet
    void fill_up(bool full) { disk_->full = full; }
    void fail_look_up(std::uint64_t nth, const ErrorCode& code = index_errc::broken) {
        disk_->fail_look_up = nth;
        disk_->look_up_error = code;
    }
    std::uint64_t failed_look_ups() const { return disk_->failed_look_ups; }

    struct Disk {
        Uuid store_id;
        std::vector<IndexRun> runs;
        bool damaged = false;
        bool full = false;
        bool in_use = false;
        std::uint64_t fail_look_up = 0;  // from now; 0: none
        ErrorCode look_up_error = index_errc::broken;
        std::uint64_t failed_look_ups = 0;
    };

 private:
    std::shared_ptr<Disk> disk_ = std::make_shared<Disk>();
};

}  // namespace hapax::simulation
