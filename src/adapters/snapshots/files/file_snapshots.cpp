#include "adapters/snapshots/files/file_snapshots.hpp"

#include <vector>

#include "adapters/snapshots/files/snapshot_file.hpp"
#include "codec/stream_hash.hpp"
#include "kernel/assert.hpp"

namespace hapax {
namespace {

std::string file_name(std::size_t number) {
    constexpr std::string_view digits = "0123456789abcdef";
    return {digits[number / 16], digits[number % 16]};
}

class FileSnapshots final : public Snapshots {
 public:
    Result<void> open(Disk& disk, const std::string& directory, std::size_t files) {
        if (auto made = disk.make_directory(directory); !made) return made;
        for (std::size_t i = 0; i < files; ++i) {
            files_.push_back(std::make_unique<snapshots::SnapshotFile>(disk, directory + "/" + file_name(i)));
            if (auto opened = files_.back()->open(); !opened) return opened;
        }
        return {};
    }

    Result<void> put(const Snapshot& snapshot) override {
        const StreamHash hash = stream_hash(snapshot.stream);
        return file_of(hash).put(hash, snapshot);
    }

    Result<std::optional<Snapshot>> newest(const StreamId& stream) override {
        const StreamHash hash = stream_hash(stream);
        return file_of(hash).newest(hash, stream);
    }

 private:
    snapshots::SnapshotFile& file_of(const StreamHash& hash) { return *files_[hash.value[0] % files_.size()]; }

    std::vector<std::unique_ptr<snapshots::SnapshotFile>> files_;
};

}  // namespace

Result<std::unique_ptr<Snapshots>> open_file_snapshots(Disk& disk, const std::string& directory, std::size_t files) {
    HAPAX_ASSERT(files > 0 && files <= snapshot_files, "a stream's snapshots have a file");
    auto snapshots = std::make_unique<FileSnapshots>();
    const auto opened = snapshots->open(disk, directory, files);
    if (!opened) return pass_on(opened);
    return snapshots;
}

}  // namespace hapax
