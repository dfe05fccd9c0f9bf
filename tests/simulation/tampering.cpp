#include "tampering.hpp"

#include "adapters/snapshots/files/file_snapshots.hpp"
#include "adapters/store/journal/frame_format.hpp"
#include "adapters/store/journal/segment_format.hpp"
#include "application/projector/projector.hpp"
#include "clients.hpp"
#include "kernel/assert.hpp"
#include "violation.hpp"
#include "world/places.hpp"

namespace hapax::simulated_bank {
namespace {

using simulation::IndexTwin;
using simulation::SimDisk;

constexpr int upkeeps_max = 100;  // until there is space for one more record
constexpr std::uint64_t accounts_looked_at = 4;
constexpr std::string_view view_evidence = "a view's checkpoint";

enum class Evidence : unsigned char { tail, witness, index, view };
constexpr std::uint64_t evidence_kinds = 4;

// A journal on a disk of its own, made of an old copy.
class Copy {
 public:
    Copy(const OldCopy& old, const JournalOptions& options)
        : disk_(options.segment_bytes, old.files), index_(old.index.copy()), options_(options) {
        options_.archive.clear();
        options_.mirror.clear();  // a second copy would mend what is done to this one
    }

    Result<std::unique_ptr<EventStore>> open() {
        opened_ = nullptr;
        opened_ = index_.open();
        return open_journal(disk_, *opened_, {Timestamp{}, {++starts_, starts_}}, options_);
    }

    void forget_evidence() {
        for (const std::string& path : {tail_path(), options_.witness}) (void)disk_.remove(path);
        opened_ = nullptr;
        index_ = IndexTwin();
    }

    void bring(const SimDisk& from, const std::string& path) {
        const auto bytes = from.bytes(path);
        const auto file = disk_.open(path, Open::create);
        HAPAX_ASSERT(file && (*file)->write_at(0, bytes), "a copy takes a file");
    }
    void bring(const IndexTwin& index) { index_ = index.copy(); }

    // Of the last segment: the first frame of it.
    void damage() {
        disk_.corrupt(last_segment(), journal::segment_header_bytes + journal::frame_header_bytes + 1, std::byte{1});
    }
    std::string last_segment() const {
        std::string last;
        for (const std::string& path : disk_.image().files()) {
            if (path.starts_with(options_.directory) && path.ends_with(".seg")) last = path;
        }
        return last;
    }
    std::string tail_path() const { return options_.directory + "/tail"; }
    const JournalOptions& options() const { return options_; }

 private:
    SimDisk disk_;
    IndexTwin index_;
    std::unique_ptr<Index> opened_;
    JournalOptions options_;
    std::uint64_t starts_ = 0;
};

// Something that this history never had.
Commit another(std::uint64_t number) {
    Commit commit;
    commit.operation = {OperationId{Uuid::v7(1, number, number)}, CallerScope{number}};
    commit.stream = {"account", "restored"};
    commit.type = "Deposit";
    commit.outcome = Outcome::rejected;
    commit.reply.code = "another-history";
    return commit;
}

void append_one(EventStore& store, Instant& now, std::uint64_t number) {
    for (int i = 0; i < upkeeps_max; ++i) {
        const Commit commit = another(number);
        if (store.append({&commit, 1})) return;
        now += std::chrono::seconds(2);
        (void)store.maintain(now);
    }
    HAPAX_ASSERT(false, "a calm disk takes one more record");
}

class Tampering {
 public:
    Tampering(world::World& world, const OldCopy& old, const JournalOptions& options, const Service& service,
              Random random)
        : world_(world),
          now_(options.segment_bytes, world.disk().image()),
          copy_(old, options),
          service_(service),
          random_(random),
          end_(world.store().state().durable) {}

    void check() {
        auto store = copy_.open();
        if (!store) return;  // a copy made while the first segment was
        before_ = (*store)->durable();
        if ((*store)->state().store_id != world_.store().state().store_id || before_ >= end_.position) return;
        const bool other_history = random_.chance(always / 2);
        for (std::uint64_t at = before_.value; other_history && at <= end_.position.value; ++at) {
            append_one(**store, time_, at);
        }
        store->reset();
        copy_.forget_evidence();
        check_evidence(static_cast<Evidence>(random_.below(evidence_kinds)));
        copy_.forget_evidence();
        check_damage();
        check_damaged_snapshots();
    }

 private:
    void check_evidence(Evidence evidence) {
        if (evidence == Evidence::view) return check_view();
        if (evidence == Evidence::tail) copy_.bring(now_, copy_.tail_path());
        if (evidence == Evidence::witness) copy_.bring(now_, copy_.options().witness);
        if (evidence == Evidence::index && !bring_index()) return;
        const auto opened = copy_.open();
        static constexpr std::string_view names[]{"the tail file", "the witness", "the index"};
        require(!opened, "C18 loss guard: an old copy of the journal is served",
                [&] { return std::string(names[static_cast<std::size_t>(evidence)]) + " knows better"; });
        world::reach(world_.reached(), "an old copy was refused");
    }

    static void require_served(const Result<std::unique_ptr<EventStore>>& store) {
        require(store.has_value(), "an old copy is refused, and nothing knows better",
                [&] { return std::string(store.error().code.name) + ": " + store.error().detail; });
    }

    // An index whose runs end within the common part of both histories knows nothing better.
    bool bring_index() {
        const auto through = world_.index().copy().open()->through();
        if (!through || !*through || (*through)->mark.position <= before_) return false;
        copy_.bring(world_.index());
        return true;
    }

    void check_view() {
        const auto store = copy_.open();
        require_served(store);
        simulation::SimViews views = world_.views();
        views.crash_process();
        world::WorldMetrics metrics;
        world::WorldLog log(world_.reached(), {});
        Projector projector({service_, **store, views, world_.clients(), metrics, log});
        const auto opened = projector.open();
        require(!opened && opened.error().code == store_errc::history_lost,
                "C18 loss guard: views of another history are served", std::string(view_evidence) + " knows better");
        world::reach(world_.reached(), "views of another history were refused");
    }

    void check_damage() {
        {
            const auto store = copy_.open();
            require_served(store);
            const std::string segment = copy_.last_segment();
            for (std::uint64_t i = 1; i <= 2; ++i) append_one(**store, time_, ~i);
            if (copy_.last_segment() != segment) return;  // what would be damaged has a successor
        }
        copy_.forget_evidence();
        copy_.damage();
        require(!copy_.open(), "C18 loss guard: a damaged frame is taken for a torn tail", copy_.last_segment());
        world::reach(world_.reached(), "damage was refused");
    }

    // One bit of them is turned: what they say of the same version is the same, or they say nothing.
    void check_damaged_snapshots() {
        simulation::FileSystem files = world_.disk().image();
        files.unflip();
        SimDisk disk(1, std::move(files));
        const auto before = newest_snapshots(disk);
        if (!damage_a_snapshot(disk)) return;
        const auto after = newest_snapshots(disk);
        for (std::size_t i = 0; i < before.size(); ++i) {
            const bool same_version = before[i] && after[i] && before[i]->version == after[i]->version;
            require(!same_version || before[i]->state == after[i]->state, "a damaged snapshot is believed",
                    [&] { return after[i]->state; });
        }
        world::reach(world_.reached(), "a snapshot was damaged");
    }

    bool damage_a_snapshot(SimDisk& disk) {
        std::vector<std::string> paths = disk.image().files();
        std::erase_if(paths, [&](const std::string& path) {
            return !path.starts_with(world::places::snapshots) || disk.bytes(path).empty();
        });
        if (paths.empty()) return false;
        const std::string& path = paths[random_.below(paths.size())];
        const std::uint64_t offset = random_.below(disk.bytes(path).size());
        disk.corrupt(path, offset, std::byte{1});
        return true;
    }

    static std::vector<std::optional<Snapshot>> newest_snapshots(SimDisk& disk) {
        std::vector<std::optional<Snapshot>> newest;
        const auto snapshots = open_file_snapshots(disk, world::places::snapshots, snapshot_logs);
        for (std::uint64_t i = 0; snapshots && i < accounts_looked_at; ++i) {
            newest.push_back((*snapshots)->newest({"account", account_name(i)}).value_or(std::nullopt));
        }
        return newest;
    }

    world::World& world_;
    SimDisk now_;
    Copy copy_;
    const Service& service_;
    Random random_;
    Mark end_;
    Position before_;
    Instant time_{};
};

}  // namespace

// Without what rots at the moment: that has its own judge.
OldCopy copy_of(world::World& world) {
    OldCopy old{world.disk().image(), world.index().copy()};
    old.files.unflip();
    return old;
}

void check_tampered_starts(world::World& world, const OldCopy& old, const JournalOptions& options,
                           const Service& service, Random random) {
    Tampering(world, old, options, service, random).check();
}

}  // namespace hapax::simulated_bank
