// Checks: what the history of the clients, the journal and the views must say together when all is over.
//
//   check_all({history, dump, ledger, reader});         // throws Violation
//
// C1 once · C2 durable · C3 same answer · C4 one payload · C5 fail is fail · C6 money · C7 order · C8 fold ·
// C9 completion · C11 monotone status · C15 push · C16 register · C17 no ghost · C19 list · C20 guard.
// C14 and C18 are seen while the world runs: see
// run.cpp, world.cpp.
#pragma once

#include "dump.hpp"
#include "history.hpp"
#include "kernel/retention.hpp"
#include "ledger.hpp"
#include "ports/driven/views.hpp"

namespace hapax::simulated_bank {

struct Evidence {
    const History& history;
    const Dump& dump;
    const Ledger& ledger;
    ViewReader& reader;
    bool doubted = false;  // an append happened and nobody was told: what is tried again then is found to be known
};

// When the world began and ended, and whether the server's clock was ever wrong since.
struct Clocks {
    RetentionPolicy retention;
    Timestamp began;
    Timestamp ended;
    bool lied = false;
};

void check_ages(const Evidence& evidence, const Clocks& clocks);   // ids that may be run
void check_lists(const Evidence& evidence, const Clocks& clocks);  // C19
// C20; a guard of zero is none, and time that lied proves nothing
void check_guard(const Evidence& evidence, Duration guard, bool clock_lied);
void check_answers(const Evidence& evidence);        // C2 C3 C4 C5 C17
void check_repeats(const Evidence& evidence);        // C3 C5 C14
void check_preconditions(const Evidence& evidence);  // C7
void check_order(const Evidence& evidence);          // C7, in real time
void check_statuses(const Evidence& evidence);       // C2 C3 C11 C14
void check_views(const Evidence& evidence);          // C8
void check_reads(const Evidence& evidence);          // C9 C17
void check_registers(const Evidence& evidence);      // C16
void check_pushes(const Evidence& evidence);         // C15

inline void check_all(const Evidence& evidence) {
    check_answers(evidence);
    check_repeats(evidence);
    check_preconditions(evidence);
    check_order(evidence);
    check_statuses(evidence);
    check_views(evidence);
    check_reads(evidence);
    check_registers(evidence);
    check_pushes(evidence);
}

}  // namespace hapax::simulated_bank
