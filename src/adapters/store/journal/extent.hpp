// Extent: how far a journal that is only read may be read, beside a server or without one.
//
//   auto extent = served_extent(disk, directory);     // a server has it: up to what its tail file says is durable
//   auto extent = resting_extent(disk, directory);    // nobody has: up to the last intact frame of the last segment
//
// Headers and succession of all segments are checked, and the frames of the last one of a resting journal.
// Errors   as read_segments() and find_end(); disk-locked while a server starts and has not yet said what is durable.
// Threads  one.
#pragma once

#include "adapters/store/journal/segment_table.hpp"

namespace hapax::journal {

struct JournalExtent {
    std::vector<SegmentExtent> segments;
    Mark end;
};

Result<JournalExtent> resting_extent(Disk& disk, const std::string& directory);
Result<JournalExtent> served_extent(Disk& disk, const std::string& directory);

}  // namespace hapax::journal
