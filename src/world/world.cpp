#include "world/world.hpp"

#include "kernel/assert.hpp"

namespace hapax::world {
namespace {

using simulation::DiskCall;
using simulation::FaultPlan;

constexpr Duration look_every = std::chrono::milliseconds(1);
constexpr std::uint64_t calls_never = ~std::uint64_t{0};

// What a start may say when the world is ill: it will be tried again. Anything else is lost or damaged history.
bool passes(const ErrorCode& code) {
    return code == disk_errc::io || code == disk_errc::no_space || code == store_errc::write_failed ||
           code == store_errc::storage_full || code == store_errc::unavailable || code == views_errc::busy ||
           code == views_errc::no_space || code == views_errc::broken;
}

}  // namespace

World::World(const WorldParts& parts, const WorldOptions& options)
    : parts_(parts),
      options_(options),
      scheduler_(options.seed),
      random_(scheduler_.random("watcher")),
      server_(scheduler_.process("server")),
      clients_(scheduler_.process("clients")),
      watcher_(scheduler_.process("watcher")),
      disk_(options.seed),
      reader_(views_.make_reader()),
      log_(reached_, parts_.trace),
      watch_(watcher_.make_parker()),
      nemesis_(*this, options_.nemesis, scheduler_.random("nemesis")) {
    const std::string& archive = options_.journal.archive;
    HAPAX_ASSERT(archive.empty() || disk_.make_directory(archive), "an empty disk takes a directory");
    disk_.attach(&server_);
    set_faults(calm_disk());
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
    calm_ = true;
    nemesis_.end();
    set_faults(calm_disk());
    index_.fill_up(false);
    disk_.fail_after(calls_never);
    if (!server_.dead()) server_.crash_at(calls_never);
    trace("healed");
}

void World::crash_machine() {
    machine_crashes_next_ = true;
    if (!server_.dead()) scheduler_.kill(server_);
}

bool World::run(const std::function<bool()>& fact, Duration time) {
    bool holds = false;
    scheduler_.run(scheduler_.now() + time, [&] { return broken_ || (holds = fact()); });
    return holds && !broken_;
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
    life_ =
        std::make_unique<Life>(parts_, Machine{scheduler_, server_, disk_, index_, views_}, options_, network_, log_);
    server_.spawn("main", [life = life_.get()] { life->run(); });
    nemesis_.life_begins();
}

void World::await_end() {
    while (!server_.dead() && !life_->ended()) watch_->park(watcher_.now() + look_every);
}

void World::bury() {
    if (life_->ended()) {
        reach(reached_, "clean stop");
        scheduler_.kill(server_);
    }
    network_.cut();
    note_death();
    life_.reset();
    crash_twins();
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
    if (!passes(error.code)) broken_ = "the server refuses to start: " + what;
}

void World::crash_twins() {
    if (!std::exchange(machine_crashes_next_, false)) {
        disk_.crash_process();
        views_.crash_process();
    } else {
        reach(reached_, "machine crashed");
        const std::uint64_t runs = index_.open()->runs();
        disk_.crash_machine();
        views_.crash_machine();
        index_.crash_machine(random_.next());
        if (index_.open()->runs() < runs) reach(reached_, "index run lost");
        check_journal_left_behind();
    }
    if (std::exchange(index_damaged_next_, false)) index_.damage();
}

// A reader who changes nothing agrees that all is well, and knows whether a torn frame is left.
void World::check_journal_left_behind() {
    simulation::SimDisk copy(options_.seed, disk_.image());
    if (!copy.image().has_directory(options_.journal.directory)) return;
    const auto report = verify_journal(copy, options_.journal);
    if (report && report->torn_tail) reach(reached_, "torn tail left by a crash");
    if (!report) broken_ = "after a crash the journal does not verify: " + report.error().detail;
    check_archive_left_behind(copy);
}

// The archive alone is a journal: without what is in use, and with nothing torn.
void World::check_archive_left_behind(simulation::SimDisk& copy) {
    if (options_.journal.archive.empty()) return;
    JournalOptions alone = options_.journal;
    alone.directory = options_.journal.archive;
    alone.witness = "/none";
    const auto report = verify_journal(copy, alone);
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

void World::set_faults(const FaultPlan& plan) {
    disk_.set_faults(calm_ ? calm_disk() : plan);
}

void World::trace(const std::string& line) {
    if (parts_.trace) parts_.trace(std::to_string(scheduler_.now().time_since_epoch().count() / 1000) + "us " + line);
}

}  // namespace hapax::world
