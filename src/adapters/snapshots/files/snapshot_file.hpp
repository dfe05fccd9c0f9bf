// SnapshotFile: one log of snapshots, and where in it the last one of each stream is.
//
//   SnapshotFile file(disk, "data/snapshots/3f");  file.open();
//   file.put(hash, snapshot);   file.newest(hash, stream);
//
// Invariants
//   1. Every place in places_ lies before end_ and was an intact entry when it was put there.
//   2. Only the holder of busy_ writes the file or puts another in its place.
//   3. mutex_ guards the members, never a call of the disk: in simulation such a call lets other loops run.
// Threads  any, after open().
#pragma once

#include <mutex>
#include <unordered_map>

#include "ports/driven/disk.hpp"
#include "ports/driven/snapshots.hpp"

namespace hapax::snapshots {

class SnapshotFile {
 public:
    SnapshotFile(Disk& disk, std::string path) : disk_(disk), path_(std::move(path)) {}

    Result<void> open();
    Result<void> put(const StreamHash& hash, const Snapshot& snapshot);
    std::optional<Snapshot> newest(const StreamHash& hash, const StreamId& stream);

 private:
    struct Place {
        std::uint64_t offset = 0;
        std::uint64_t bytes = 0;
    };
    struct HashOfHash {
        std::size_t operator()(const StreamHash& hash) const { return hash.value[1]; }
    };
    using Places = std::unordered_map<StreamHash, Place, HashOfHash>;
    struct Turn;

    Result<void> load();
    Result<void> append(const StreamHash& hash, const Snapshot& snapshot);
    void compact();
    Result<Places> copy_into(File& target, std::uint64_t& end);
    std::vector<std::pair<StreamHash, Place>> worth_keeping() const;

    Disk& disk_;
    const std::string path_;
    std::mutex mutex_;
    std::shared_ptr<File> file_;
    Places places_;
    std::uint64_t end_ = 0;
    std::uint64_t compact_at_ = 0;
    bool busy_ = false;
};

}  // namespace hapax::snapshots
