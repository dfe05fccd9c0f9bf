#include "world/world.hpp"

#include <algorithm>
#include <array>

#include "kernel/assert.hpp"
#include "world/places.hpp"

namespace hapax::world {
namespace {

using simulation::DiskCall;
using simulation::FaultPlan;

constexpr Duration look_every = std::chrono::milliseconds(1);
constexpr std::uint64_t never_again = 0;

// What a start may say when the world is ill: it will be tried again. Anything else is lost or damaged history.
bool passes(const ErrorCode& code) {
    return code == disk_errc::io || code == disk_errc::no_space || code == store_errc::write_failed ||
           code == store_errc::storage_full || code == store_errc::unavailable || code == views_errc::busy ||
           code == views_errc::no_space || code == views_errc::broken;
}

// What a start may say of a file that is not as it was written.
bool tells_of_damage(const ErrorCode& code) {
    return code == store_errc::corrupt || code == store_errc::history_lost || code == store_errc::wrong_store ||
           code == store_errc::mirror_mismatch || code == horizon_errc::corrupt;
}

}  // namespace

World::World(const WorldParts& parts, const WorldOptions& options)
    : parts_(parts),
      options_(options),
      scheduler_(options.seed),
      random_(scheduler_.random("watcher")),
      disk_losses_(scheduler_.random("disk losses")),
      server_(scheduler_.process("server")),
      clients_(scheduler_.process("clients")),
      watcher_(scheduler_.process("watcher")),
      disk_(options.seed),
      reader_(views_.make_reader()),
      log_(reached_, parts_.trace),
      rot_(disk_, options_.journal, reached_),
      points_(scheduler_, server_, reached_),
      watch_(watcher_.make_parker()),
      nemesis_(*this, options_.schedule) {
    for (const std::string& copies : {options_.journal.archive, options_.journal.mirror}) {
        HAPAX_ASSERT(copies.empty() || disk_.make_directory(copies), "an empty disk takes a directory");
    }
    views_.set_latency(options_.views_latency);
    disk_.attach(&server_);
    disk_.set_faults(calm_disk());
}

// Loops first: they stand on everything else.
World::~World() {
    for (simulation::SimProcess* process : {&watcher_, &clients_, &server_}) scheduler_.kill(*process);
}

void World::start() {
    watcher_.spawn("watch", [this] { watch_over(); });
    watcher_.spawn("nemesis", [this] { nemesis_.run(); });
}

void World::heal() {
    nemesis_.end();
    disk_.set_faults(calm_disk());
    disk_.calm();
    index_.fill_up(false);
    index_.fail_look_up(never_again);
    index_.repair();
    views_.calm();
    points_.calm();
    server_.crash_at(never_again);
    server_.correct_wall();
    rot_.no_rest();
    options_.disk_loss_chance = 0;
    rot_in_this_life_ = rot_.lies();
    rot_.repair("never met");
    if (life_) life_->trust();
    trace("healed");
}

void World::crash_machine() {
    machine_crashes_next_ = true;
    if (!server_.dead()) scheduler_.kill(server_);
}

// While the machine is suspended no time passes for those who set the limit.
bool World::run(const std::function<bool()>& fact, Duration time) {
    bool holds = false;
    const auto over = [&] { return broken_ || (holds = fact()); };
    const Instant began = scheduler_.now() - suspended_;
    for (Duration counted{-1}; !over() && counted != suspended_;) {
        counted = suspended_;
        scheduler_.run(began + counted + time, over);
    }
    return holds && !broken_;
}

Duration World::simulated() const {
    return scheduler_.now().time_since_epoch() - suspended_;
}

void World::watch_over() {
    for (;;) {
        begin_life();
        await_end();
        bury();
        const Duration longest = options_.restart_after_max;
        const Instant again = watcher_.now() + Duration(1 + random_.below(static_cast<std::uint64_t>(longest.count())));
        while (watcher_.now() < again) watch_->park(again);
        server_.restart();
    }
}

void World::begin_life() {
    ++lives_;
    trace("life " + std::to_string(lives_) + " begins");
    if (index_.open()->runs() > 0) reach(reached_, "index runs found at a start");
    views_.attach(&server_);
    undisturbed_since_ = scheduler_.now();
    aborts_seen_ = server_.aborts();
    rot_in_this_life_ = false;
    const Machine machine{scheduler_, server_, disk_, index_, views_, protocol_};
    life_ = std::make_unique<Life>(parts_, machine, options_, network_, log_, reached_);
    server_.spawn("main", [life = life_.get()] { life->run(); });
    nemesis_.life_begins();
}

void World::await_end() {
    while (!server_.dead() && !life_->ended() && !stop_hangs()) {
        watch_->park(watcher_.now() + look_every);
        judge_horizon();
    }
}

// It never goes back, and never comes further than time, whatever the clock says and whoever died.
void World::judge_horizon() {
    if (!options_.service.engine.retention.finite() || server_.dead() || !life_->ready()) return;
    const std::int64_t now_ms = life_->deleted_through_ms();
    if (!horizon_first_ms_) horizon_first_ms_ = horizon_seen_ms_ = now_ms;
    const Duration passed = scheduler_.now().time_since_epoch();
    const std::int64_t most_ms = *horizon_first_ms_ + passed / std::chrono::milliseconds(1);
    if (now_ms < horizon_seen_ms_ || now_ms > most_ms) {
        broken_ = "the horizon went from " + std::to_string(horizon_seen_ms_) + " to " + std::to_string(now_ms);
    }
    horizon_seen_ms_ = now_ms;
}

// As the host's own watch over its stop: what does not end in time is ended.
bool World::stop_hangs() {
    if (!cut_stop_at_ || watcher_.now() < *cut_stop_at_) return false;
    reach(reached_, "stop that hung was cut");
    scheduler_.kill(server_);
    return true;
}

void World::freeze(Duration time) {
    scheduler_.freeze(server_, scheduler_.now() + time);
    undisturbed_since_ = std::max(undisturbed_since_, scheduler_.now() + time);
}

void World::suspend(Duration time) {
    scheduler_.leap(time);
    suspended_ += time;
    undisturbed_since_ = std::max(undisturbed_since_, scheduler_.now());
}

void World::bury() {
    if (life_->ended()) {
        reach(reached_, "clean stop");
        scheduler_.kill(server_);
    }
    if (std::exchange(cut_stop_at_, std::nullopt)) disk_.hang_next(DiskCall::sync, never_again, {});
    network_.cut();
    undisturbed_since_ = scheduler_.now();
    note_death();
    const bool had_opened = life_->opened_at().has_value();
    life_.reset();
    if (rot_.lies() && server_.aborts() > aborts_seen_) rot_.repair("the process stopped");
    if (rot_.broken()) broken_ = rot_.broken();
    crash_twins(had_opened);
}

void World::note_death() {
    trace("life " + std::to_string(lives_) + " is over");
    if (life_->refusal()) {
        judge_refusal(*life_->refusal());
    } else if (!life_->opened_at()) {
        reach(reached_, "killed while it started");
    }
    if (!life_->opened_at()) return;
    judge_opening(*life_->opened_at());
    if (life_->store()->state().mirror.mended_segments > 0) {
        reach(reached_, "mirror mended at a start");
        rot_.mended();
    }
    durable_seen_ = life_->store()->durable();
}

// C18: what was durable once is found by every later start.
void World::judge_opening(Position found) {
    if (found > durable_seen_) reach(reached_, "synced and not published");
    if (found >= durable_seen_) return;
    broken_ = "C18: a start found position " + std::to_string(found.value) + " where " +
              std::to_string(durable_seen_.value) + " had been durable";
}

void World::judge_refusal(const Error& error) {
    const std::string what = std::string(error.code.name) + ": " + error.detail;
    trace("it refused to start: " + what);
    reach(reached_, "refused to start: " + std::string(error.code.name));
    if (!passes(error.code) && !rot_may_say(error)) broken_ = "the server refuses to start: " + what;
}

// To refuse is right then, unless there is a mirror that has what rotted. Whoever operates it puts a good copy back.
bool World::rot_may_say(const Error& error) {
    if ((!rot_.lies() && !rot_in_this_life_) || !tells_of_damage(error.code)) return false;
    if (!life_->opened_at() && rot_.mendable()) return false;
    rot_.repair("a start refused");
    return true;
}

void World::crash_twins(bool had_opened) {
    if (!std::exchange(machine_crashes_next_, false)) {
        protocol_.process_dies();
        disk_.crash_process();
        views_.crash_process();
        if (had_opened) rot_.at_rest();
    } else {
        reach(reached_, "machine crashed");
        protocol_.machine_crashes();
        rot_.no_rest();
        rot_.repair("the machine crashed first");
        const std::uint64_t runs = index_.open()->runs();
        disk_.crash_machine();
        views_.crash_machine();
        index_.crash_machine(random_.next());
        if (index_.open()->runs() < runs) reach(reached_, "index run lost");
        check_journal_left_behind(had_opened);
    }
    if (had_opened) maybe_lose_a_disk();
    damage_what_is_derived();
}

void World::damage_what_is_derived() {
    if (std::exchange(index_damaged_next_, false)) {
        index_.damage();
        reach(reached_, "injected: damaged index");
    }
    if (std::exchange(views_damaged_next_, false)) {
        views_.damage();
        reach(reached_, "injected: damaged views");
    }
}

// Both copies are whole once a life has opened, unless one has rotted since: two disks that fail at once are no promise.
// An empty disk is in its place before the next start.
void World::maybe_lose_a_disk() {
    if (options_.disk_loss_chance == 0 || rot_.lies() || !disk_losses_.chance(options_.disk_loss_chance)) return;
    const bool data = disk_losses_.below(2) == 0;
    disk_.lose(data ? places::journal : places::mirror);
    if (data) {
        index_damaged_next_ = true;
        views_damaged_next_ = true;
    }
    reach(reached_, data ? "disk lost: data" : "disk lost: mirror");
    trace(data ? "the disk of the data is gone" : "the disk of the mirror is gone");
}

// A reader who changes nothing agrees that all is well, and knows whether a torn frame is left.
void World::check_journal_left_behind(bool had_opened) {
    simulation::SimDisk copy(options_.seed, disk_.image());
    if (!copy.image().has_directory(options_.journal.directory)) return;
    if (!options_.journal.mirror.empty()) {
        if (had_opened) check_each_copy(copy);
        const auto mended = verify_mirror(copy, options_.journal, Mending::yes);
        if (!mended) broken_ = "after a crash the copies cannot be made one: " + mended.error().detail;
        if (mended && mended->mended) reach(reached_, "mirror mended after a crash");
    }
    const auto report = verify_journal(copy, options_.journal);
    if (report && report->torn_tail) reach(reached_, "torn tail left by a crash");
    if (!report) broken_ = "after a crash the journal does not verify: " + report.error().detail;
    check_archive_left_behind(copy);
}

// Either disk may be lost at any time: so each alone has what was durable, once a life has opened both.
void World::check_each_copy(simulation::SimDisk& copy) {
    for (const std::string& directory : {options_.journal.directory, options_.journal.mirror}) {
        const auto report = verify_journal(copy, alone(options_.journal, directory));
        if (report && report->end.position >= durable_seen_) continue;
        broken_ = "after a crash " + directory + " alone does not have what was durable: " +
                  (report ? "it ends at " + std::to_string(report->end.position.value) : report.error().detail);
    }
}

// The archive alone is a journal: without what is in use, and with nothing torn.
void World::check_archive_left_behind(simulation::SimDisk& copy) {
    if (options_.journal.archive.empty()) return;
    const auto report = verify_journal(copy, alone(options_.journal, options_.journal.archive));
    if (report && report->end.position.value > 0) reach(reached_, "segment archived");
    if (!report) broken_ = "after a crash the archive does not verify: " + report.error().detail;
    if (report && report->torn_tail) broken_ = "after a crash the archive holds a part of a copy";
}

FaultPlan World::calm_disk() const {
    FaultPlan plan;
    plan.sectors = options_.nemesis.sectors;
    plan.on(DiskCall::sync).latency_max = options_.sync_latency_max;
    return plan;
}

// A fault is planned before it comes to pass, and many a process dies in between.
const Reached& World::count_injected() {
    static constexpr std::array<std::string_view, simulation::disk_calls> calls{
        "open",   "create", "read", "write",          "sync",           "size", "truncate",
        "rename", "remove", "list", "make-directory", "sync-directory", "lock"};
    const auto add = [&](const std::string& what, std::uint64_t times) {
        if (times > 0) reached_[what] += times;
    };
    for (std::size_t call = 0; call < calls.size(); ++call) {
        add("injected: failed " + std::string(calls[call]), disk_.failed(static_cast<DiskCall>(call)));
    }
    add("injected: failed look-up", index_.failed_look_ups());
    add("injected: hanging call", disk_.hangs());
    add("injected: short write", disk_.short_writes());
    add("injected: death at an effect", disk_.deaths());
    add("injected: death at a call", server_.deaths_at_call());
    add("injected: sector lost", disk_.toll().sectors_lost);
    add("injected: sector garbled", disk_.toll().sectors_garbled);
    add("injected: name lost", disk_.toll().names_lost);
    add("injected: rename lost", disk_.toll().renames_lost);
    return reached_;
}

void World::trace(const std::string& line) {
    if (parts_.trace) parts_.trace(std::to_string(scheduler_.now().time_since_epoch().count() / 1000) + "us " + line);
}

}  // namespace hapax::world
