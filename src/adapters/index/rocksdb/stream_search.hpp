// StreamSearch: one look-up of a stream's entry over the runs whose filters say that they may hold the stream.
//
//   StreamSearch search(tables, stream, at_most);
//   for (run : newest to oldest) if (filter agrees && !search.found()) search.offer(run);
//   search.finish();                                     // → the entry, or nothing
//
// Versions grow from run to run. Most look-ups want the newest version, so the newest run that holds the stream is read
// at once; when all it has is above the wanted version, the older ones wait and finish() halves them, so that the first
// event of a stream in 33 runs costs six reads and not 33.
//
// Threads  values of one thread.
#pragma once

#include <vector>

#include "adapters/index/rocksdb/tables.hpp"

namespace hapax::index {

class StreamSearch {
 public:
    StreamSearch(const Tables& tables, const StreamHash& stream, Version at_most)
        : tables_(tables), stream_(stream), at_most_(at_most) {}

    Result<void> offer(std::uint32_t run);
    bool found() const { return best_.has_value(); }
    Result<std::optional<StreamEntry>> finish();

 private:
    enum class Holds : std::uint8_t { wanted, only_above, nothing };  // wanted: best_ is now its entry
    Result<Holds> look(std::uint32_t run);

    const Tables& tables_;
    const StreamHash stream_;
    const Version at_most_;
    std::optional<StreamEntry> best_;
    bool halving_ = false;
    std::vector<std::uint32_t> waiting_;  // newest first
};

}  // namespace hapax::index
