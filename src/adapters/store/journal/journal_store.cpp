#include "adapters/store/journal/journal_store.hpp"

#include <algorithm>

#include "kernel/assert.hpp"
#include "kernel/crashpoint.hpp"
#include "kernel/planted.hpp"

namespace hapax::journal {
namespace {

// A frame of one record may take up to a header and a sector beyond the record: twice its bytes and this cover it.
constexpr std::uint64_t frame_overhead_bytes = 2 * sector_bytes;
constexpr std::uint64_t overhead_factor = 2;

constexpr Duration space_pace = std::chrono::milliseconds(2);
constexpr Duration look_while_resting = std::chrono::milliseconds(50);
constexpr Duration space_retry = std::chrono::seconds(1);
constexpr Duration index_retry = std::chrono::seconds(1);
constexpr Duration archive_pace = std::chrono::milliseconds(4);
constexpr Duration archive_retry = std::chrono::seconds(2);

std::size_t payload_max(const JournalOptions& options) {
    const std::uint64_t room = options.segment_bytes - segment_header_bytes - frame_header_bytes;
    return static_cast<std::size_t>(std::min<std::uint64_t>(room, frame_payload_max));
}

}  // namespace

JournalStore::JournalStore(std::shared_ptr<Disk> disk, Index& index, std::uint64_t salt, const JournalOptions& options)
    : options_(options),
      seed_(mixed(salt)),
      disk_(std::move(disk)),
      index_(index),
      segments_(*disk_, options.directory),
      spares_(*disk_, options.directory, options.segment_bytes),
      live_(index, seed_, options.recent_records_max, options.stream_heads_max),
      records_(segments_),
      streams_(live_, records_),
      recent_(options.recent_frames_bytes_max),
      log_(segments_, recent_, pool_),
      writer_(*disk_, options.directory, salt, segments_, spares_),
      batch_(live_, records_, pool_, payload_max(options)) {
    if (!options.archive.empty()) archive_.emplace(*disk_, segments_, options.archive);
}

void JournalStore::serve(std::unique_ptr<DirectoryLock> lock, Witness witness, MirrorState mirror) {
    lock_ = std::move(lock);
    mirror_ = std::move(mirror);
    witness_ = std::move(witness);
    store_id_ = writer_.segment().store_id;
    advance(writer_.last(), 0);
}

Result<std::vector<AppendOutcome>> JournalStore::append(std::span<const Commit> commits) {
    HAPAX_ASSERT(!sealed_, "a sealed store was appended to");
    if (failed_) return fail(store_errc::write_failed, "an earlier write failed; nobody knows what is on the disk");
    if (live_.backlogged()) return fail(store_errc::unavailable, "the index is too far behind the journal");
    batch_.begin(durable());
    auto outcomes = judge(commits);
    if (!outcomes) {
        if (!planted(Bug::refused_batch_not_undone)) batch_.undo();
        return outcomes;
    }
    if (!batch_.empty()) {
        if (const auto written = write(); !written) return pass_on(written);
    }
    return outcomes;
}

Result<std::vector<AppendOutcome>> JournalStore::judge(std::span<const Commit> commits) {
    std::vector<AppendOutcome> outcomes;
    outcomes.reserve(commits.size());
    for (const Commit& commit : commits) {
        const auto outcome = batch_.judge(commit);
        if (!outcome) return unavailable(outcome.error());
        outcomes.push_back(*outcome);
    }
    if (const auto encoded = batch_.encode(); !encoded) return pass_on(encoded);
    if (!writer_.fits(batch_.frames())) return fail(store_errc::storage_full, "no prepared segment is left");
    return outcomes;
}

Result<void> JournalStore::write() {
    const auto frames = batch_.frames();
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const auto written = writer_.write(frames[i]);
        if (!written) {
            failed_ = !planted(Bug::failed_write_tried_again);
            return pass_on(written);
        }
        batch_.publish(i, *written);
        HAPAX_CRASHPOINT("journal.indexed");
        recent_.push({written->header, frames[i].buffer});
    }
    advance(writer_.last(), frames.back().records);
    HAPAX_CRASHPOINT("journal.published");
    batch_.end();
    if (planted(Bug::projector_past_durable)) return writer_.sync();
    return {};
}

void JournalStore::advance(const Mark& mark, std::uint64_t frame_records) {
    {
        const std::lock_guard lock(mark_mutex_);
        mark_ = mark;
        last_frame_records_ = frame_records;
    }
    durable_.store(mark.position.value, std::memory_order_release);
}

Mark JournalStore::durable_mark() const {
    const std::lock_guard lock(mark_mutex_);
    return mark_;
}

Result<std::optional<StoredCommit>> JournalStore::find(const OperationKey& key) {
    const auto address = live_.find_operation(key);
    if (!address) return unavailable(address.error());
    if (!*address) return std::nullopt;
    auto stored = records_.read(**address);
    if (!stored) return for_readers(Result<std::optional<StoredCommit>>(pass_on(stored)));
    if (stored->commit.operation != key) return fail(store_errc::corrupt, "the index leads to another operation");
    return *std::move(stored);
}

Result<std::vector<StoredCommit>> JournalStore::read_caller(CallerScope scope, Position before,
                                                            std::size_t records_max) {
    const auto entries = live_.find_caller(scope, std::min(before, Position{durable().value + 1}), records_max);
    if (!entries) return unavailable(entries.error());
    std::vector<StoredCommit> records;
    records.reserve(entries->size());
    for (const CallerEntry& entry : *entries) {
        auto stored = records_.read(entry.address);
        if (!stored) return for_readers(Result<std::vector<StoredCommit>>(pass_on(stored)));
        const bool his = stored->commit.operation.scope == scope || planted(Bug::list_of_everybody);
        if (!his || stored->position != entry.position)
            return fail(store_errc::corrupt, "the index leads to another caller's operation");
        records.push_back(*std::move(stored));
    }
    return records;
}

Result<std::optional<Mark>> JournalStore::mark(Position position) {
    if (position.value == 0 || position > durable()) return std::nullopt;
    if (const Mark last = durable_mark(); last.position == position) return last;
    const auto recent = recent_.after(Position{position.value - 1}, 1);
    if (!recent.empty()) return Mark{position, recent.front().header.crc};
    const auto frame = find_frame(segments_, position);
    if (!frame) return for_readers(Result<std::optional<Mark>>(pass_on(frame)));
    return Mark{position, frame->header.crc};
}

StoreState JournalStore::state() const {
    StoreState state;
    state.store_id = store_id_;
    {
        const std::lock_guard lock(mark_mutex_);
        state.durable = mark_;
        state.last_frame_records = last_frame_records_;
        state.index = index_state_;
    }
    state.index.rebuilding = live_.runs_are_broken();
    state.prepared_bytes = free_bytes(Use::completing) / overhead_factor;
    state.index_runs = index_.runs();
    state.recent_entries = live_.recent_records();
    if (archive_) state.archive = archive_->state();
    state.mirror = mirror_;
    return state;
}

// The last segment that is ready belongs to what completes; when none is ready, that is the one in use.
std::uint64_t JournalStore::free_bytes(Use use) const {
    const std::uint64_t reserved = spares_.reserved_bytes();
    const std::uint64_t ready = spares_.ready_bytes();
    if (use == Use::completing) return writer_.free_bytes() + ready;
    return reserved == 0 || ready < reserved ? 0 : writer_.free_bytes() + ready - reserved;
}

bool JournalStore::admits(std::uint64_t bytes, Use use) const {
    const std::uint64_t free = free_bytes(use);
    return free >= frame_overhead_bytes && bytes <= (free - frame_overhead_bytes) / overhead_factor;
}

Result<Instant> JournalStore::maintain(Instant now) {
    if (sealed_) return never;
    if (const auto done = maintain_witness(now); !done) return pass_on(done);
    if (const auto done = maintain_index(now); !done) return pass_on(done);
    if (const auto done = maintain_space(now); !done) return pass_on(done);
    maintain_archive(now);
    return next_maintenance(now);
}

Result<void> JournalStore::maintain_witness(Instant now) {
    if (now < witness_due_) return {};
    witness_due_ = now + options_.witness_every;
    return witness_->testify({store_id_, durable_mark()});
}

Result<void> JournalStore::maintain_index(Instant now) {
    live_.prepare_next();
    if (!live_.runs_are_broken()) return live_.ingest_oldest();
    rebuild_index(now);
    return {};
}

// The runs are derived: damage in them costs time, and nothing here may fail.
void JournalStore::rebuild_index(Instant now) {
    if (now < rebuild_due_) return;
    const auto stepped = rebuild_step();
    const std::lock_guard lock(mark_mutex_);
    index_state_.trouble.clear();
    if (!stepped) {
        rebuild_.reset();
        rebuild_due_ = now + index_retry;
        index_state_.trouble = std::string(stepped.error().code.name) + " " + stepped.error().detail;
    } else if (*stepped) {
        rebuild_.reset();
        live_.whole_again();
        ++index_state_.rebuilds;
    }
}

Result<bool> JournalStore::rebuild_step() {
    if (rebuild_) return rebuild_->step();
    live_.begin_again();
    if (const auto cleared = index_.clear(store_id_); !cleared) return pass_on(cleared);
    rebuild_.emplace(segments_, index_, seed_, options_, live_.runs_end());
    return false;
}

// Paced when there is time; half as fast again as the journal grows; in a hurry when admitting would soon have to stop.
Result<void> JournalStore::maintain_space(Instant now) {
    if (enough_is_prepared() || now < space_due_) return {};
    const auto stepped = spares_.step(pace());
    if (!stepped) return pass_on(stepped);
    space_due_ = now + (*stepped == Preparation::Step::no_space ? space_retry : space_pace);
    return {};
}

// Its trouble is not the journal's: nothing here may fail.
void JournalStore::maintain_archive(Instant now) {
    if (!archive_ || now < archive_due_) return;
    const bool trouble = archive_->step() == Archive::Step::trouble;
    archive_due_ = now + (trouble ? archive_retry : archive_pace);
}

// In bytes: what was prepared in a hurry is shorter.
bool JournalStore::enough_is_prepared() const {
    return spares_.ready_bytes() >= options_.prepared_segments * (options_.segment_bytes - segment_header_bytes);
}

Pace JournalStore::pace() {
    const std::uint64_t written = writer_.written_bytes();
    const std::uint64_t grown = written - std::exchange(written_at_last_step_, written);
    if (free_bytes(Use::admitting) < options_.segment_bytes) return hurry;
    return {std::clamp<std::uint64_t>(grown * 3 / 2, Pace{}.step_bytes, hurry.step_bytes)};
}

// Nobody wakes this loop when a spare is taken: it looks often while the journal grows, and seldom while it rests.
Instant JournalStore::next_maintenance(Instant now) {
    const std::uint64_t written = writer_.written_bytes();
    const bool grows = std::exchange(written_at_last_look_, written) != written;
    Instant next = std::min(witness_due_, now + (grows ? space_pace : look_while_resting));
    if (live_.runs_are_broken()) next = std::min(next, std::max(now, rebuild_due_));
    if (!enough_is_prepared()) next = std::min(next, space_due_);
    if (live_.has_sealed()) next = std::min(next, now + space_pace);
    if (archive_ && archive_->waits()) next = std::min(next, archive_due_);
    return std::max(next, now + Duration(1));
}

Result<void> JournalStore::seal() {
    if (sealed_) return {};
    if (failed_) return fail(store_errc::write_failed, "an earlier write failed; nobody knows what is on the disk");
    sealed_ = true;
    if (const auto sealed = writer_.seal(); !sealed) return sealed;
    HAPAX_CRASHPOINT("journal.sealed");
    return witness_->testify({store_id_, durable_mark()});
}

}  // namespace hapax::journal
