// Ending: what the frames of a segment end with in one copy of it.
//
//   auto ending = look_at_end(disk, path, chain.back());      // by the header of the chain: the copy's own may be damaged
//   if (!ending->intact()) …                                  // ending->damage says where
//
// Errors   those of the disk.
// Threads  one.
#pragma once

#include <string>

#include "adapters/store/journal/recovery.hpp"

namespace hapax::journal {

struct Ending {
    std::string damage;  // empty when it is intact
    Mark last;           // of the frames that are intact without a gap
    Mark seen;           // of any intact frame header, behind the damage too
    std::uint64_t bytes = 0;
    bool intact() const { return damage.empty(); }
};

enum class OwnHeader : std::uint8_t { intact, damaged };

Result<Ending> look_at_end(Disk& disk, const std::string& path, const SegmentHeader& segment, OwnHeader own);

}  // namespace hapax::journal
