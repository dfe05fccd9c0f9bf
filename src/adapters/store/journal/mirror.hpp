// Mirror: what a start does before anything else when the journal has a second copy: it makes the two equal.
//
//   auto state = make_copies_equal(disk, options, vouched, Trust::proven);   // both directories are locked
//   MirroredDisk both(disk, options.directory, options.mirror);              // from now on
//
// What is missing, short or damaged on one side is copied from the other: to `NNNNNNNN.seg.mending`, synced, renamed
// over what was there, in ascending order. Nothing is taken away that the copy does not contain. A process that dies
// anywhere leaves whole segments, and the next start does the rest.
// An empty side is filled only when it is plain whose journal this is: a witness that speaks of another store or of a
// later position forbids it, and a data directory without journal and witness is not filled from a mirror.
// Errors   as survey_copies(); mirror_mismatch for an empty side that must not be filled; storage_full; disk_errc.
// Threads  one.
// Source   docs/decisions/0027-the-mirror-is-a-disk-that-writes-twice.md.
#pragma once

#include "adapters/store/journal/journal.hpp"
#include "adapters/store/journal/mirror_survey.hpp"

namespace hapax::journal {

enum class Trust : std::uint8_t {
    proven,    // an empty side needs a witness that agrees
    accepted,  // an operator has accepted what is lost
};

Result<MirrorState> make_copies_equal(Disk& disk, const JournalOptions& options, const Vouched& vouched, Trust trust);

// Copies one segment as the survey says.
Result<void> mend_segment(Disk& disk, const CopyPaths& paths, const Mend& mend);

}  // namespace hapax::journal
