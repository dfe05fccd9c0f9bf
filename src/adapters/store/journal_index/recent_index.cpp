#include "adapters/store/journal_index/recent_index.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>

#include "kernel/planted.hpp"

namespace hapax::journal {

RecentIndex::RecentIndex(std::uint64_t seed, std::size_t entries_expected)
    : seed_(mixed(seed ^ 0x9e3779b97f4a7c15ULL)), operation_slots_(entries_expected), head_slots_(entries_expected) {
    operations_.reserve(entries_expected);
    links_.reserve(entries_expected);
}

void RecentIndex::insert_operation(const OperationKey& key, Address address) {
    const auto entry = static_cast<std::uint32_t>(operations_.size());
    operation_slots_.insert(hash(key), entry, [&](std::uint32_t i) { return operations_[i].key == key; });
    operations_.push_back({key, address});
}

void RecentIndex::insert_stream(const StreamHash& stream, Version first, Version after, Address address) {
    HAPAX_ASSERT(first.value > 0 && first <= after, "a stream entry needs an event");
    if (const auto head = find_head(stream)) return extend_stream(*head, first, after, address);
    begin_stream(stream, first, after, address);
}

std::optional<Address> RecentIndex::find_operation(const OperationKey& key) const {
    const auto found = operation_slots_.find(hash(key), [&](std::uint32_t i) { return operations_[i].key == key; });
    if (!found) return std::nullopt;
    return operations_[*found].address;
}

std::optional<StreamEntry> RecentIndex::find_stream_at_most(const StreamHash& stream, Version version) const {
    const auto head = find_head(stream);
    if (!head) return std::nullopt;
    const Link& link = links_[holding_link(heads_[*head].newest, version)];
    if (link.first > version) return std::nullopt;
    return StreamEntry{stream, link.first, link.address};
}

// The links lead backwards: from the last one that is wanted to the first, into places from behind.
void RecentIndex::read_stream(const StreamHash& stream, Version from, std::size_t entries_max,
                              std::vector<StreamEntry>& entries) const {
    const auto head = find_head(stream);
    if (!head || entries.size() >= entries_max) return;
    const std::uint32_t newest = heads_[*head].newest;
    const std::size_t first = links_[holding_link(newest, from)].depth;
    const std::size_t end = std::min(first + entries_max - entries.size(), links_[newest].depth + std::size_t{1});
    const std::size_t before = entries.size();
    entries.resize(before + end - first);
    std::uint32_t at = link_of_depth(newest, static_cast<std::uint32_t>(end - 1));
    for (std::size_t depth = end; depth-- > first; at = links_[at].previous) {
        entries[before + depth - first] = {stream, links_[at].first, links_[at].address};
    }
}

// The link of the entry that holds a version; the stream's first one when all are above.
std::uint32_t RecentIndex::holding_link(std::uint32_t newest, Version version) const {
    std::uint32_t at = newest;
    while (links_[at].first > version && links_[at].depth > 0) {
        at = links_[links_[at].jump].first > version ? links_[at].jump : links_[at].previous;
    }
    return at;
}

std::uint32_t RecentIndex::link_of_depth(std::uint32_t newest, std::uint32_t depth) const {
    std::uint32_t at = newest;
    while (links_[at].depth > depth)
        at = links_[links_[at].jump].depth >= depth ? links_[at].jump : links_[at].previous;
    return at;
}

std::optional<Version> RecentIndex::head(const StreamHash& stream) const {
    const auto head = find_head(stream);
    if (!head) return std::nullopt;
    return heads_[*head].last;
}

std::size_t RecentIndex::read_caller(CallerScope scope, Position first, std::size_t end, std::size_t look,
                                     std::size_t entries_max, std::vector<CallerEntry>& entries) const {
    std::size_t at = std::min(end, operations_.size());
    for (; at > 0 && look > 0 && entries.size() < entries_max; --look) {
        const OperationEntry& entry = operations_[--at];
        if (entry.key.scope == scope || planted(Bug::list_of_everybody))
            entries.push_back({scope, Position{first.value + at}, entry.address});
    }
    return at;
}

void RecentIndex::fill(IndexRun& run) const {
    run.operations = sorted_operations();
    run.streams = sorted_streams();
    run.callers = sorted_callers(run.from);
}

std::optional<std::uint32_t> RecentIndex::find_head(const StreamHash& stream) const {
    return head_slots_.find(hash(stream), [&](std::uint32_t i) { return heads_[i].stream == stream; });
}

void RecentIndex::begin_stream(const StreamHash& stream, Version first, Version after, Address address) {
    const auto head = static_cast<std::uint32_t>(heads_.size());
    const auto link = static_cast<std::uint32_t>(links_.size());
    head_slots_.insert(hash(stream), head, [&](std::uint32_t i) { return heads_[i].stream == stream; });
    heads_.push_back({stream, after, link});
    links_.push_back({first, address, head, 0, link, link});
}

// A jump is as long as the two before it together when those are equally long, and otherwise one step: the lengths are
// the digits of the depth in skew-binary notation.
void RecentIndex::extend_stream(std::uint32_t head, Version first, Version after, Address address) {
    Head& stream = heads_[head];
    HAPAX_ASSERT(first.value == stream.last.value + 1, "the versions of a stream have a gap");
    HAPAX_ASSERT(links_.size() < SlotTable::entries_max, "the recent index grew beyond its limit");
    const std::uint32_t previous = stream.newest;
    const Link& parent = links_[previous];
    const Link& far = links_[parent.jump];
    const bool equal = parent.depth - far.depth == far.depth - links_[far.jump].depth;
    const Link link{first, address, head, parent.depth + 1, previous, equal ? far.jump : previous};
    stream.newest = static_cast<std::uint32_t>(links_.size());
    stream.last = after;
    links_.push_back(link);
}

std::vector<OperationEntry> RecentIndex::sorted_operations() const {
    std::vector<OperationEntry> sorted = operations_;
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
    return sorted;
}

// Only the streams are sorted; the links of each are in order already.
std::vector<StreamEntry> RecentIndex::sorted_streams() const {
    std::vector<std::uint32_t> order(heads_.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return heads_[a].stream < heads_[b].stream; });
    std::vector<StreamEntry> sorted(links_.size());
    std::size_t begin = 0;
    for (const std::uint32_t head : order) {
        std::uint32_t at = heads_[head].newest;
        const std::size_t count = links_[at].depth + std::size_t{1};
        for (std::size_t i = count; i-- > 0; at = links_[at].previous) {
            sorted[begin + i] = {heads_[head].stream, links_[at].first, links_[at].address};
        }
        begin += count;
    }
    return sorted;
}

std::vector<CallerEntry> RecentIndex::sorted_callers(Position first) const {
    std::vector<CallerEntry> sorted;
    sorted.reserve(operations_.size());
    for (std::size_t i = 0; i < operations_.size(); ++i) {
        sorted.push_back({operations_[i].key.scope, Position{first.value + i}, operations_[i].address});
    }
    std::ranges::sort(sorted, {}, [](const CallerEntry& e) { return std::pair(e.scope, e.position); });
    return sorted;
}

std::uint64_t RecentIndex::hash(const OperationKey& key) const {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    std::memcpy(&high, key.id.value.bytes.data(), sizeof high);
    std::memcpy(&low, key.id.value.bytes.data() + sizeof high, sizeof low);
    return mixed(high ^ mixed(low ^ mixed(key.scope.value ^ seed_)));
}

// The hash is SHA-256 already, but a client may have searched for keys that share its first bits.
std::uint64_t RecentIndex::hash(const StreamHash& stream) const {
    return mixed(stream.value[0] ^ mixed(stream.value[1] ^ seed_));
}

}  // namespace hapax::journal
