#include "adapters/store/journal/preparation.hpp"

#include <algorithm>
#include <array>

#include "adapters/store/journal/segment_format.hpp"

namespace hapax::journal {
namespace {
alignas(4096) constexpr std::array<std::byte, Preparation::step_bytes> zeros{};
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
        if (!number && name != preparing_name) continue;
        if (number) next_number_ = std::max(next_number_, *number + 1);
        const auto adopted = number ? adopt_one(name) : Result<bool>(false);
        if (!adopted) return pass_on(adopted);
        if (*adopted) continue;
        if (const auto removed = disk_.remove(directory_ + "/" + name); !removed) return pass_on(removed);
    }
    return {};
}

// A spare of another size, or one that was about to become a segment when its process died, is of no use.
Result<bool> Preparation::adopt_one(const std::string& name) {
    const std::string path = directory_ + "/" + name;
    const auto file = disk_.open(path, Open::read);
    if (!file) return pass_on(file);
    const auto size = (*file)->size();
    if (!size) return pass_on(size);
    if (*size != segment_bytes_) return false;
    std::array<std::byte, segment_header_bytes> head{};
    const auto read = (*file)->read_at(0, head);
    if (!read) return pass_on(read);
    const bool blank = std::all_of(head.begin(), head.end(), [](std::byte b) { return b == std::byte{0}; });
    if (blank) add(path);
    return blank;
}

Result<Preparation::Step> Preparation::step() {
    if (!file_) {
        const auto begun = begin();
        if (!begun || *begun == Step::no_space) return begun;
    }
    const auto bytes = static_cast<std::size_t>(std::min<std::uint64_t>(step_bytes, segment_bytes_ - zeroed_));
    const auto written = file_->write_at(zeroed_, std::span(zeros).first(bytes));
    if (!written && written.error().code == disk_errc::no_space) return Step::no_space;
    if (!written) return fatal_write("preparing a segment", written.error());
    if (const auto synced = file_->sync(); !synced) return fatal_write("preparing a segment", synced.error());
    zeroed_ += bytes;
    return zeroed_ < segment_bytes_ ? Step::more : finish();
}

Result<Preparation::Step> Preparation::begin() {
    auto created = disk_.open(directory_ + "/" + preparing_name, Open::create);
    if (!created && created.error().code == disk_errc::no_space) return Step::no_space;
    if (!created) return fatal_write("preparing a segment", created.error());
    file_ = *std::move(created);
    zeroed_ = 0;
    return Step::more;
}

Result<Preparation::Step> Preparation::finish() {
    file_.reset();
    std::string path = directory_ + "/" + spare_name(next_number_++);
    const auto renamed = disk_.rename(directory_ + "/" + preparing_name, path);
    if (!renamed) return fatal_write("preparing a segment", renamed.error());
    const auto synced = disk_.sync_directory(directory_);
    if (!synced) return fatal_write("preparing a segment", synced.error());
    add(std::move(path));
    return Step::ready;
}

void Preparation::add(std::string path) {
    const std::lock_guard lock(mutex_);
    ready_.push_back(std::move(path));
    ready_count_.store(ready_.size(), std::memory_order_release);
}

std::optional<std::string> Preparation::take() {
    const std::lock_guard lock(mutex_);
    if (ready_.empty()) return std::nullopt;
    std::string path = std::move(ready_.front());
    ready_.erase(ready_.begin());
    ready_count_.store(ready_.size(), std::memory_order_release);
    return path;
}

}  // namespace hapax::journal
