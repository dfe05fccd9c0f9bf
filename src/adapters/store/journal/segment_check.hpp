// Checks of copied segments, by the bytes of the copy.
//
//   auto end = check_frames(*file, path, header, {512, bytes}, header.begin);    // → mark of the last frame
//   auto backed = check_backed(*file, path, header, {512, bytes}, header.begin); // the same, with the checksum of all
//
// Every frame in the range is verified, and that each follows the one before; the range ends where a frame ends.
// Errors   store_errc::corrupt with path and offset; disk_errc.
// Threads  one.
#pragma once

#include "adapters/store/journal/copy_file.hpp"
#include "adapters/store/journal/manifest.hpp"
#include "adapters/store/journal/segment_format.hpp"

namespace hapax::journal {

Result<Mark> check_frames(File& file, const std::string& path, const SegmentHeader& header, ByteRange range,
                          Mark before);
Result<BackedSegment> check_backed(File& file, const std::string& path, const SegmentHeader& header, ByteRange range,
                                   Mark before);

// Where the last frame ends that holds nothing after `until`.
Result<std::uint64_t> end_until(File& file, const SegmentHeader& header, std::uint64_t end, Position until);

}  // namespace hapax::journal
