#include "adapters/store/journal/archive.hpp"

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>

#include "kernel/crashpoint.hpp"
#include "kernel/planted.hpp"

namespace hapax::journal {

Archive::Archive(Disk& disk, const SegmentTable& segments, std::string directory)
    : disk_(disk), segments_(segments), directory_(std::move(directory)), piece_(step_bytes) {}

Archive::Step Archive::step() {
    if (!waits()) return Step::idle;
    const auto stepped = copy_ ? go_on() : look();
    if (stepped) return waits() ? Step::more : Step::idle;
    give_up(stepped.error());
    return Step::trouble;
}

Result<void> Archive::look() {
    const auto segment = segments_.segment(next_);
    const auto there = is_there(*segment);
    if (!there) return pass_on(there);
    if (!*there) return begin(*segment);
    // Its name may come from a process that died before it had synced the directory.
    if (const auto synced = disk_.sync_directory(directory_); !synced) return synced;
    done();
    return {};
}

// A longer copy is one too: it was made before this journal was restored from it, and the start after that has taken
// the last frame over into the next segment.
Result<bool> Archive::is_there(const SegmentExtent& segment) const {
    const auto file = disk_.open(path(segment), Open::read);
    if (!file && file.error().code == disk_errc::not_found) return false;
    if (!file) return pass_on(file);
    std::array<std::byte, segment_header_bytes> bytes{};
    const auto read = (*file)->read_at(0, bytes);
    if (!read) return pass_on(read);
    const auto size = (*file)->size();
    if (!size) return pass_on(size);
    const auto header = decode_segment_header(std::span(bytes).first(*read));
    if (header == segment.header && *size >= segment.end) return true;
    return fail(disk_errc::exists, path(segment) + " is not a copy of this journal's segment");
}

Result<void> Archive::begin(const SegmentExtent& segment) {
    auto source = disk_.open(segments_.path(segment.header.number), Open::read);
    if (!source) return pass_on(source);
    const std::string partial = partial_path(segment);
    auto target = disk_.open(partial, Open::create);
    if (!target && target.error().code == disk_errc::exists) {
        if (const auto removed = disk_.remove(partial); !removed) return removed;
        target = disk_.open(partial, Open::create);
    }
    if (!target) return pass_on(target);
    copy_.emplace(segment, *std::move(source), *std::move(target));
    HAPAX_CRASHPOINT("archive.created");
    return {};
}

Result<void> Archive::go_on() {
    return copy_->bytes < copy_->segment.end ? copy_piece() : prove_piece();
}

Result<void> Archive::copy_piece() {
    const auto bytes = static_cast<std::size_t>(std::min<std::uint64_t>(step_bytes, copy_->segment.end - copy_->bytes));
    const auto piece = std::span(piece_).first(bytes);
    const auto read = copy_->source->read_at(copy_->bytes, piece);
    if (!read) return pass_on(read);
    if (*read < bytes) {
        return fail(store_errc::corrupt,
                    segments_.path(copy_->segment.header.number) + " ends before its successor begins");
    }
    if (const auto written = copy_->target->write_at(copy_->bytes, piece); !written) return written;
    HAPAX_CRASHPOINT("archive.written");
    const auto synced = planted(Bug::archive_named_before_its_sync) ? Result<void>{} : copy_->target->sync();
    if (!synced) return synced;
    HAPAX_CRASHPOINT("archive.synced");
    copy_->bytes += bytes;
    return {};
}

// A segment that was damaged while it lay there must not become a copy that is trusted when it is needed.
Result<void> Archive::prove_piece() {
    if (!copy_->proof) {
        if (const auto begun = begin_proof(); !begun) return begun;
    }
    const std::uint64_t stop = copy_->proof->end_offset() + step_bytes;
    while (copy_->proof->end_offset() < stop) {
        const auto step = copy_->proof->next(FrameScanner::Look::whole);
        if (!step) return pass_on(step);
        if (*step == FrameScanner::Step::end) return finish();
        if (*step == FrameScanner::Step::frame) continue;
        return fail(store_errc::corrupt, segments_.path(copy_->segment.header.number) + ": offset " +
                                             std::to_string(copy_->proof->offset()) + ": a frame is damaged");
    }
    return {};
}

Result<void> Archive::begin_proof() {
    std::array<std::byte, segment_header_bytes> bytes{};
    const auto read = copy_->target->read_at(0, bytes);
    if (!read) return pass_on(read);
    const SegmentHeader& header = copy_->segment.header;
    if (decode_segment_header(std::span(bytes).first(*read)) != header) {
        return fail(store_errc::corrupt, segments_.path(header.number) + ": offset 0: the segment's header is damaged");
    }
    copy_->proof.emplace(*copy_->target, header, segment_header_bytes, copy_->segment.end);
    return {};
}

Result<void> Archive::finish() {
    const auto there = is_there(copy_->segment);
    if (!there) return pass_on(there);
    if (*there) return fail(disk_errc::exists, path(copy_->segment) + " came from elsewhere meanwhile");
    if (const auto renamed = disk_.rename(partial_path(copy_->segment), path(copy_->segment)); !renamed) return renamed;
    HAPAX_CRASHPOINT("archive.renamed");
    if (const auto synced = disk_.sync_directory(directory_); !synced) return synced;
    HAPAX_CRASHPOINT("archive.named");
    done();
    return {};
}

void Archive::done() {
    copy_.reset();
    next_.fetch_add(1, std::memory_order_relaxed);
    const std::lock_guard lock(mutex_);
    trouble_.clear();
}

// The space of half a copy is given back, if the disk still takes that.
void Archive::give_up(const Error& error) {
    if (copy_) {
        const std::string partial = partial_path(copy_->segment);
        copy_.reset();
        (void)disk_.remove(partial);
    }
    const std::lock_guard lock(mutex_);
    ++failures_;
    trouble_ = std::string(error.code.name) + " " + error.detail;
}

ArchiveState Archive::state() const {
    const std::lock_guard lock(mutex_);
    return {segments_.size() - std::min<std::size_t>(next_, segments_.size()), failures_, trouble_};
}

std::string Archive::path(const SegmentExtent& segment) const {
    return directory_ + "/" + segment_name(segment.header.number);
}

// With the incarnation: whoever else archives into this directory by mistake works on another file.
std::string Archive::partial_path(const SegmentExtent& segment) const {
    std::array<char, 17> incarnation{};
    std::snprintf(incarnation.data(), incarnation.size(), "%016" PRIx64, segment.header.incarnation);
    return path(segment) + "." + incarnation.data() + ".partial";
}

}  // namespace hapax::journal
