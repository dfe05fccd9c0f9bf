#include "adapters/snapshots/files/snapshot_file.hpp"

#include <algorithm>

#include "adapters/snapshots/files/file_snapshots.hpp"
#include "adapters/snapshots/files/snapshot_format.hpp"
#include "codec/stream_hash.hpp"
#include "kernel/crashpoint.hpp"

namespace hapax::snapshots {
namespace {

constexpr std::uint64_t compact_bytes_min = 1 << 20;
constexpr std::size_t window_bytes_min = 1 << 12;
constexpr std::size_t window_bytes_max = 1 << 20;

// Reads a file from front to back and shows any part of it, in pieces that double: of a small file little is reserved.
class Window {
 public:
    explicit Window(File& file) : file_(file) {}

    // Nothing when the file ends before, or cannot be read.
    std::optional<std::span<const std::byte>> show(std::uint64_t offset, std::size_t size) {
        if (offset < offset_ || offset + size > offset_ + filled_) {
            buffer_.resize(std::max(size, next_bytes_));
            next_bytes_ = std::min(2 * next_bytes_, window_bytes_max);
            const auto got = file_.read_at(offset, buffer_);
            offset_ = offset;
            filled_ = got.value_or(0);
        }
        if (offset + size > offset_ + filled_) return std::nullopt;
        return std::span(buffer_).subspan(static_cast<std::size_t>(offset - offset_), size);
    }

 private:
    File& file_;
    std::vector<std::byte> buffer_;
    std::size_t next_bytes_ = window_bytes_min;
    std::uint64_t offset_ = 0;
    std::size_t filled_ = 0;
};

std::optional<Snapshot> next_entry(Window& window, std::uint64_t offset, std::uint64_t& bytes) {
    const auto header = window.show(offset, header_bytes);
    if (!header) return std::nullopt;
    bytes = entry_bytes(*header);
    if (bytes > snapshot_bytes_max) return std::nullopt;
    const auto entry = window.show(offset, bytes);
    return entry ? decode(*entry) : std::nullopt;
}

}  // namespace

// The right to write, given back whatever happens.
struct SnapshotFile::Turn {
    explicit Turn(SnapshotFile& of) : file(of) {
        const std::lock_guard lock(file.mutex_);
        taken = !std::exchange(file.busy_, true);
    }
    ~Turn() {
        const std::lock_guard lock(file.mutex_);
        if (taken) file.busy_ = false;
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

    SnapshotFile& file;
    bool taken = false;
};

Result<void> SnapshotFile::open() {
    (void)disk_.remove(path_ + ".new");  // left by a compaction that did not end
    auto opened = disk_.open(path_, Open::write);
    if (!opened && opened.error().code == disk_errc::not_found) opened = disk_.open(path_, Open::create);
    if (!opened) return pass_on(opened);
    file_ = *std::move(opened);
    return load();
}

Result<void> SnapshotFile::put(const StreamHash& hash, const Snapshot& snapshot) {
    const Turn turn(*this);
    if (!turn.taken) return {};
    const auto appended = append(hash, snapshot);
    if (end_ >= compact_at_) compact();
    return appended;
}

std::optional<Snapshot> SnapshotFile::newest(const StreamHash& hash, const StreamId& stream) {
    std::unique_lock lock(mutex_);
    const auto found = places_.find(hash);
    if (found == places_.end()) return std::nullopt;
    const Place place = found->second;
    const std::shared_ptr<File> file = file_;
    lock.unlock();

    std::vector<std::byte> entry(place.bytes);
    const auto got = file->read_at(place.offset, entry);
    if (!got || *got != entry.size()) return std::nullopt;
    auto snapshot = decode(entry);
    if (snapshot && snapshot->stream != stream) snapshot.reset();
    return snapshot;
}

// What follows the first damage is cut off, so that nothing old can stand behind what is written next.
Result<void> SnapshotFile::load() {
    Window window(*file_);
    std::uint64_t bytes = 0;
    while (const auto snapshot = next_entry(window, end_, bytes)) {
        places_[stream_hash(snapshot->stream)] = {end_, bytes};
        end_ += bytes;
    }
    compact_at_ = std::max(compact_bytes_min, 2 * end_);
    return file_->truncate(end_);
}

Result<void> SnapshotFile::append(const StreamHash& hash, const Snapshot& snapshot) {
    const auto entry = encode(snapshot);
    if (entry.size() > snapshot_bytes_max) return fail(store_errc::too_large, "a snapshot of " + snapshot.stream.type);
    const auto written = file_->write_at(end_, entry);
    if (!written) return fail(snapshot_errc::not_written, written.error().detail);
    HAPAX_CRASHPOINT("snapshot.written");
    const std::lock_guard lock(mutex_);
    places_[hash] = {end_, entry.size()};
    end_ += entry.size();
    return {};
}

// When it fails, the file stays as it is, and is tried again when it has doubled once more.
void SnapshotFile::compact() {
    std::uint64_t end = 0;
    (void)disk_.remove(path_ + ".new");
    auto target = disk_.open(path_ + ".new", Open::create);
    auto places = target ? copy_into(**target, end) : Result<Places>(pass_on(target));
    HAPAX_CRASHPOINT("snapshot.compacted");
    const bool done = places && disk_.rename(path_ + ".new", path_);
    HAPAX_CRASHPOINT("snapshot.renamed");
    const std::lock_guard lock(mutex_);
    if (done) {
        file_ = *std::move(target);
        places_ = *std::move(places);
        end_ = end;
    }
    compact_at_ = std::min(std::max(compact_bytes_min, 2 * end_), std::max(end_ + 1, snapshot_file_bytes_max));
}

Result<SnapshotFile::Places> SnapshotFile::copy_into(File& target, std::uint64_t& end) {
    Places places;
    Window window(*file_);
    std::vector<std::byte> gathered;
    const auto flush = [&]() -> Result<void> {
        const auto written = target.write_at(end, gathered);
        end += gathered.size();
        gathered.clear();
        return written;
    };
    for (const auto& [hash, place] : worth_keeping()) {
        const auto entry = window.show(place.offset, place.bytes);
        if (!entry || !decode(*entry)) continue;
        places[hash] = {end + gathered.size(), place.bytes};
        gathered.insert(gathered.end(), entry->begin(), entry->end());
        if (gathered.size() < window_bytes_max) continue;
        if (const auto flushed = flush(); !flushed) return pass_on(flushed);
    }
    if (const auto flushed = flush(); !flushed) return pass_on(flushed);
    return places;
}

// In the order of the file; of a file that is too large only the newer half.
std::vector<std::pair<StreamHash, SnapshotFile::Place>> SnapshotFile::worth_keeping() const {
    std::vector<std::pair<StreamHash, Place>> kept(places_.begin(), places_.end());
    std::ranges::sort(kept, {}, [](const auto& entry) { return entry.second.offset; });
    std::uint64_t bytes = 0;
    auto first = kept.end();
    while (first != kept.begin() && bytes <= snapshot_file_bytes_max / 2) bytes += (--first)->second.bytes;
    kept.erase(kept.begin(), first);
    return kept;
}

}  // namespace hapax::snapshots
