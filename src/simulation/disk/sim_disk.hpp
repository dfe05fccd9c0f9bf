// SimDisk: the Disk twin. It tears, loses, fills up, fails and stalls as told, and the same seed does the same again.
//
//   SimDisk disk(seed);                            // by itself, on a plain thread
//   disk.fail_after(17);                           // the 17th call with an effect throws Crash …
//   try { use(disk); } catch (const Crash&) {}     // … and everything after it does nothing
//   disk.crash_machine();                          // other boot id, unsynced bytes and names drawn anew
//
//   disk.fail_next(DiskCall::read, 3);             // besides the plan: the third read from now fails, once
//   disk.hang_next(DiskCall::sync, 1, 20s);        // the next sync takes that long
//
//   disk.attach(&process);                         // in a world: calls preempt, take virtual time, end with the
//   process
//
// Crash at every point   run once and read effects(); then run again with fail_after(n) for each n up to that.
// Dead handles   files and locks opened before a crash answer disk-io and change nothing; after halt(), or after Crash
//                was thrown by fail_after(), so does the disk itself until crash_process() or crash_machine().
// Units    bytes; calls count from 0 at set_faults().
// Errors   as the port says. A forced or drawn error is disk-io, a full disk disk-full.
// Threads  one at a time.
// Source   ARCHITECTURE.md, section 6; docs/guarantees.md, promise 7.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "simulation/disk/file_system.hpp"
#include "simulation/process.hpp"

namespace hapax::simulation {

class SimDisk final : public Disk {
 public:
    explicit SimDisk(std::uint64_t seed, FileSystem image = {});

    Result<std::unique_ptr<File>> open(const std::string& path, Open mode) override;
    Result<void> rename(const std::string& from, const std::string& to) override;
    Result<void> remove(const std::string& path) override;
    Result<std::vector<std::string>> list(const std::string& directory) override;
    Result<void> make_directory(const std::string& path) override;
    Result<void> sync_directory(const std::string& path) override;
    Result<void> sync_both(File& one, File& other) override;  // in either order
    Result<std::unique_ptr<DirectoryLock>> lock(const std::string& directory) override;
    std::string boot_id() override;

    void attach(Process* process) { process_ = process; }
    void set_faults(const FaultPlan& plan);
    void fail_after(std::uint64_t effects);  // 0: never
    void fail_next(DiskCall call, std::uint64_t nth);
    void hang_next(DiskCall call, std::uint64_t nth, Duration time);
    void calm();  // nothing is to fail or hang next any more

    void halt() { halted_ = true; }
    void crash_process();
    void crash_machine();

    // While nobody uses it: see FileSystem::lose().
    void lose(const std::string& directory) { files_.lose(directory); }

    const FileSystem& image() const { return files_; }
    std::vector<std::byte> bytes(const std::string& path) const;
    void corrupt(const std::string& path, std::uint64_t offset, std::byte mask);  // asserts that the byte is there
    std::size_t corrupted() const { return files_.flipped(); }  // bytes that were not written again since
    std::size_t repair() { return files_.unflip(); }            // answers how many they were
    std::uint64_t calls(DiskCall call) const { return calls_[static_cast<std::size_t>(call)]; }
    std::uint64_t effects() const { return effects_; }

    // What became of it, over all lives.
    std::uint64_t failed(DiskCall call) const { return failed_[static_cast<std::size_t>(call)]; }
    std::uint64_t hangs() const { return hangs_; }
    std::uint64_t short_writes() const { return short_writes_; }  // for want of space
    std::uint64_t deaths() const { return deaths_; }              // by fail_after()
    const CrashToll& toll() const { return toll_; }

 private:
    friend class SimFile;
    friend class SimLock;

    bool dead(std::uint64_t life) const { return halted_ || life != life_ || (process_ && process_->dead()); }
    void note(std::uint64_t event) {
        if (process_) process_->note(event);
    }
    struct Next {
        std::uint64_t left = 0;  // calls from now, this one included; 0: never
        Duration time{0};

        bool now() { return left > 0 && --left == 0; }
    };

    Result<void> enter(DiskCall call, const std::string& path, std::uint64_t life);
    void spend_time(DiskCall call);
    void count_effect();
    bool fails_now(DiskCall call);
    void start_new_life();

    FileSystem files_;
    FaultPlan plan_;
    Random random_;
    std::uint64_t seed_;
    Process* process_ = nullptr;
    std::array<std::uint64_t, disk_calls> calls_{};
    std::array<Next, disk_calls> fail_next_{};
    std::array<Next, disk_calls> hang_next_{};
    std::array<std::uint64_t, disk_calls> failed_{};
    std::uint64_t hangs_ = 0;
    std::uint64_t short_writes_ = 0;
    std::uint64_t deaths_ = 0;
    CrashToll toll_;
    std::uint64_t effects_ = 0;
    std::uint64_t effects_left_ = 0;  // 0: as many as you like
    std::uint64_t life_ = 1;          // of the process that uses the disk
    std::uint64_t boots_ = 1;
    std::set<std::string> locks_;
    bool halted_ = false;
};

}  // namespace hapax::simulation
