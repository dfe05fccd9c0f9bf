// MirrorPieces: the segments that two copies of a journal are made of, as their headers say.
//
//   auto pieces = MirrorPieces::read(disk, paths);
//   pieces->find(Side::mirror, 3);               // nullptr when that side has no such file
//   auto chain = pieces->chain(disk);            // the header of each number, from whichever side can be read
//
// Errors   chain(): store_errc::wrong_store when the first segments differ; mirror_mismatch when later ones do; corrupt
//          when a number is missing or damaged in both. Those of the disk.
// Threads  one.
#pragma once

#include <map>
#include <vector>

#include "adapters/store/journal/mirror_survey.hpp"

namespace hapax::journal {

// A segment as one side has it.
struct Piece {
    std::optional<SegmentHeader> header;  // nothing when it is damaged
    std::uint64_t file_bytes = 0;
};

class MirrorPieces {
 public:
    static Result<MirrorPieces> read(Disk& disk, const CopyPaths& paths);

    Result<std::vector<SegmentHeader>> chain() const;
    const Piece* find(Side side, std::uint32_t number) const;
    std::uint32_t highest(Side side) const;  // 0 when it has none
    std::string path(Side side, std::uint32_t number) const { return paths_[side] + "/" + segment_name(number); }

 private:
    explicit MirrorPieces(const CopyPaths& paths) : paths_(paths) {}
    Result<void> read_side(Disk& disk, Side side);
    Result<SegmentHeader> header_of(std::uint32_t number) const;

    CopyPaths paths_;
    std::array<std::map<std::uint32_t, Piece>, 2> sides_;
};

// Two copies of one history they are not.
std::unexpected<Error> not_one_history(const CopyPaths& paths, const std::string& what);

}  // namespace hapax::journal
