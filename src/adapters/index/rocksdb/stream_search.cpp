#include "adapters/index/rocksdb/stream_search.hpp"

#include "adapters/index/rocksdb/index_format.hpp"

namespace hapax::index {
namespace {

// The entries of one stream in one run; no stream grows to the last version.
struct Bounds {
    Bounds(std::uint32_t run, const StreamHash& stream)
        : lowest(stream_key(run, stream, Version{})), highest(stream_key(run, stream, Version{UINT64_MAX})) {
        options.iterate_lower_bound = &from;
        options.iterate_upper_bound = &to;
    }
    Bounds(const Bounds&) = delete;
    Bounds& operator=(const Bounds&) = delete;

    const std::string lowest;
    const std::string highest;
    const rocksdb::Slice from{lowest};
    const rocksdb::Slice to{highest};
    rocksdb::ReadOptions options;
};

Result<StreamEntry> entry_at(const rocksdb::Iterator& at, const StreamHash& stream) {
    const auto version = version_of(at.key().ToStringView());
    const auto address = decode_address(at.value().ToStringView());
    if (!version || !address) return fail(index_errc::broken, "the address of an event cannot be read");
    return StreamEntry{stream, *version, *address};
}

std::unexpected<Error> failed(const rocksdb::Iterator& at) {
    return fail(at.status().IsIOError() ? index_errc::unreadable : index_errc::broken, at.status().ToString());
}

}  // namespace

Result<void> StreamSearch::offer(std::uint32_t run) {
    runs_.push_back(run);
    if (halving_) return {};
    const auto holds = look(run);
    if (!holds) return pass_on(holds);
    if (*holds == Holds::nothing) runs_.pop_back();
    halving_ = *holds == Holds::only_above;
    return {};
}

Result<std::vector<StreamEntry>> StreamSearch::finish() {
    std::vector<StreamEntry> entries;
    const auto start = found() ? Result<std::size_t>(runs_.size() - 1) : halve();
    if (!start) return pass_on(start);
    if (!found() || entries_max_ == 0) return entries;
    entries.push_back(*first_);
    for (std::size_t i = *start + 1; i-- > 0 && entries.size() < entries_max_;) {
        const auto read = read_on(runs_[i], entries.back().version, entries);
        if (!read) return pass_on(read);
    }
    return entries;
}

// Finds the newest run with an entry that is not above: the one behind those that have only what is. A run that was
// named by a mistake of its filter tells nothing about the others: it is taken out.
Result<std::size_t> StreamSearch::halve() {
    std::size_t low = halving_ ? 1 : 0;
    std::size_t high = runs_.size();
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        const auto holds = look(runs_[middle]);
        if (!holds) return pass_on(holds);
        if (*holds == Holds::wanted) high = middle;
        if (*holds == Holds::only_above) low = middle + 1;
        if (*holds != Holds::nothing) continue;
        runs_.erase(runs_.begin() + static_cast<std::ptrdiff_t>(middle));
        --high;
    }
    return high;
}

Result<StreamSearch::Holds> StreamSearch::look(std::uint32_t run) {
    const Bounds bounds(run, stream_);
    const auto at = tables_.iterator(Table::streams, bounds.options);
    at->SeekForPrev(stream_key(run, stream_, from_));
    if (!at->Valid() && at->status().ok()) {
        at->Seek(bounds.from);
        if (at->status().ok()) return at->Valid() ? Holds::only_above : Holds::nothing;
    }
    if (!at->status().ok()) return failed(*at);
    const auto entry = entry_at(*at, stream_);
    if (!entry) return pass_on(entry);
    first_ = *entry;
    return Holds::wanted;
}

Result<void> StreamSearch::read_on(std::uint32_t run, Version after, std::vector<StreamEntry>& entries) const {
    const Bounds bounds(run, stream_);
    const auto at = tables_.iterator(Table::streams, bounds.options);
    at->Seek(stream_key(run, stream_, Version{after.value + 1}));
    for (; at->Valid() && entries.size() < entries_max_; at->Next()) {
        const auto entry = entry_at(*at, stream_);
        if (!entry) return pass_on(entry);
        entries.push_back(*entry);
    }
    if (!at->status().ok()) return failed(*at);
    return {};
}

}  // namespace hapax::index
