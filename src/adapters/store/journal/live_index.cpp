#include "adapters/store/journal/live_index.hpp"

#include <algorithm>
#include <mutex>

#include "kernel/assert.hpp"
#include "kernel/crashpoint.hpp"
#include "kernel/planted.hpp"

namespace hapax::journal {
namespace {
constexpr std::size_t expected_at_first = 4096;
}

LiveIndex::LiveIndex(Index& index, std::uint64_t seed, std::size_t records_max, std::size_t streams_max)
    : index_(index),
      seed_(seed),
      records_max_(records_max),
      active_(make_part(std::min(records_max, expected_at_first))),
      heads_(streams_max) {}

void LiveIndex::start_after(Position through, std::vector<PendingItem> pending) {
    active_from_ = Position{through.value + 1};
    for (PendingItem& item : pending) pending_.insert_or_assign(item.key, std::move(item));
}

void LiveIndex::publish(std::span<const IndexedRecord> records, const Mark& mark) {
    if (records.empty()) return;
    const std::unique_lock lock(mutex_);
    for (const IndexedRecord& record : records) publish_one(record);
    active_records_ += records.size();
    HAPAX_ASSERT(active_from_.value + active_records_ == mark.position.value + 1, "a record was not indexed");
    last_ = mark;
    last_address_ = records.back().address;
    if (active_records_ >= records_max_) seal(mark, last_address_);
}

void LiveIndex::publish_one(const IndexedRecord& record) {
    active_->insert_operation(record.operation, record.address);
    if (record.first.value != 0) active_->insert_stream(record.stream, record.first, record.after, record.address);
    if (record.head != nullptr) record.head->version = record.after;
    for (const PendingKey& key : record.closed) pending_.erase(key);
    for (const PendingItem& item : record.opened) pending_.insert_or_assign(item.key, item);
}

void LiveIndex::seal(const Mark& mark, Address last) {
    auto sealed = std::make_shared<Sealed>();
    sealed->recent = std::move(active_);
    sealed->from = active_from_;
    sealed->through = mark;
    sealed->through_address = last;
    sealed->pending = items_of(pending_);
    sealed_.push_back(std::move(sealed));
    active_ = next_ ? std::move(next_) : make_part(std::min(records_max_, expected_at_first));
    active_from_ = Position{mark.position.value + 1};
    active_records_ = 0;
}

// The runs of one generation only: what was thrown away in the middle of a question answers it with "not there".
template <class Ask>
auto LiveIndex::ask_runs(Ask ask) const -> decltype(ask()) {
    const std::uint64_t before = generation_.load();
    auto answer = ask();
    const bool same = before % 2 == 0 && generation_.load() == before;
    if (!same) return fail(index_errc::broken, "it is being made again");
    if (!answer) note(answer.error());
    return answer;
}

Result<std::optional<Address>> LiveIndex::find_operation(const OperationKey& key) const {
    {
        const std::shared_lock lock(mutex_);
        if (const auto found = active_->find_operation(key)) return found;
        for (auto part = sealed_.rbegin(); part != sealed_.rend(); ++part) {
            if (planted(Bug::sealed_part_not_searched)) break;
            if (const auto found = (*part)->recent->find_operation(key)) return found;
        }
    }
    return ask_runs([&] { return index_.find_operation(key); });
}

// A part may become a run between the two look-ups: what both know is taken once.
Result<std::vector<StreamEntry>> LiveIndex::find_stream(const StreamHash& stream, Version from,
                                                        std::size_t entries_max) const {
    std::vector<StreamEntry> recent;
    {
        const std::shared_lock lock(mutex_);
        if (read_recent(stream, from, entries_max, recent)) return recent;
    }
    auto entries = ask_runs([&] { return index_.find_stream(stream, from, entries_max); });
    if (!entries || entries->empty()) return entries;
    for (const StreamEntry& entry : recent) {
        if (entries->size() == entries_max) break;
        if (entry.version > entries->back().version) entries->push_back(entry);
    }
    return entries;
}

// Whether the entry that holds `from` is in memory; what follows it there is read in any case.
bool LiveIndex::read_recent(const StreamHash& stream, Version from, std::size_t entries_max,
                            std::vector<StreamEntry>& entries) const {
    const auto holds = [&](const RecentIndex& part) { return part.find_stream_at_most(stream, from).has_value(); };
    bool found = holds(*active_);
    auto part = sealed_.end();
    while (!found && part != sealed_.begin()) found = holds(*(*--part)->recent);
    for (; part != sealed_.end(); ++part) (*part)->recent->read_stream(stream, from, entries_max, entries);
    active_->read_stream(stream, from, entries_max, entries);
    return found;
}

// The lock is held for a few records at a time: who lists must not keep the appending loop waiting. A part that becomes
// a run meanwhile is met there.
Result<std::vector<CallerEntry>> LiveIndex::find_caller(CallerScope scope, Position before,
                                                        std::size_t entries_max) const {
    std::vector<CallerEntry> entries;
    while (entries.size() < entries_max) {
        const std::shared_lock lock(mutex_);
        const Part part = part_below(before);
        if (part.recent == nullptr) break;
        const std::size_t end = before.value - part.from.value;
        const std::size_t at = part.recent->read_caller(scope, part.from, end, callers_look_max, entries_max, entries);
        before = Position{part.from.value + at};
    }
    if (entries.size() == entries_max || before.value <= 1) return entries;
    const std::size_t wanted = entries_max - entries.size();
    const auto older = ask_runs([&] { return index_.find_caller(scope, before, wanted); });
    if (!older) return pass_on(older);
    entries.insert(entries.end(), older->begin(), older->end());
    return entries;
}

// The part in memory that holds the record before a position.
LiveIndex::Part LiveIndex::part_below(Position before) const {
    if (before > active_from_) return {active_.get(), active_from_};
    for (auto part = sealed_.rbegin(); part != sealed_.rend(); ++part) {
        if (before <= (*part)->from || planted(Bug::list_without_sealed_part)) continue;
        return {(*part)->recent.get(), (*part)->from};
    }
    return {};
}

std::optional<Version> LiveIndex::recent_head(const StreamHash& stream) const {
    const std::shared_lock lock(mutex_);
    if (const auto found = active_->head(stream)) return found;
    for (auto part = sealed_.rbegin(); part != sealed_.rend(); ++part) {
        if (const auto found = (*part)->recent->head(stream)) return found;
    }
    return std::nullopt;
}

std::optional<StreamHead> LiveIndex::known_head(const StreamId& stream) const {
    const std::shared_lock lock(mutex_);
    const StreamHead* head = heads_.peek(stream);
    if (head == nullptr) return std::nullopt;
    return StreamHead{head->hash, head->version, head->version};
}

std::vector<PendingItem> LiveIndex::pending(PendingKind kind) const {
    const std::shared_lock lock(mutex_);
    std::vector<PendingItem> items;
    for (auto at = pending_.lower_bound({kind, {}}); at != pending_.end() && at->first.kind == kind; ++at) {
        items.push_back(at->second);
    }
    return items;
}

void LiveIndex::make_room() {
    const std::unique_lock lock(mutex_);
    heads_.make_room();
}

// Young heads are found without the lock: only this loop changes the table. An old one moves, so that takes the lock.
StreamHead* LiveIndex::head(const StreamId& stream) {
    if (StreamHead* young = heads_.find_young(stream)) return young;
    const std::unique_lock lock(mutex_);
    return heads_.rejuvenate(stream);
}

StreamHead* LiveIndex::remember(const StreamId& stream, const StreamHash& hash, Version version) {
    const std::unique_lock lock(mutex_);
    return &heads_.remember(stream, hash, version);
}

bool LiveIndex::backlogged() const {
    const std::shared_lock lock(mutex_);
    return sealed_.size() >= sealed_max;
}

bool LiveIndex::has_sealed() const {
    const std::shared_lock lock(mutex_);
    return !sealed_.empty();
}

std::uint64_t LiveIndex::recent_records() const {
    const std::shared_lock lock(mutex_);
    return active_records_ + sealed_.size() * records_max_;
}

Result<void> LiveIndex::ingest_oldest() {
    std::shared_ptr<const Sealed> oldest;
    {
        const std::shared_lock lock(mutex_);
        if (sealed_.empty()) return {};
        oldest = sealed_.front();
    }
    IndexRun run;
    run.from = oldest->from;
    run.through = oldest->through;
    run.through_address = oldest->through_address;
    run.pending = oldest->pending;
    oldest->recent->fill(run);
    HAPAX_CRASHPOINT("index.ingest");
    if (planted(Bug::part_dropped_before_its_run)) return drop_oldest(), index_.ingest(run);
    if (const auto ingested = index_.ingest(run); !ingested) {
        note(ingested.error());
        return ingested;
    }
    HAPAX_CRASHPOINT("index.ingested");
    drop_oldest();
    return {};
}

void LiveIndex::drop_oldest() {
    const std::unique_lock lock(mutex_);
    sealed_.pop_front();
}

void LiveIndex::prepare_next() {
    {
        const std::shared_lock lock(mutex_);
        if (next_ || active_records_ < records_max_ / 2) return;
    }
    auto part = make_part(records_max_);
    const std::unique_lock lock(mutex_);
    if (!next_) next_ = std::move(part);
}

void LiveIndex::note(const Error& error) const {
    const bool unreadable = error.code == index_errc::unreadable && ++unreadable_ >= unreadable_max;
    if (unreadable || error.code == index_errc::broken) broken_ = true;
}

void LiveIndex::begin_again() {
    if (!are_made_again()) ++generation_;
}

void LiveIndex::whole_again() {
    HAPAX_ASSERT(are_made_again(), "runs that were not made again are called whole");
    unreadable_ = 0;
    broken_ = false;
    ++generation_;
}

Position LiveIndex::runs_end() const {
    const std::shared_lock lock(mutex_);
    const Position first = sealed_.empty() ? active_from_ : sealed_.front()->from;
    return Position{first.value - 1};
}

Result<void> LiveIndex::ingest_the_rest() {
    {
        const std::unique_lock lock(mutex_);
        if (active_records_ > 0) seal(last_, last_address_);
    }
    while (has_sealed()) {
        if (const auto ingested = ingest_oldest(); !ingested) return ingested;
    }
    return {};
}

std::unique_ptr<RecentIndex> LiveIndex::make_part(std::size_t expected) const {
    return std::make_unique<RecentIndex>(seed_, expected);
}

std::vector<PendingItem> LiveIndex::items_of(const Pending& pending) {
    std::vector<PendingItem> items;
    items.reserve(pending.size());
    for (const auto& [key, item] : pending) items.push_back(item);
    return items;
}

}  // namespace hapax::journal
