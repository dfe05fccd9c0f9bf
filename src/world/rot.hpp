// Rot: a stored byte that is not what was written, one at a time, and what has to come of it.
//
//   Rot rot(disk, journal_options, reached);
//   rot.strike_alive(random);          // a byte of any file that matters turns over, now
//   rot.strike_at_rest(random);        // … when the process is down next: at_rest()
//   rot.lies();                        // then a start may refuse and a process may stop; nobody may be told anything wrong
//   rot.mendable();                    // a mirror has what rotted: a start may not even refuse
//   rot.repair("a start refused");     // as if a good copy had been put back
//
// Where a turned bit cannot be told from a torn write nobody can find it: so no segment rots without a tail file that is
// intact and was written by the last life, and a crash of the machine repairs first.
// Errors   broken(): verification passed over damage to a record.
// Threads  one.
#pragma once

#include <optional>
#include <string>

#include "adapters/store/journal/journal.hpp"
#include "simulation/disk/sim_disk.hpp"
#include "world/instruments.hpp"

namespace hapax::world {

class Rot {
 public:
    Rot(simulation::SimDisk& disk, const JournalOptions& journal, Reached& reached)
        : disk_(disk), journal_(journal), reached_(reached) {}

    void strike_alive(Random random);
    void strike_at_rest(const Random& random) { waiting_ = random; }
    void at_rest();
    void no_rest() { waiting_.reset(); }

    bool lies() const { return disk_.corrupted() > 0; }
    // What rotted is in one copy of the journal, and the other one has all of it: a start has to mend it.
    bool mendable() const;
    void mended();
    void repair(const std::string& why);

    const std::optional<std::string>& broken() const { return broken_; }

 private:
    struct Site {
        std::string in;  // what kind of file
        std::string path;
        std::uint64_t offset;
        std::byte mask;
    };
    std::optional<Site> draw_site(Random& random) const;
    std::string kind_of(const std::string& path) const;
    bool tail_is_intact(const std::string& directory) const;
    bool acknowledges(Position position) const;
    JournalOptions options_of(const std::string& in) const;
    std::optional<VerifyReport> verified(const JournalOptions& options) const;
    void turn(const Site& site);
    void judge(const std::string& in, const VerifyReport& before, const JournalOptions& options);

    simulation::SimDisk& disk_;
    const JournalOptions& journal_;
    Reached& reached_;
    std::optional<Random> waiting_;
    std::string where_;
    std::optional<std::string> broken_;
};

// One copy of a journal, or its archive, as a journal of its own, which it is.
JournalOptions alone(const JournalOptions& journal, const std::string& directory);

}  // namespace hapax::world
