#include "adapters/store/journal/preparation.hpp"

#include <algorithm>
#include <array>

#include "adapters/store/journal/segment_format.hpp"
#include "kernel/crashpoint.hpp"

namespace hapax::journal {
namespace {
alignas(4096) constexpr std::array<std::byte, Preparation::write_bytes> zeros{};
}

std::unexpected<Error> fatal_write(const std::string& what, const Error& cause) {
    return fail(store_errc::write_failed, what + ": " + std::string(cause.code.name) + " " + cause.detail);
}

Preparation::Preparation(Disk& disk, std::string directory, std::uint64_t segment_bytes)
    : disk_(disk), directory_(std::move(directory)), segment_bytes_(segment_bytes) {}

Result<void> Preparation::adopt() {
    const auto names = disk_.list(directory_);
    if (!names) return pass_on(names);
    for (const std::string& name : *names) {
        const auto number = spare_number(name);
        if (!number) continue;
        next_number_ = std::max(next_number_, *number + 1);
        const auto adopted = adopt_whole(name);
        if (!adopted) return pass_on(adopted);
        if (*adopted) continue;
        if (const auto removed = disk_.remove(directory_ + "/" + name); !removed) return pass_on(removed);
    }
    const bool half = std::ranges::find(*names, preparing_name) != names->end();
    return half ? adopt_half() : Result<void>{};
}

// A spare of an odd size, or one that was about to become a segment when its process died, is of no use.
Result<bool> Preparation::adopt_whole(const std::string& name) {
    const std::string path = directory_ + "/" + name;
    const auto file = disk_.open(path, Open::read);
    if (!file) return pass_on(file);
    const auto size = (*file)->size();
    if (!size) return pass_on(size);
    if (*size < bytes_min || *size > segment_bytes_ || *size % 4096 != 0) return false;
    std::array<std::byte, segment_header_bytes> head{};
    const auto read = (*file)->read_at(0, head);
    if (!read) return pass_on(read);
    const bool blank = std::all_of(head.begin(), head.end(), [](std::byte b) { return b == std::byte{0}; });
    if (blank) add({path, *size});
    return blank;
}

// Its last step may never have been synced; what is before it was.
Result<void> Preparation::adopt_half() {
    auto file = disk_.open(directory_ + "/" + preparing_name, Open::write);
    if (!file) return pass_on(file);
    const auto size = (*file)->size();
    if (!size) return pass_on(size);
    file_ = *std::move(file);
    const std::uint64_t whole_writes = std::min(*size, segment_bytes_) / write_bytes * write_bytes;
    zeroed_ = whole_writes > hurry.step_bytes ? whole_writes - hurry.step_bytes : 0;
    HAPAX_CRASHPOINT("spare.half_adopted");
    return file_->truncate(zeroed_);
}

Result<Preparation::Step> Preparation::step(const Pace& pace) {
    if (!file_) {
        const auto begun = begin();
        if (!begun || *begun == Step::no_space) return begun;
    }
    const std::uint64_t goal = std::min(pace.enough, segment_bytes_);
    const std::uint64_t stop = std::min(zeroed_ + pace.step_bytes, segment_bytes_);
    while (zeroed_ < stop) {
        const auto bytes = static_cast<std::size_t>(std::min<std::uint64_t>(write_bytes, stop - zeroed_));
        const auto written = file_->write_at(zeroed_, std::span(zeros).first(bytes));
        if (!written && written.error().code == disk_errc::no_space) return Step::no_space;
        if (!written) return fatal_write("preparing a segment", written.error());
        zeroed_ += bytes;
    }
    HAPAX_CRASHPOINT("spare.zeroed");
    if (const auto synced = file_->sync(); !synced) return fatal_write("preparing a segment", synced.error());
    HAPAX_CRASHPOINT("spare.synced");
    return zeroed_ < goal ? Step::more : finish();
}

Result<Preparation::Step> Preparation::begin() {
    auto created = disk_.open(directory_ + "/" + preparing_name, Open::create);
    if (!created && created.error().code == disk_errc::no_space) return Step::no_space;
    if (!created) return fatal_write("preparing a segment", created.error());
    file_ = *std::move(created);
    zeroed_ = 0;
    HAPAX_CRASHPOINT("spare.created");
    return Step::more;
}

Result<Preparation::Step> Preparation::finish() {
    file_.reset();
    std::string path = directory_ + "/" + spare_name(next_number_++);
    const auto renamed = disk_.rename(directory_ + "/" + preparing_name, path);
    if (!renamed) return fatal_write("preparing a segment", renamed.error());
    HAPAX_CRASHPOINT("spare.renamed");
    const auto synced = disk_.sync_directory(directory_);
    if (!synced) return fatal_write("preparing a segment", synced.error());
    HAPAX_CRASHPOINT("spare.ready");
    add({std::move(path), zeroed_});
    return Step::ready;
}

void Preparation::add(Spare spare) {
    const std::lock_guard lock(mutex_);
    ready_.push_back(std::move(spare));
    count();
}

std::optional<Spare> Preparation::take() {
    const std::lock_guard lock(mutex_);
    if (ready_.empty()) return std::nullopt;
    Spare spare = std::move(ready_.front());
    ready_.erase(ready_.begin());
    count();
    return spare;
}

std::vector<std::uint64_t> Preparation::sizes() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::uint64_t> sizes;
    for (const Spare& spare : ready_) sizes.push_back(spare.bytes);
    return sizes;
}

void Preparation::count() {
    std::uint64_t bytes = 0;
    for (const Spare& spare : ready_) bytes += spare.bytes - segment_header_bytes;
    ready_bytes_.store(bytes, std::memory_order_release);
    reserved_bytes_.store(ready_.empty() ? 0 : ready_.back().bytes - segment_header_bytes, std::memory_order_release);
    ready_count_.store(ready_.size(), std::memory_order_release);
}

}  // namespace hapax::journal
