// IndexRebuild: makes the runs of the index again from the journal, one segment at a time, while the journal is served.
//
//   live.begin_again();   index.clear(store_id);
//   IndexRebuild rebuild(segments, index, seed, options, live.runs_end());
//   while (!*rebuild.step()) …                       // other upkeep
//   live.whole_again();
//
// The death of the process is no matter: what was ingested is the beginning of the runs, and a start goes on from there.
// Errors   of reading the journal and of the index; then it is of no more use: clear the index and begin another.
// Threads  the maintaining loop; appending and reading go on meanwhile.
// Source   decision 0032.
#pragma once

#include "adapters/store/journal/journal.hpp"
#include "adapters/store/journal/live_index.hpp"
#include "adapters/store/journal/segment_table.hpp"

namespace hapax::journal {

class IndexRebuild {
 public:
    IndexRebuild(SegmentTable& segments, Index& index, std::uint64_t seed, const JournalOptions& options,
                 Position through)
        : segments_(segments), made_(index, seed, options.recent_records_max, 1), through_(through) {}

    Result<bool> step();  // true when the runs are there up to `through`

 private:
    SegmentTable& segments_;
    LiveIndex made_;
    const Position through_;
    Position done_;
};

}  // namespace hapax::journal
