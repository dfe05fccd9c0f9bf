// StreamReader: the events of one stream, along the index, which is asked for hundreds of entries at once.
//
//   auto slice = reader.read(stream, Version{40}, 1000);
//
// Errors   store_errc::corrupt; those of disk and index.
// Threads  any.
#pragma once

#include "adapters/store/journal/live_index.hpp"
#include "adapters/store/journal/record_reader.hpp"

namespace hapax::journal {

class StreamReader {
 public:
    StreamReader(const LiveIndex& index, const RecordReader& records) : index_(index), records_(records) {}

    Result<Version> version(const StreamId& stream) const;
    Result<StreamSlice> read(const StreamId& stream, Version after, std::size_t events_max) const;

 private:
    Result<Version> read(const StreamId& stream, std::span<const StreamEntry> entries, Version after,
                         std::size_t events_max, StreamSlice& slice) const;

    const LiveIndex& index_;
    const RecordReader& records_;
};

}  // namespace hapax::journal
