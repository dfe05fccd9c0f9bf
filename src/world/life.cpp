#include "world/life.hpp"

#include "kernel/assert.hpp"
#include "world/places.hpp"

namespace hapax::world {
namespace {

constexpr Duration look_every = std::chrono::microseconds(500);

}  // namespace

Life::Life(const WorldParts& parts, const Machine& machine, const WorldOptions& options, Network& network, Log& log,
           Reached& reached)
    : parts_(parts),
      machine_(machine),
      options_(options),
      log_(log),
      reached_(reached),
      parker_(machine.process.make_parker()),
      horizon_(machine.disk, places::data),
      edge_(machine.process, network, options.limits, Random(machine.process.random())),
      verdicts_(edge_, machine.protocol),
      feed_events_(edge_, machine.protocol),
      feeds_(machine.protocol),
      operations_(machine.protocol),
      views_(machine.views, machine.protocol) {}

void Life::run() {
    if (const auto opened = open(); !opened) refuse(opened.error());
    wait_for_stop();
    if (const auto closed = close(); !closed) refuse(closed.error());
    ended_ = true;
}

void Life::stop() {
    stop_asked_ = true;
    parker_->unpark();
}

void Life::doubt(std::uint64_t nth, bool applied) {
    if (store_) store_->doubt(nth, applied);
}

void Life::interrupt(std::uint64_t appends, std::function<void(std::uint64_t commits)> how) {
    if (store_) store_->interrupt(appends, std::move(how));
}

void Life::trust() {
    if (store_) store_->trust();
}

Result<void> Life::open() {
    if (auto opened = open_storage(); !opened) return opened;
    return start();
}

Result<void> Life::open_storage() {
    simulation::SimProcess& process = machine_.process;
    index_ = machine_.index.open(&process);
    const JournalStart start{process.wall(), {process.random(), process.random()}};
    auto journal = open_journal(machine_.disk, *index_, start, options_.journal);
    if (!journal) return pass_on(journal);
    journal_ = *std::move(journal);
    store_.emplace(*journal_, reached_);
    seen_store_.emplace(*store_, machine_.protocol);
    opened_at_ = store_->durable();
    if (options_.snapshots && parts_.open_snapshots) {
        auto snapshots = parts_.open_snapshots(machine_.disk);
        if (!snapshots) return pass_on(snapshots);
        snapshots_ = *std::move(snapshots);
    }
    reader_ = machine_.views.make_reader();
    return {};
}

Result<void> Life::start() {
    auto router = http::Router::build(parts_.service, {});
    if (!router) return pass_on(router);
    router_.emplace(*std::move(router));
    loops_ = std::make_unique<ServiceLoops>(ServiceParts{parts_.service,
                                                         *seen_store_,
                                                         snapshots_.get(),
                                                         &horizon_,
                                                         views_,
                                                         *reader_,
                                                         machine_.process,
                                                         metrics_,
                                                         log_,
                                                         {&verdicts_},
                                                         {&edge_},
                                                         {&feed_events_}},
                                            options_.service);
    if (auto opened = loops_->open(); !opened) return opened;
    loops_->start();
    operations_.connect(loops_->operations());
    feeds_.connect(loops_->feeds());
    edge_.connect({parts_.service, *router_, operations_, loops_->queries(), metrics_, feeds_});
    machine_.process.spawn("edge", [this] { edge_.run(); });
    return {};
}

void Life::wait_for_stop() {
    while (!stop_asked_) parker_->park(never);
}

// As a real server ends: no connections, then no loops, then what must be closed cleanly.
Result<void> Life::close() {
    edge_.drain();
    wait_until([this] { return edge_.ended(); });
    loops_->stop();
    wait_until([this] { return machine_.scheduler.loops_of(machine_.process) == 1; });
    if (auto closed = views_.close(); !closed) return closed;
    return store_->seal();
}

void Life::wait_until(const std::function<bool()>& fact) {
    while (!fact()) parker_->park(machine_.process.now() + look_every);
}

void Life::refuse(const Error& error) {
    refusal_ = error;
    machine_.process.crash();
}

}  // namespace hapax::world
