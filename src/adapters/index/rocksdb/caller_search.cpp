#include "adapters/index/rocksdb/caller_search.hpp"

#include "adapters/index/rocksdb/index_format.hpp"

namespace hapax::index {

Result<void> read_caller(const Tables& tables, std::uint32_t run, CallerScope scope, Position before,
                         std::size_t entries_max, std::vector<CallerEntry>& entries) {
    const std::string lowest = caller_key(run, scope, Position{});
    const std::string end = caller_key(run, scope, before);
    const rocksdb::Slice from(lowest);
    const rocksdb::Slice to(end);
    rocksdb::ReadOptions options;
    options.iterate_lower_bound = &from;
    options.iterate_upper_bound = &to;
    const auto at = tables.iterator(Table::callers, options);
    for (at->SeekToLast(); at->Valid() && entries.size() < entries_max; at->Prev()) {
        const auto position = position_of(at->key().ToStringView());
        const auto address = decode_address(at->value().ToStringView());
        if (!position || !address) return fail(index_errc::broken, "the address of a caller's record cannot be read");
        entries.push_back({scope, *position, *address});
    }
    if (at->status().ok()) return {};
    return fail(at->status().IsIOError() ? index_errc::unreadable : index_errc::broken, at->status().ToString());
}

}  // namespace hapax::index
