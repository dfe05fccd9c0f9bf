#include "simulation/disk/sim_disk.hpp"

#include "kernel/assert.hpp"
#include "simulation/disk/sim_file.hpp"
#include "simulation/event_hash.hpp"

namespace hapax::simulation {

SimDisk::SimDisk(std::uint64_t seed, FileSystem image)
    : files_(std::move(image)), random_(Random(seed).split("disk")), seed_(seed) {}

Result<std::unique_ptr<File>> SimDisk::open(const std::string& path, Open mode) {
    const std::string name = normal_path(path);
    const DiskCall call = mode == Open::create ? DiskCall::create : DiskCall::open;
    if (const auto entered = enter(call, name, life_); !entered) return pass_on(entered);
    const auto inode = mode == Open::create ? files_.create(name) : files_.find(name);
    if (!inode) return pass_on(inode);
    return std::make_unique<SimFile>(*this, *inode, name, mode != Open::read);
}

Result<void> SimDisk::rename(const std::string& from, const std::string& to) {
    if (auto entered = enter(DiskCall::rename, from, life_); !entered) return entered;
    return files_.rename(normal_path(from), normal_path(to));
}

Result<void> SimDisk::remove(const std::string& path) {
    if (auto entered = enter(DiskCall::remove, path, life_); !entered) return entered;
    return files_.remove(normal_path(path));
}

Result<std::vector<std::string>> SimDisk::list(const std::string& directory) {
    if (const auto entered = enter(DiskCall::list, directory, life_); !entered) return pass_on(entered);
    return files_.list(normal_path(directory));
}

Result<void> SimDisk::make_directory(const std::string& path) {
    if (auto entered = enter(DiskCall::make_directory, path, life_); !entered) return entered;
    return files_.make_directory(normal_path(path));
}

Result<void> SimDisk::sync_directory(const std::string& path) {
    if (auto entered = enter(DiskCall::sync_directory, path, life_); !entered) return entered;
    return files_.sync_directory(normal_path(path));
}

Result<void> SimDisk::sync_both(File& one, File& other) {
    return random_.below(2) == 0 ? Disk::sync_both(one, other) : Disk::sync_both(other, one);
}

Result<std::unique_ptr<DirectoryLock>> SimDisk::lock(const std::string& directory) {
    const std::string name = normal_path(directory);
    if (const auto entered = enter(DiskCall::lock, name, life_); !entered) return pass_on(entered);
    const std::string file = normal_path(name + "/lock");
    if (!files_.find(file)) {
        const auto made = files_.create(file);
        if (!made) return pass_on(made);
    }
    if (!locks_.insert(name).second) return fail(disk_errc::locked, name + " belongs to another process");
    return std::make_unique<SimLock>(*this, name);
}

std::string SimDisk::boot_id() {
    return "boot-" + std::to_string(seed_) + "-" + std::to_string(boots_);
}

void SimDisk::set_faults(const FaultPlan& plan) {
    plan_ = plan;
    calls_.fill(0);
}

void SimDisk::fail_after(std::uint64_t effects) {
    effects_left_ = effects;
}

void SimDisk::fail_next(DiskCall call, std::uint64_t nth) {
    fail_next_[static_cast<std::size_t>(call)].left = nth;
}

void SimDisk::hang_next(DiskCall call, std::uint64_t nth, Duration time) {
    hang_next_[static_cast<std::size_t>(call)] = {nth, time};
}

void SimDisk::calm() {
    fail_next_.fill({});
    hang_next_.fill({});
    effects_left_ = 0;
}

void SimDisk::crash_process() {
    start_new_life();
    files_.crash_process(random_);
}

void SimDisk::crash_machine() {
    start_new_life();
    ++boots_;
    const CrashToll toll = files_.crash_machine(random_, plan_.sectors);
    toll_.sectors_lost += toll.sectors_lost;
    toll_.sectors_garbled += toll.sectors_garbled;
    toll_.names_lost += toll.names_lost;
    toll_.renames_lost += toll.renames_lost;
}

std::vector<std::byte> SimDisk::bytes(const std::string& path) const {
    const auto inode = files_.find(normal_path(path));
    HAPAX_ASSERT(inode, "a test looks at a file that is there");
    return files_.inode(*inode).bytes();
}

void SimDisk::corrupt(const std::string& path, std::uint64_t offset, std::byte mask) {
    const auto inode = files_.find(normal_path(path));
    HAPAX_ASSERT(inode, "a test damages a file that is there");
    files_.inode(*inode).flip(offset, mask);
}

// What every call does first: give way, take its time, count, and fail if it must.
Result<void> SimDisk::enter(DiskCall call, const std::string& path, std::uint64_t life) {
    const auto refuse = [&] { return fail(disk_errc::io, path + ": the process that calls is dead"); };
    if (dead(life)) return refuse();
    note(static_cast<std::uint64_t>(call));
    if (process_) process_->checkpoint();
    spend_time(call);
    if (dead(life)) return refuse();
    if (has_effect(call)) count_effect();
    if (fails_now(call)) return fail(disk_errc::io, path + ": a fault of the simulated disk");
    return {};
}

void SimDisk::spend_time(DiskCall call) {
    if (!process_) return;
    const CallFaults& faults = plan_.on(call);
    Next& hang = hang_next_[static_cast<std::size_t>(call)];
    if (hang.now()) {
        ++hangs_;
        process_->sleep(hang.time);
    } else if (random_.chance(faults.stall_chance)) {
        process_->sleep(faults.stall);
    } else if (faults.latency_max.count() > 0) {
        process_->sleep(Duration(random_.below(static_cast<std::uint64_t>(faults.latency_max.count()))));
    }
}

void SimDisk::count_effect() {
    ++effects_;
    if (effects_left_ == 0 || --effects_left_ > 0) return;
    halted_ = true;
    ++deaths_;
    if (process_) process_->crash();
    throw Crash{};
}

bool SimDisk::fails_now(DiskCall call) {
    const std::uint64_t number = ++calls_[static_cast<std::size_t>(call)];
    const CallFaults& faults = plan_.on(call);
    const bool told = fail_next_[static_cast<std::size_t>(call)].now() || number == faults.error_nth;
    const bool fails = told || random_.chance(faults.error_chance);
    if (fails) ++failed_[static_cast<std::size_t>(call)];
    return fails;
}

void SimDisk::start_new_life() {
    ++life_;
    locks_.clear();
    effects_left_ = 0;
    halted_ = false;
}

}  // namespace hapax::simulation
