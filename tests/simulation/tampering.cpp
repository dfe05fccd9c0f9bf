#include "tampering.hpp"

#include "adapters/snapshots/files/file_snapshots.hpp"
#include "application/projector/projector.hpp"
#include "clients.hpp"
#include "tampered_copy.hpp"
#include "tampering_mirror.hpp"
#include "violation.hpp"
#include "world/places.hpp"

namespace hapax::simulated_bank {
namespace {

using simulation::SimDisk;

constexpr std::uint64_t accounts_looked_at = 4;
constexpr std::string_view view_evidence = "a view's checkpoint";

enum class Evidence : unsigned char { tail, witness, index, view };
constexpr std::uint64_t evidence_kinds = 4;

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
    TamperedCopy copy_;
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
    if (!options.mirror.empty()) check_tampered_copies(world, old, options, random.split("mirror"));
}

}  // namespace hapax::simulated_bank
