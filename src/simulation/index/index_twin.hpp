// IndexTwin: the simulated disk under an Index. It outlives the processes that open it.
//
//   IndexTwin twin;
//   auto index = twin.open();           // the Index of one process; at most one at a time
//   index.reset();                      // kill -9: every run that was ingested stays
//   twin.crash_machine(seed);           // the newest runs may be lost, whole
//   twin.damage();                      // answers index_errc::broken until clear()
//
// Threads  none: one thread runs the whole simulated world.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "ports/driven/index.hpp"

namespace hapax {

class IndexTwin {
 public:
    static constexpr std::uint64_t runs_lost_max = 3;  // by one crash of the machine

    std::unique_ptr<Index> open();
    void crash_machine(std::uint64_t seed);
    void damage() { disk_->damaged = true; }

    struct Disk {
        Uuid store_id;
        std::vector<IndexRun> runs;
        bool damaged = false;
        bool in_use = false;
    };

 private:
    std::shared_ptr<Disk> disk_ = std::make_shared<Disk>();
};

}  // namespace hapax
