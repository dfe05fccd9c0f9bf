#include "simulation/scheduler/scheduler.hpp"

#include <algorithm>
#include <utility>

#include "kernel/assert.hpp"

namespace hapax::simulation {
namespace {

constexpr Duration start = std::chrono::seconds(1);  // not zero: there is a past

}  // namespace

Scheduler::Scheduler(std::uint64_t seed, SchedulerOptions options)
    : options_(options), root_(seed), random_(root_.split("scheduler")), now_(start) {}

Scheduler::~Scheduler() {
    for (const auto& entry : processes_) kill(*entry.second);
}

SimProcess& Scheduler::process(const std::string& name) {
    auto& process = processes_[name];
    if (!process) process = std::make_unique<SimProcess>(*this, name, root_.split("process/" + name));
    return *process;
}

Stop Scheduler::run(Instant until, const std::function<bool()>& done) {
    HAPAX_ASSERT(!current_, "a loop does not run its own scheduler");
    for (;;) {
        if (done && done()) return Stop::done;
        if (loops_.empty()) return Stop::ended;
        if (timeline_.empty()) return Stop::stuck;
        const Instant at = timeline_.first().at;
        if (at > until) {
            now_ = std::max(now_, until);
            return Stop::time;
        }
        now_ = std::max(now_, at);
        step(timeline_.take_first());
    }
}

void Scheduler::kill(SimProcess& process) {
    const bool suicide = current_ && &current_->process == &process;
    if (!process.dead()) end(process);
    if (suicide) throw Crash{};
}

void Scheduler::freeze(SimProcess& process, Instant until) {
    HAPAX_ASSERT(!current_ || &current_->process != &process, "a process cannot wake itself up");
    process.frozen_until_ = std::max(process.frozen_until_, until);
    for (const auto& entry : loops_) {
        Loop& loop = *entry.second;
        if (&loop.process == &process && loop.turn && loop.turn->at < until) schedule(loop, until);
    }
}

// The dead are unwound outside of every loop: a loop that ends another process gives way to that, and one that ends its
// own is the first to unwind.
void Scheduler::end(SimProcess& process) {
    process.dead_ = true;
    deaths_ = true;
    if (!current_) {
        bury_the_dead();
    } else if (!current_->process.dead()) {
        suspend_until(now_);
    }
}

std::string Scheduler::waiting() const {
    std::string text;
    for (const auto& entry : loops_) {
        if (!text.empty()) text += ", ";
        text += entry.second->process.name() + "/" + entry.second->name;
    }
    return text;
}

std::size_t Scheduler::loops_of(const SimProcess& process) const {
    const auto mine = [&](const auto& entry) { return &entry.second->process == &process; };
    return static_cast<std::size_t>(std::count_if(loops_.begin(), loops_.end(), mine));
}

void Scheduler::add_loop(SimProcess& process, std::string name, std::function<void()> body) {
    const std::uint64_t id = next_loop_++;
    auto loop = std::make_unique<Loop>(id, process, std::move(name), std::move(body), std::nullopt, std::nullopt);
    schedule(*loop, now_ + draw_step());
    loops_.emplace(id, std::move(loop));
}

void Scheduler::suspend_until(Instant at) {
    HAPAX_ASSERT(current_, "only loops wait");
    if (at != never) schedule(*current_, at);
    current_->fiber->suspend();
}

void Scheduler::wake(Loop& loop) {
    schedule(loop, now_ + draw_up_to(options_.wake_max));
}

Duration Scheduler::draw_up_to(Duration longest) {
    return Duration(1 + random_.below(static_cast<std::uint64_t>(longest.count())));
}

void Scheduler::schedule(Loop& loop, Instant at) {
    if (loop.turn) timeline_.remove(*loop.turn);
    loop.turn = Timeline::Entry{std::max(at, loop.process.frozen_until_), random_.next(), loop.id, &loop};
    timeline_.put(*loop.turn);
}

void Scheduler::step(Loop& loop) {
    loop.turn.reset();
    hash_.add(static_cast<std::uint64_t>(now_.time_since_epoch().count()));
    hash_.add(loop.id);
    ++switches_;
    switch_to(loop);
    if (deaths_) bury_the_dead();
}

void Scheduler::switch_to(Loop& loop) {
    if (!loop.fiber) loop.fiber.emplace([this, &loop] { run_body(loop); });
    current_ = &loop;
    loop.fiber->resume();
    current_ = nullptr;
    if (!loop.fiber->finished()) return;
    if (loop.turn) timeline_.remove(*loop.turn);
    loops_.erase(loop.id);
}

// What the body owns is destroyed on its own stack, as in a thread.
void Scheduler::run_body(Loop& loop) {
    try {
        const auto body = std::exchange(loop.body, {});
        body();
    } catch (const Crash&) {
        if (!loop.process.dead()) end(loop.process);
    }
}

void Scheduler::bury_the_dead() {
    deaths_ = false;
    for (const auto& entry : processes_) {
        if (entry.second->dead()) unwind(*entry.second);
    }
}

// What never started is dropped; what waits is resumed, so that Crash is thrown at the place where it waits.
void Scheduler::unwind(SimProcess& process) {
    for (auto entry = loops_.begin(); entry != loops_.end();) {
        Loop& loop = *(entry++)->second;
        if (&loop.process != &process) continue;
        if (loop.turn) timeline_.remove(*std::exchange(loop.turn, std::nullopt));
        const std::uint64_t id = loop.id;
        if (loop.fiber) {
            switch_to(loop);
        } else {
            loops_.erase(id);
        }
        HAPAX_ASSERT(!loops_.contains(id), "a loop of a dead process ends");
    }
}

}  // namespace hapax::simulation
