#include "run.hpp"

#include <cstdio>
#include <map>

#include "adapters/snapshots/files/file_snapshots.hpp"
#include "bank/bank.hpp"
#include "checks.hpp"
#include "clients.hpp"
#include "commit.hpp"
#include "followers.hpp"
#include "guests.hpp"
#include "listers.hpp"
#include "moody_author.hpp"
#include "tampering.hpp"
#include "violation.hpp"
#include "watchers.hpp"
#include "world/places.hpp"

namespace hapax::simulated_bank {
namespace {

constexpr Duration chaos_max = std::chrono::hours(1);
constexpr Duration liveness_max = std::chrono::minutes(2);  // slow clients ask for thousands of outcomes one by one

constexpr std::uint32_t tampering_chance = 25 * one_percent;

MoodyAuthor guarded_bank(Duration guard) {
    Service bank = bank_app().build();
    for (Route& route : bank.routes) {
        if (route.verb == Verb::put) route.guard = guard;
    }
    return MoodyAuthor(std::move(bank));
}

const Service& service(Duration guard) {
    static std::map<Duration, MoodyAuthor> authors;  // one run at a time in a process
    const auto known = authors.find(guard);
    return (known != authors.end() ? known : authors.emplace(guard, guarded_bank(guard)).first)->second.service();
}

// Says how often a snapshot was of use.
class CountedSnapshots final : public Snapshots {
 public:
    CountedSnapshots(std::unique_ptr<Snapshots> inner, world::Reached& reached)
        : inner_(std::move(inner)), reached_(reached) {}
    Result<void> put(const Snapshot& snapshot) override {
        auto kept = inner_->put(snapshot);
        if (kept) world::reach(reached_, "snapshot kept");
        return kept;
    }
    Result<std::optional<Snapshot>> newest(const StreamId& stream) override {
        auto found = inner_->newest(stream);
        if (found && *found) world::reach(reached_, "snapshot found");
        return found;
    }

 private:
    std::unique_ptr<Snapshots> inner_;
    world::Reached& reached_;
};

world::WorldOptions options(std::uint64_t seed, const RunSettings& settings) {
    world::WorldOptions drawn = world::draw_options(seed);
    if (settings.faults) drawn.schedule = world::kept(drawn.schedule, *settings.faults);
    return drawn;
}

class Run {
 public:
    Run(std::uint64_t seed, const RunSettings& settings)
        : plan_(draw_plan(Random(seed).split("plan"))),
          tampering_(Random(seed).split("tampering")),
          mood_(draw_mood(Random(seed).split("author"))),
          world_({service(world::draw_options(seed).guard), [this](Disk& disk) { return open_snapshots(disk); },
                  settings.trace},
                 options(seed, settings)),
          clients_(world_, plan_, history_),
          followers_(world_, plan_, history_),
          watchers_(world_, plan_, history_),
          guests_(world_, plan_, history_),
          listers_(world_, plan_, history_),
          look_(settings.look) {
        history_.clock = [this] { return world_.scheduler().now(); };
        Mood::current = &mood_;
    }
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    ~Run() { Mood::current = nullptr; }

    void go() {
        clients_.spawn();
        followers_.spawn();
        watchers_.spawn();
        guests_.spawn();
        listers_.spawn();
        world_.start();
        if (tampering_.chance(tampering_chance)) {
            phase([this] { return clients_.half_over(); }, chaos_max, "the clients never came to half of it");
            old_ = copy_of(world_);
        }
        phase([this] { return clients_.chaos_over(); }, chaos_max, "the clients never came to an end");
        world_.heal();
        mood_.heal();
        clients_.settle();
        // A call that hangs when the faults end is the last of them, and may hold up a start.
        phase([this] { return world_.ready(); }, liveness_max, "C14 liveness: no start");
        history_.done_to_it("heal");
        phase([this] { return clients_.done(); }, liveness_max, "C14 liveness: not all is answered in time");
        listers_.finish();
        phase([this] { return listers_.done(); }, liveness_max,
              "C14 liveness: a list does not come to its end in time");
        followers_.finish_at(world_.store().durable());
        watchers_.finish();
        guests_.finish();
        phase([this] { return followers_.done(); }, liveness_max, "C15 push: a feed does not come to the end in time");
        phase([this] { return watchers_.done(); }, liveness_max,
              "C15 push: an operation's stream does not end in time");
        phase([this] { return guests_.done(); }, liveness_max, "C15 push: the hub does not tell the last end in time");
        survive_a_last_crash(check());
        if (old_)
            check_tampered_starts(world_, *old_, world_.options().journal, service(world_.options().guard), tampering_);
    }

    // Where a run was when it broke, and how to get there again.
    std::string place(std::uint64_t seed) const {
        char hash[17];
        std::snprintf(hash, sizeof hash, "%016llx", static_cast<unsigned long long>(world_.hash()));
        return "seed " + std::to_string(seed) + " commit " + std::string(commit()) + " hash " + hash + " options " +
               options_of(seed);
    }

    RunReport report() {
        RunReport report;
        report.hash = world_.hash();
        report.switches = world_.scheduler().switches();
        report.lives = world_.lives();
        report.operations = history_.ops.size();
        report.attempts = history_.attempts.size();
        report.records = world_.store().durable().value;
        report.simulated = world_.simulated();
        report.reached = world_.count_injected();
        return report;
    }

 private:
    void phase(const std::function<bool()>& fact, Duration time, const char* late) {
        const bool in_time = world_.run(fact, time);
        if (world_.broken()) throw Violation("the world is broken", *world_.broken());
        require(in_time, late, unanswered());
    }

    std::string unanswered() const {
        std::string lines = world_.scheduler().waiting();
        for (const Attempt& attempt : history_.attempts) {
            if (attempt.ended == 0) lines += "\n    " + text(attempt, history_);
        }
        const std::size_t last = history_.attempts.size();
        for (std::size_t i = last < 5 ? 0 : last - 5; i < last; ++i) {
            lines += "\n    " + text(history_.attempts[i], history_);
        }
        return lines;
    }

    Dump check() {
        require(world_.alive(), "C14 liveness: the server is down", "");
        Dump dump = dump_of(world_.store());
        const Ledger ledger = fold(dump);
        const bool doubted = world_.reached().contains("unknown outcome: applied");
        const Evidence evidence{history_, dump, ledger, world_.reader(), doubted};
        if (look_) look_(evidence);
        check_all(evidence);
        const Clocks clocks{world_.options().service.engine.retention, began_, world_.clients().wall(),
                            world_.clock_lied()};
        check_ages(evidence, clocks);
        check_lists(evidence, clocks);
        check_guard(evidence, world_.options().guard, world_.clock_lied());
        require(history_.complaints.empty(), "what a client saw", [this] { return history_.complaints.front(); });
        return dump;
    }

    // What was checked is what the disk has, and the views are made of it again.
    void survive_a_last_crash(const Dump& before) {
        const std::uint64_t lives = world_.lives();
        world_.crash_machine();
        phase([&] { return world_.lives() > lives && world_.ready(); }, liveness_max, "C14 liveness: no start");
        const Dump after = dump_of(world_.store());
        require(before.records == after.records, "C2 durable: a crash at rest changed the journal", "");
        const Ledger ledger = fold(after);
        check_views({history_, after, ledger, world_.reader()});
    }

    Result<std::unique_ptr<Snapshots>> open_snapshots(Disk& disk) {
        auto opened = open_file_snapshots(disk, world::places::snapshots, snapshot_logs);
        if (!opened) return opened;
        return std::make_unique<CountedSnapshots>(*std::move(opened), world_.reached());
    }

    Plan plan_;
    Random tampering_;
    Mood mood_;
    History history_;
    std::optional<OldCopy> old_;
    world::World world_;
    const Timestamp began_ = world_.clients().wall();
    Clients clients_;
    Followers followers_;
    Watchers watchers_;
    Guests guests_;
    Listers listers_;
    std::function<void(const Evidence&)> look_;
};

}  // namespace

std::string options_of(std::uint64_t seed) {
    return text(world::draw_options(seed)) + " " + text(draw_plan(Random(seed).split("plan")));
}

world::Schedule schedule_of(std::uint64_t seed) {
    return world::draw_options(seed).schedule;
}

RunReport run_bank(std::uint64_t seed, const RunSettings& settings) {
    Run run(seed, settings);
    try {
        run.go();
    } catch (const Violation& violation) {
        throw Violation(violation.what(), run.place(seed));
    }
    RunReport report = run.report();
    report.seed = seed;
    return report;
}

}  // namespace hapax::simulated_bank
