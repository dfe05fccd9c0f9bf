// Survey: what two copies of a journal are, held against each other, before either is written to.
//
//   auto survey = survey_copies(disk, {"data/journal", "/second/journal"}, vouched);
//   for (const Mend& mend : survey->mends) copy_segment(mend);        // mirror.hpp
//
// Segments have the same header in both copies, or these are two histories. The chain of headers says where every
// closed segment ends, so each can be judged by itself; of the last one the longer copy counts, when it contains what
// the other one ends with. Nothing is decided by time, size or name.
// Limits   of the segments before the one that `vouched` lies in, header and length are looked at, not the frames.
// Errors   store_errc::wrong_store when the first segments differ; mirror_mismatch when later ones do, or when the
//          shorter copy ends in what the longer one does not have; corrupt when something is damaged or missing in
//          both. Those of the disk.
// Threads  one.
// Source   docs/decisions/0027-the-mirror-is-a-disk-that-writes-twice.md.
#pragma once

#include <array>
#include <vector>

#include "adapters/store/journal/recovery.hpp"

namespace hapax::journal {

enum class Side : std::uint8_t { data, mirror };
inline constexpr std::array<Side, 2> sides{Side::data, Side::mirror};
constexpr Side other(Side side) {
    return side == Side::data ? Side::mirror : Side::data;
}

struct CopyPaths {
    std::string data;
    std::string mirror;
    const std::string& operator[](Side side) const { return side == Side::data ? data : mirror; }
};

// How far frames need not be read again, and of which store that was said.
struct Vouched {
    Uuid store_id;
    Position through;
};

// A segment to be copied: the bytes from 0 on, to the side that lacks them.
struct Mend {
    SegmentHeader segment;
    Side to = Side::mirror;
    std::uint64_t bytes = 0;
    std::string why;
};

struct Survey {
    std::vector<SegmentHeader> chain;
    Mark end;
    std::vector<Mend> mends;  // ascending
    std::array<bool, 2> empty{};

    bool is_empty(Side side) const { return empty[static_cast<std::size_t>(side)]; }
};

// `told` is called after each segment.
Result<Survey> survey_copies(Disk& disk, const CopyPaths& paths, const Vouched& vouched,
                             const std::function<void()>& told = {});

}  // namespace hapax::journal
