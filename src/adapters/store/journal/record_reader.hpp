// RecordReader: reads one record by its address, in one read when it is of usual size, and verifies it.
//
//   auto stored = reader.read(address);          // → StoredCommit
//   auto stored = reader.read(entry, stream);    // what the index says of a stream
//
// An address behind the end of its segment is of the frame that a start took over into the next one: it is read there.
// Errors   store_errc::corrupt with file and offset when the bytes there are no intact record; those of the disk.
// Threads  any.
#pragma once

#include "adapters/store/journal/segment_table.hpp"
#include "ports/driven/index.hpp"

namespace hapax::journal {

class RecordReader {
 public:
    static constexpr std::size_t first_read_bytes = 4096;

    explicit RecordReader(SegmentTable& segments) : segments_(segments) {}
    Result<StoredCommit> read(Address address) const;
    Result<StoredCommit> read(const StreamEntry& entry, const StreamId& stream) const;  // a record of that stream

 private:
    Address where_it_counts(Address address) const;
    std::unexpected<Error> corrupt(Address address, const std::string& why) const;

    SegmentTable& segments_;
};

}  // namespace hapax::journal
