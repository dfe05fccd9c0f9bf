// The start procedure: verify, open a new segment with a copy of the last frame, sync, bring the index up to date,
// then serve. Every step may be the last: what a process that died here leaves behind is verified like anything else.
//
// The order of a first start: spare zeroed and synced → header synced, renamed, directory synced: segment 1 is there →
// index cleared → spares → tail → witness synced, renamed, directory synced → served. A death before segment 1 leaves
// nothing that speaks of a store, so the next start is a first one again; a death after it leaves an empty store. So
// tail or witness without a segment is no first start: the journal is gone.

#include <algorithm>
#include <memory>

#include "adapters/store/journal/journal_store.hpp"
#include "adapters/store/journal/mirror.hpp"
#include "adapters/store/journal/mirrored_disk.hpp"
#include "adapters/store/journal/recovery.hpp"
#include "adapters/store/journal/replay.hpp"
#include "kernel/assert.hpp"
#include "kernel/crashpoint.hpp"
#include "kernel/planted.hpp"

namespace hapax {
namespace journal {
namespace {

enum class Purpose : std::uint8_t { serve, accept_loss, reindex };

// Both copies when there is a mirror; the disk itself, which somebody else owns, when there is none.
std::shared_ptr<Disk> disk_of(Disk& disk, const JournalOptions& options) {
    if (options.mirror.empty()) return {std::shared_ptr<Disk>(), &disk};
    return std::make_shared<MirroredDisk>(disk, options.directory, options.mirror);
}

class Start {
 public:
    Start(Disk& disk, Index& index, const JournalStart& start, const JournalOptions& options, Purpose purpose)
        : plain_disk_(disk),
          copies_(disk_of(disk, options)),
          disk_(*copies_),
          index_(index),
          start_(start),
          options_(options),
          purpose_(purpose) {}

    Result<std::unique_ptr<JournalStore>> run() {
        for (const auto step : {&Start::lock_directory, &Start::make_one_of_two, &Start::read_evidence,
                                &Start::find_the_end, &Start::check_evidence, &Start::open_segment,
                                &Start::trim_predecessor, &Start::bring_index_up, &Start::keep_spares, &Start::serve}) {
            if (const auto done = (this->*step)(); !done) return pass_on(done);
        }
        return std::move(store_);
    }

 private:
    Result<void> lock_directory() {
        if (const auto made = disk_.make_directory(options_.directory); !made) return made;
        auto lock = disk_.lock(options_.directory);
        if (!lock) return pass_on(lock);
        lock_ = *std::move(lock);
        HAPAX_CRASHPOINT("start.locked");
        return {};
    }

    Result<void> make_one_of_two() {
        if (options_.mirror.empty()) return {};
        const auto vouched = read_vouched();
        if (!vouched) return pass_on(vouched);
        const Trust trust = purpose_ == Purpose::accept_loss ? Trust::accepted : Trust::proven;
        auto state = make_copies_equal(plain_disk_, options_, *vouched, trust);
        if (!state) return pass_on(state);
        mirror_ = *std::move(state);
        return read_tail_of(options_.mirror);
    }

    // Whatever will be held against a frame is looked for in a frame that both copies were asked for, so that damage to one
    // of them is mended and not refused. What cannot be read here is told by the step that needs it.
    Result<Vouched> read_vouched() {
        const auto through = index_.through();
        if (!through && through.error().code != index_errc::broken) return pass_on(through);
        if (!through || !*through || purpose_ != Purpose::serve) return Vouched{};
        Vouched vouched{(*through)->store_id, (*through)->mark.position};
        const auto at_most = [&](Position position) { vouched.through = std::min(vouched.through, position); };
        if (const auto witness = read_witness(plain_disk_, options_.witness); witness && *witness) {
            at_most((*witness)->durable.position);
        }
        for (const std::string& directory : {options_.directory, options_.mirror}) {
            if (const auto tail = read_tail(plain_disk_, directory); tail && *tail) at_most((*tail)->durable.position);
        }
        return vouched;
    }

    Result<void> read_tail_of(const std::string& directory) {
        const auto tail = read_tail(plain_disk_, directory);
        if (!tail) return pass_on(tail);
        if (*tail) tails_.push_back(**tail);
        return {};
    }

    Result<void> read_evidence() {
        auto segments = read_segments(disk_, options_.directory);
        if (!segments) return pass_on(segments);
        segments_ = *std::move(segments);
        HAPAX_CRASHPOINT("start.segments_read");
        if (const auto read = read_tail_of(options_.directory); !read) return read;
        const auto witness = read_witness(disk_, options_.witness);
        if (!witness && purpose_ != Purpose::accept_loss) return pass_on(witness);
        if (witness) witness_ = *witness;
        return read_index();
    }

    // An index that is broken or another store's is thrown away: it is derived.
    Result<void> read_index() {
        const auto through = index_.through();
        if (!through && through.error().code != index_errc::broken) return pass_on(through);
        const bool ours =
            through && *through && !segments_.empty() && (*through)->store_id == segments_.back().header.store_id;
        const bool lost = through && *through && segments_.empty() && (*through)->mark.position.value > 0;
        if (ours || lost) through_ = (*through)->mark;
        keep_index_ = ours && purpose_ == Purpose::serve;
        return {};
    }

    Result<void> find_the_end() {
        const Position verified = keep_index_ ? through_.position : Position{0};
        if (!segments_.empty()) {
            auto end = find_end(disk_, options_.directory, segments_, verified);
            if (!end) return pass_on(end);
            end_ = *std::move(end);
            if (planted(Bug::page_cache_trusted)) end_.last_frame.reset();
        }
        store_ = std::make_unique<JournalStore>(copies_, index_, mixed(start_.random[0]) ^ start_.random[1], options_);
        for (const SegmentExtent& segment : end_.segments) store_->segments().add(segment, nullptr, false);
        return {};
    }

    Result<void> check_evidence() {
        if (purpose_ == Purpose::accept_loss) return {};
        const bool stranger = witness_ && !segments_.empty() && witness_->store_id != segments_.back().header.store_id;
        if (stranger) {
            return fail(store_errc::wrong_store, options_.witness + " is of store " + witness_->store_id.text() +
                                                     ", the journal of " + segments_.back().header.store_id.text());
        }
        for (const Tail& tail : tails_) {
            if (planted(Bug::tail_ignored)) break;
            if (!segments_.empty() && tail.store_id != segments_.back().header.store_id) continue;
            const bool exact = tail.boot_id == disk_.boot_id();
            const Proof proof{exact ? "the tail file, of this boot," : "the tail file", tail.durable};
            if (const auto checked = check_proof(end_, store_->segments(), proof); !checked) return checked;
        }
        if (witness_ && !planted(Bug::witness_ignored)) {
            const Proof proof{"the witness", witness_->durable};
            if (const auto checked = check_proof(end_, store_->segments(), proof); !checked) return checked;
        }
        if (through_.position.value == 0 || planted(Bug::index_ahead_ignored)) return {};  // it holds no run
        return check_proof(end_, store_->segments(), {"the index", through_});
    }

    // The sync of the last frame may never have returned, so the new segment begins with a copy of it. The same is true of
    // the last segment's name: it must be durable before there is a younger one, or a crash could leave a gap.
    Result<void> open_segment() {
        if (const auto synced = disk_.sync_directory(options_.directory); !synced) return synced;
        if (const auto adopted = store_->spares().adopt(); !adopted) return adopted;
        const auto spared = prepare_until_ready(1);
        if (!spared) return spared;
        const bool copies = end_.last_frame.has_value();
        const std::uint64_t cut = copies ? end_.last_frame_offset : end_.seal_offset;
        if (!end_.segments.empty()) {
            const Position last = copies ? Position{end_.last_frame->header.first.value - 1} : end_.last.position;
            store_->segments().set_end(cut, last);
        }
        HAPAX_CRASHPOINT("start.open_segment");
        const bool taken_over = copies && !planted(Bug::last_frame_cut);
        return store_->writer().begin(next_header(cut), taken_over ? &*end_.last_frame : nullptr);
    }

    SegmentHeader next_header(std::uint64_t predecessor_end) const {
        SegmentHeader header;
        header.number = static_cast<std::uint32_t>(end_.segments.size() + 1);
        header.incarnation = store_->writer().incarnation_of(header.number);
        header.started_at = start_.wall;
        header.begin = end_.last;
        const bool fresh = end_.segments.empty();
        header.loss_accepted = purpose_ == Purpose::accept_loss;
        header.store_id = fresh || header.loss_accepted
                              ? Uuid::v7(start_.wall.us / 1000, start_.random[0], start_.random[1])
                              : end_.segments.back().header.store_id;
        if (fresh) return header;
        header.predecessor_incarnation = end_.segments.back().header.incarnation;
        header.predecessor_end = predecessor_end;
        if (!end_.last_frame) return header;
        header.begin.position = Position{end_.last_frame->header.first.value - 1};
        header.begin.frame_crc = end_.last_frame->header.previous_crc;
        return header;
    }

    Result<void> prepare_until_ready(std::size_t spares) {
        while (store_->spares().ready() < spares) {
            const auto step = store_->spares().step(hurry);
            if (!step) return pass_on(step);
            HAPAX_CRASHPOINT("start.prepares");
            if (*step == Preparation::Step::no_space) {
                return fail(store_errc::storage_full, "there is no space for a new segment in " + options_.directory);
            }
        }
        return {};
    }

    // Gives back what was prepared and never used of the segment before; a torn tail stays for inspection. A mirror that
    // this copy was mended from may be longer.
    Result<void> trim_predecessor() {
        if (end_.segments.empty()) return {};
        const std::uint64_t keep = (end_.used_bytes + sector_bytes - 1) / sector_bytes * sector_bytes;
        if (keep >= end_.file_bytes && mirror_.mended_segments == 0) return {};
        const auto file = disk_.open(store_->segments().path(end_.segments.back().header.number), Open::write);
        if (!file) return pass_on(file);
        if (const auto cut = (*file)->truncate(keep); !cut) return cut;
        HAPAX_CRASHPOINT("start.predecessor_cut");
        return (*file)->sync();
    }

    Result<void> bring_index_up() {
        Position from{0};
        std::vector<PendingItem> pending;
        auto items = keep_index_ ? index_.pending() : fail(index_errc::broken);
        if (items) {
            pending = *std::move(items);
            from = through_.position;
        } else if (const auto cleared = index_.clear(store_->writer().segment().store_id); !cleared) {
            return cleared;
        }
        store_->live_index().start_after(from, std::move(pending));
        HAPAX_CRASHPOINT("start.index_judged");
        return replay(store_->segments(), store_->live_index(), from, store_->writer().last().position);
    }

    // One beside the segment in use, so that admitting can begin at once, and one so that it does not have to stop before
    // the next is ready. Without space for them only completing can go on.
    Result<void> keep_spares() {
        const auto spared = prepare_until_ready(prepared_segments_min);
        if (!spared && spared.error().code != store_errc::storage_full) return spared;
        return {};
    }

    Result<void> serve() {
        auto tail = TailFile::open(disk_, options_.directory);
        if (!tail) return pass_on(tail);
        if (const auto followed = store_->writer().follow_tail(*std::move(tail)); !followed) return followed;
        HAPAX_CRASHPOINT("start.tail_follows");
        const Testimony testimony{store_->writer().segment().store_id, store_->writer().last()};
        auto witness = Witness::open(disk_, options_.witness, testimony);
        if (!witness) return pass_on(witness);
        HAPAX_CRASHPOINT("start.witness_made");
        store_->serve(std::move(lock_), *std::move(witness), std::move(mirror_));
        return {};
    }

    Disk& plain_disk_;
    const std::shared_ptr<Disk> copies_;
    Disk& disk_;
    Index& index_;
    const JournalStart& start_;
    const JournalOptions& options_;
    const Purpose purpose_;
    std::unique_ptr<DirectoryLock> lock_;
    std::vector<SegmentExtent> segments_;
    MirrorState mirror_;
    std::vector<Tail> tails_;
    std::optional<Testimony> witness_;
    Mark through_;
    bool keep_index_ = false;
    JournalEnd end_;
    std::unique_ptr<JournalStore> store_;
};

void assert_sound(const JournalOptions& options) {
    HAPAX_ASSERT(options.segment_bytes % 4096 == 0 && options.segment_bytes >= Preparation::bytes_min &&
                     options.segment_bytes <= segment_bytes_max,
                 "a segment has a size of whole pages");
    HAPAX_ASSERT(options.prepared_segments >= prepared_segments_min,
                 "the last prepared segment is for what completes: nothing could be admitted");
}

Result<Mark> start_and_seal(Start start) {
    const auto store = start.run();
    if (!store) return pass_on(store);
    const Mark end = (*store)->state().durable;
    if (const auto sealed = (*store)->seal(); !sealed) return pass_on(sealed);
    return end;
}

}  // namespace
}  // namespace journal

Result<std::unique_ptr<EventStore>> open_journal(Disk& disk, Index& index, const JournalStart& start,
                                                 const JournalOptions& options) {
    journal::assert_sound(options);
    auto store = journal::Start(disk, index, start, options, journal::Purpose::serve).run();
    if (!store) return pass_on(store);
    return *std::move(store);
}

Result<Mark> accept_loss(Disk& disk, Index& index, const JournalStart& start, const JournalOptions& options) {
    return journal::start_and_seal({disk, index, start, options, journal::Purpose::accept_loss});
}

Result<Mark> reindex(Disk& disk, Index& index, const JournalStart& start, const JournalOptions& options) {
    return journal::start_and_seal({disk, index, start, options, journal::Purpose::reindex});
}

}  // namespace hapax
