// StreamSearch: one look-up of a stream's entries over the runs whose filters say that they may hold the stream.
//
//   StreamSearch search(tables, stream, from, entries_max);
//   for (run : newest to oldest) if (filter agrees && !search.found()) search.offer(run);
//   search.finish();                                     // → the entry that holds `from`, and those after it
//
// Versions grow from run to run. Most look-ups want the newest version, so the newest run that holds the stream is read
// at once; when all it has is above the wanted version, the older ones wait and finish() halves them, so that the first
// event of a stream in 33 runs costs six reads and not 33. From the entry that was found it reads on, to newer runs.
//
// Threads  values of one thread.
#pragma once

#include <vector>

#include "adapters/index/rocksdb/tables.hpp"

namespace hapax::index {

class StreamSearch {
 public:
    StreamSearch(const Tables& tables, const StreamHash& stream, Version from, std::size_t entries_max)
        : tables_(tables), stream_(stream), from_(from), entries_max_(entries_max) {}

    Result<void> offer(std::uint32_t run);
    bool found() const { return first_.has_value(); }
    Result<std::vector<StreamEntry>> finish();

 private:
    enum class Holds : std::uint8_t { wanted, only_above, nothing };  // wanted: first_ is now its entry
    Result<Holds> look(std::uint32_t run);
    Result<std::size_t> halve();
    Result<void> read_on(std::uint32_t run, Version after, std::vector<StreamEntry>& entries) const;

    const Tables& tables_;
    const StreamHash stream_;
    const Version from_;
    const std::size_t entries_max_;
    std::optional<StreamEntry> first_;
    bool halving_ = false;
    std::vector<std::uint32_t> runs_;  // newest first; all but those that turned out not to hold the stream
};

}  // namespace hapax::index
