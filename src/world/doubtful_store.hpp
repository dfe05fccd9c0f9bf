// DoubtfulStore: an EventStore over another one of which an append may end without anybody knowing how it ended, as
// when a connection breaks during a commit.
//
//   DoubtfulStore store(*journal, reached);
//   store.doubt(3, true);       // the third append from now happens, and answers unknown_outcome
//   store.interrupt(3, [&](std::uint64_t commits) { index.fail_look_up(commits); });
//   store.doubt(1, false);      // the next one does not happen, and answers the same
//
// Threads  as the store below; doubt() from any loop of the world.
#pragma once

#include <functional>
#include <utility>

#include "world/instruments.hpp"
#include "world/passing_store.hpp"

namespace hapax::world {

class DoubtfulStore final : public PassingStore {
 public:
    DoubtfulStore(EventStore& inner, Reached& reached) : PassingStore(inner), reached_(reached) {}

    void doubt(std::uint64_t nth, bool applied) {
        left_ = nth;
        applied_ = applied;
    }
    void trust() {
        left_ = 0;
        interrupts_ = 0;
    }
    // Before each of the next appends of several commits: something is to fail in their middle.
    void interrupt(std::uint64_t appends, std::function<void(std::uint64_t commits)> how) {
        interrupts_ = appends;
        interrupt_ = std::move(how);
    }

    Result<std::vector<AppendOutcome>> append(std::span<const Commit> commits) override {
        if (interrupts_ > 0 && commits.size() > 1) {
            --interrupts_;
            interrupt_(commits.size());
        }
        if (left_ == 0 || --left_ > 0) return inner().append(commits);
        return applied_ ? applied(commits) : unknown("unknown outcome: not applied");
    }

 private:
    // What fails below fails as it does without doubt.
    Result<std::vector<AppendOutcome>> applied(std::span<const Commit> commits) {
        const auto outcomes = inner().append(commits);
        return outcomes ? unknown("unknown outcome: applied") : outcomes;
    }

    Result<std::vector<AppendOutcome>> unknown(std::string_view what) {
        reach(reached_, what);
        return fail(store_errc::unknown_outcome, "a fault of the simulated store");
    }

    Reached& reached_;
    std::uint64_t left_ = 0;
    bool applied_ = false;
    std::uint64_t interrupts_ = 0;
    std::function<void(std::uint64_t)> interrupt_;
};

}  // namespace hapax::world
