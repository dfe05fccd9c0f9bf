#include "adapters/store/journal/append_batch.hpp"

#include <algorithm>
#include <bit>

#include "codec/record/record.hpp"
#include "codec/stream_hash.hpp"
#include "kernel/assert.hpp"
#include "kernel/planted.hpp"

namespace hapax::journal {
namespace {
constexpr Version any_version{UINT64_MAX};
}

void AppendBatch::begin(Position durable) {
    durable_ = durable;
    items_.clear();
    frames_.clear();
    index_.make_room();
}

Result<AppendOutcome> AppendBatch::judge(const Commit& commit) {
    HAPAX_ASSERT(commit.outcome == Outcome::accomplished || commit.events.empty(), "a rejection has events");
    const auto head = head_of(commit.stream);
    if (!head) return pass_on(head);
    const Version current = (*head)->next;
    const auto before = known(commit.operation);
    if (!before) return pass_on(before);
    if (*before) return AppendOutcome{AppendOutcome::Status::known_operation, **before, current};
    if (!satisfied(commit.expected, current)) {
        return AppendOutcome{AppendOutcome::Status::version_conflict, {}, current};
    }
    const bool forgets = planted(Bug::rejection_not_stored) && commit.outcome == Outcome::rejected;
    if (forgets) return AppendOutcome{AppendOutcome::Status::appended, position_of(items_.size()), current};
    const Version after{current.value + commit.events.size()};
    (*head)->next = after;
    items_.push_back({&commit, *head, after, 0, 0});
    remember_here(commit.operation);
    return AppendOutcome{AppendOutcome::Status::appended, position_of(items_.size() - 1), after};
}

Result<StreamHead*> AppendBatch::head_of(const StreamId& stream) {
    if (StreamHead* head = index_.head(stream)) return head;
    const StreamHash hash = stream_hash(stream);
    if (const auto version = index_.recent_head(hash)) return index_.remember(stream, hash, *version);
    const auto last = last_record(index_, records_, stream, hash);
    if (!last) return pass_on(last);
    return index_.remember(stream, hash, *last ? (*last)->version : Version{});
}

Result<std::optional<Position>> AppendBatch::known(const OperationKey& key) const {
    if (planted(Bug::registry_erased_before_index_insert) || planted(Bug::store_trusts_the_engine)) return std::nullopt;
    if (const auto here = known_here(key)) return here;
    const auto address = index_.find_operation(key);
    if (!address) return pass_on(address);
    if (!*address) return std::nullopt;
    const auto stored = records_.read(**address);
    if (!stored) return pass_on(stored);
    if (stored->commit.operation != key) return fail(store_errc::corrupt, "the index leads to another operation");
    return stored->position;
}

std::optional<Position> AppendBatch::known_here(const OperationKey& key) const {
    if (items_.empty()) return std::nullopt;
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t at = std::hash<OperationKey>{}(key)&mask; slots_[at] != 0; at = (at + 1) & mask) {
        if (items_[slots_[at] - 1].commit->operation == key) return position_of(slots_[at] - 1);
    }
    return std::nullopt;
}

// The table is at most half full; it is cleared by the first item of a call.
void AppendBatch::remember_here(const OperationKey&) {
    const std::size_t wanted = std::bit_ceil(std::max<std::size_t>(16, 2 * items_.size()));
    std::size_t first = items_.size() - 1;
    if (items_.size() == 1 || wanted > slots_.size()) {
        slots_.assign(std::max(wanted, slots_.size()), 0);
        first = 0;
    }
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = first; i < items_.size(); ++i) {
        std::size_t at = std::hash<OperationKey>{}(items_[i].commit->operation) & mask;
        while (slots_[at] != 0) at = (at + 1) & mask;
        slots_[at] = static_cast<std::uint32_t>(i + 1);
    }
}

Result<void> AppendBatch::encode() {
    for (std::size_t i = 0; i < items_.size(); ++i) {
        Item& item = items_[i];
        const std::size_t bytes = record_size(*item.commit, position_of(i), item.after);
        if (bytes > std::min(record_bytes_max, payload_max_) || item.commit->events.size() > record_events_max) {
            return fail(store_errc::too_large, "a commit has " + std::to_string(bytes) + " bytes and " +
                                                   std::to_string(item.commit->events.size()) + " events");
        }
        FrameDraft& draft = draft_for(bytes);
        item.frame = static_cast<std::uint32_t>(frames_.size() - 1);
        item.offset = static_cast<std::uint32_t>(draft.buffer->size());
        const std::uint32_t crc = write_record(*item.commit, position_of(i), item.after, draft.buffer->extend(bytes));
        draft.records_crc = extend_records_crc(draft.records_crc, crc);
        ++draft.records;
    }
    return {};
}

FrameDraft& AppendBatch::draft_for(std::size_t record_bytes) {
    const bool room = !frames_.empty() && frames_.back().records < frame_records_max &&
                      frames_.back().buffer->size() + record_bytes <= frame_header_bytes + payload_max_;
    if (!room) {
        frames_.push_back({pool_->take(), 0, 0});
        frames_.back().buffer->extend(frame_header_bytes);
    }
    return frames_.back();
}

void AppendBatch::undo() {
    for (const Item& item : items_) item.head->next = item.head->version;
    items_.clear();
    frames_.clear();
}

void AppendBatch::publish(std::size_t frame, const WrittenFrame& written) {
    indexed_.clear();
    for (const Item& item : items_) {
        if (item.frame != frame) continue;
        IndexedRecord& record = indexed_.emplace_back();
        record.operation = item.commit->operation;
        record.address = {written.segment, static_cast<std::uint32_t>(written.offset + item.offset)};
        record.after = item.after;
        record.opened = item.commit->opened;
        record.closed = item.commit->closed;
        record.head = item.head;
        if (item.commit->events.empty()) continue;
        record.stream = item.head->hash;
        record.first = Version{item.after.value - item.commit->events.size() + 1};
    }
    HAPAX_ASSERT(indexed_.size() == written.header.records, "a frame has other records than were encoded");
    index_.publish(indexed_, written.header.mark());
}

void AppendBatch::end() {
    items_.clear();
    frames_.clear();
}

Result<std::optional<StoredCommit>> last_record(const LiveIndex& index, const RecordReader& records,
                                                const StreamId& stream, const StreamHash& hash) {
    const auto entries = index.find_stream(hash, any_version, 1);
    if (!entries) return pass_on(entries);
    if (entries->empty()) return std::nullopt;
    auto stored = records.read(entries->front(), stream);
    if (!stored) return pass_on(stored);
    return *std::move(stored);
}

}  // namespace hapax::journal
