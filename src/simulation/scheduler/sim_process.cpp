#include "simulation/scheduler/sim_process.hpp"

#include <chrono>
#include <utility>

#include "kernel/assert.hpp"
#include "simulation/scheduler/scheduler.hpp"

namespace hapax::simulation {
namespace {

constexpr std::uint64_t refused_waits_max = 1'000'000;
constexpr Duration wall_at_start = std::chrono::hours(24) * 20'454;  // 2026-01-01 since 1970

}  // namespace

class SimParker final : public Parker {
 public:
    explicit SimParker(SimProcess& process) : process_(process) {}

    bool park(Instant deadline) override {
        if (process_.refuses_to_wait()) return false;
        process_.count_checkpoint();
        Scheduler& scheduler = process_.scheduler_;
        if (token_ || deadline <= scheduler.now()) {
            process_.give_way();
        } else {
            waiting_ = scheduler.current();
            scheduler.suspend_until(deadline);
            waiting_ = nullptr;
            process_.end_if_dead();
        }
        return std::exchange(token_, false);
    }

    void unpark() override {
        if (process_.scheduler_.caller_is_dead()) return;
        token_ = true;
        if (waiting_) process_.scheduler_.wake(*std::exchange(waiting_, nullptr));
    }

 private:
    SimProcess& process_;
    Loop* waiting_ = nullptr;
    bool token_ = false;
};

SimProcess::SimProcess(Scheduler& scheduler, std::string name, Random random)
    : scheduler_(scheduler),
      name_(std::move(name)),
      random_(random),
      wall_(true_wall()),
      wall_since_(scheduler.now()) {}

void SimProcess::spawn(std::string name, std::function<void()> loop) {
    if (!dead_) scheduler_.add_loop(*this, std::move(name), std::move(loop));
}

std::unique_ptr<Parker> SimProcess::make_parker() {
    return std::make_unique<SimParker>(*this);
}

Instant SimProcess::now() {
    return scheduler_.now();
}

Timestamp SimProcess::wall() {
    const std::int64_t passed = (scheduler_.now() - wall_since_).count();
    const Duration shown(passed / always * wall_rate_ + passed % always * wall_rate_ / always);
    return {std::chrono::floor<std::chrono::microseconds>(wall_ + shown).count()};
}

void SimProcess::set_wall_rate(std::uint32_t per_million) {
    wall_ = std::chrono::microseconds(wall().us);
    wall_since_ = scheduler_.now();
    wall_rate_ = per_million;
}

void SimProcess::correct_wall() {
    wall_ = true_wall();
    wall_since_ = scheduler_.now();
    wall_rate_ = always;
}

Duration SimProcess::true_wall() const {
    return wall_at_start + scheduler_.now().time_since_epoch();
}

void SimProcess::checkpoint() {
    if (dead_) return;
    count_checkpoint();
    give_way();
}

void SimProcess::sleep(Duration time) {
    if (scheduler_.current() && !refuses_to_wait()) wait_until(scheduler_.now() + time);
}

void SimProcess::crash() {
    if (!dead_) scheduler_.end(*this);
    throw Crash{};
}

void SimProcess::note(std::uint64_t event) {
    scheduler_.note(event);
}

void SimProcess::crash_at(std::uint64_t checkpoint) {
    checkpoints_left_ = checkpoint;
}

void SimProcess::restart() {
    HAPAX_ASSERT(dead_ && scheduler_.loops_of(*this) == 0, "a process restarts after all its loops have ended");
    dead_ = false;
    frozen_until_ = {};
    checkpoints_left_ = 0;
    refused_waits_ = 0;
}

bool SimProcess::refuses_to_wait() {
    if (!dead_) return false;
    HAPAX_ASSERT(++refused_waits_ < refused_waits_max, "a destructor of a crashed process waits for what cannot come");
    return true;
}

void SimProcess::wait_until(Instant at) {
    scheduler_.suspend_until(at);
    end_if_dead();
}

// Outside of every loop (a test that calls a port by hand) there is nobody to give way to.
void SimProcess::give_way() {
    if (scheduler_.current()) wait_until(scheduler_.now() + scheduler_.draw_step());
}

void SimProcess::count_checkpoint() {
    ++checkpoints_;
    if (checkpoints_left_ == 0 || --checkpoints_left_ > 0) return;
    ++deaths_at_call_;
    crash();
}

void SimProcess::end_if_dead() {
    if (dead_) throw Crash{};
}

}  // namespace hapax::simulation
