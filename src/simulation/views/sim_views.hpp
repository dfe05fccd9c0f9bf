// SimViews: the Views twin. One read model that outlives the processes that use it, in memory.
//
//   SimViews views;                               // by itself, on a plain thread
//   views.fail_write(3, views_errc::no_space);    // the third write() from now fails, once, and nothing is written
//   views.damage();                               // answers broken until prepare(), which starts from nothing
//   views.crash_machine();                        // what was not closed cleanly starts from nothing
//
//   views.attach(&process);                       // in a world: every call is a place where loops switch or crash
//
// write() is atomic: a crash comes before it or after it, and the caller cannot tell which.
// Dead handles   while a killed process unwinds, every call answers busy and changes nothing.
// Units    writes count from 1.
// Errors   as the port says.
// Threads  one at a time.
// Source   ARCHITECTURE.md, section 6.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "simulation/process.hpp"
#include "simulation/views/sim_table.hpp"

namespace hapax::simulation {

class SimViews final : public Views {
 public:
    Result<std::vector<PreparedView>> prepare(const std::vector<ViewSchema>& schemas, const Uuid& store_id) override;
    Result<std::optional<Row>> load(std::uint32_t view, std::string_view key) override;
    Result<void> write(const ViewWrites& writes) override;
    Result<void> reset(std::uint32_t view) override;
    Result<void> serve(std::uint32_t view) override;
    Result<std::optional<Timestamp>> reached(std::uint32_t view, Position position) override;
    Result<void> close() override;
    std::unique_ptr<ViewReader> make_reader();  // must not outlive the SimViews

    void attach(Process* process) { process_ = process; }
    void fail_write(std::uint64_t nth, const ErrorCode& code);
    void calm() { failing_write_ = 0; }
    void damage() { broken_ = true; }  // found by whoever uses them next: they start from nothing
    void crash_process();
    void crash_machine();
    std::uint64_t writes() const { return writes_; }

 private:
    friend class SimViewReader;

    Result<void> enter();
    Result<void> enter(std::uint32_t view);
    Result<void> judge_write();
    SimTable* table(std::uint32_t view) { return tables_.find(schemas_[view].table, schemas_[view].version); }
    // The table that answers readers of this view; nothing when none does.
    Result<const SimTable*> serving(std::uint32_t view);

    SimTables tables_;
    std::vector<ViewSchema> schemas_;
    std::optional<Uuid> store_id_;
    Process* process_ = nullptr;
    std::uint64_t writes_ = 0;
    std::uint64_t failing_write_ = 0;  // 0 = none
    ErrorCode failure_ = views_errc::busy;
    bool open_ = false;
    bool broken_ = false;
    bool clean_ = false;
};

}  // namespace hapax::simulation
