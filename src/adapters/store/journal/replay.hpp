// Replay: puts records that the index's runs do not have into the recent part of the index, and into runs when there
// are many.
//
//   replay(table, live_index, Position{300'000}, end);     // records 300,001 … end
//
// Errors   store_errc::corrupt; those of disk and index.
// Threads  one, before the store serves; or over an index of its own.
#pragma once

#include "adapters/store/journal/live_index.hpp"
#include "adapters/store/journal/segment_table.hpp"

namespace hapax::journal {

Result<void> replay(SegmentTable& segments, LiveIndex& index, Position after, Position end);

}  // namespace hapax::journal
