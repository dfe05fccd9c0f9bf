// TamperedCopy: a journal on a disk of its own, made of an old copy of a world's, for those who do to it what nobody may.
//
//   TamperedCopy copy(old, options);
//   auto store = copy.open();  append_one(**store, now, 1);
//   copy.forget_evidence();  copy.damage();
//   require(!copy.open(), …);
//
// Threads  one, outside of every loop of the world.
#pragma once

#include "adapters/store/journal/journal.hpp"
#include "simulation/disk/sim_disk.hpp"
#include "simulation/index/index_twin.hpp"

namespace hapax::simulated_bank {

struct OldCopy {
    simulation::FileSystem files;
    simulation::IndexTwin index;
};

class TamperedCopy {
 public:
    TamperedCopy(const OldCopy& old, const JournalOptions& options);

    Result<std::unique_ptr<EventStore>> open();
    void forget_evidence();
    void bring(const simulation::SimDisk& from, const std::string& path);
    void bring(const simulation::IndexTwin& index) { index_ = index.copy(); }
    void damage();  // of the last segment: the first frame of it
    std::string last_segment() const;
    std::string tail_path() const { return options_.directory + "/tail"; }
    const JournalOptions& options() const { return options_; }

 private:
    simulation::SimDisk disk_;
    simulation::IndexTwin index_;
    std::unique_ptr<Index> opened_;
    JournalOptions options_;
    std::uint64_t starts_ = 0;
};

// Something that this history never had.
void append_one(EventStore& store, Instant& now, std::uint64_t number);

// A file of one disk to another one.
void copy_file(const simulation::SimDisk& from, simulation::SimDisk& to, const std::string& path);

}  // namespace hapax::simulated_bank
