#include "adapters/index/rocksdb/stream_search.hpp"

#include "adapters/index/rocksdb/index_format.hpp"

namespace hapax::index {

Result<void> StreamSearch::offer(std::uint32_t run) {
    if (halving_) {
        waiting_.push_back(run);
        return {};
    }
    const auto holds = look(run);
    if (!holds) return pass_on(holds);
    halving_ = *holds == Holds::only_above;
    return {};
}

// A run that was named by a mistake of its filter tells nothing about the others: it is taken out.
Result<std::optional<StreamEntry>> StreamSearch::finish() {
    while (!waiting_.empty()) {
        const auto middle = waiting_.begin() + static_cast<std::ptrdiff_t>(waiting_.size() / 2);
        const auto holds = look(*middle);
        if (!holds) return pass_on(holds);
        if (*holds == Holds::wanted) waiting_.erase(middle, waiting_.end());
        if (*holds == Holds::only_above) waiting_.erase(waiting_.begin(), middle + 1);
        if (*holds == Holds::nothing) waiting_.erase(middle);
    }
    return best_;
}

Result<StreamSearch::Holds> StreamSearch::look(std::uint32_t run) {
    const auto lowest = stream_key(run, stream_, Version{});
    const auto highest = stream_key(run, stream_, Version{UINT64_MAX});  // no stream grows that long
    const rocksdb::Slice from(lowest);
    const rocksdb::Slice to(highest);
    rocksdb::ReadOptions options;
    options.iterate_lower_bound = &from;
    options.iterate_upper_bound = &to;
    const auto at = tables_.iterator(Table::streams, options);
    at->SeekForPrev(stream_key(run, stream_, at_most_));
    if (!at->Valid() && at->status().ok()) {
        at->Seek(from);
        if (at->status().ok()) return at->Valid() ? Holds::only_above : Holds::nothing;
    }
    if (!at->status().ok()) return fail(index_errc::broken, at->status().ToString());
    const auto version = version_of(at->key().ToStringView());
    const auto address = decode_address(at->value().ToStringView());
    if (!version || !address) return fail(index_errc::broken, "the address of an event cannot be read");
    best_ = StreamEntry{stream_, *version, *address};
    return Holds::wanted;
}

}  // namespace hapax::index
