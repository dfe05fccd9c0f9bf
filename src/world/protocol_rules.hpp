// Protocol rules: the transitions of docs/proof/operation.pml, and which of them are allowed to one operation when.
//
//   nothing ──append_begins──▶ appending ──append_returns──▶ durable
//      ▲                        │  ▲  │
//      │            process_dies│  │  │append_is_doubtful
//      │                        ▼  │  ▼
//      └──find: nothing── unknown  │  doubtful ──find: a record──▶ durable
//                                  └──append_begins──┘ (once more: the store knows)
//
// Names are the labels `step_…` of the model; protocol_rules_test.cpp compares them. Steps that happen inside of one loop's
// memory cannot be seen at a port: they are in the table without being seen, and may happen at any time.
// Threads  values.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace hapax::world {

// What is known about the record of one operation.
// `unknown`: the process died while it was being appended; the next one has to look before it appends.
// `doubtful`: its append returned without saying how it ended, or said that there is a record, which nobody has read yet.
// Such an operation may be appended again: the store knows.
enum class Fate : std::uint8_t { nothing, appending, durable, unknown, doubtful };

enum class Step : std::uint8_t {
    submit,
    give_up,
    find_a_record,
    find_nothing,
    refuse_running,
    refuse_stored,
    append_begins,
    append_returns,
    append_is_refused,
    append_is_known,
    append_is_doubtful,
    project,
    serve,
    rebuild,
    finish,
    still_running,
    open,
    process_dies,
    machine_crashes,
    unseen,
};

inline constexpr std::uint8_t of_no_operation = 0;

struct Rule {
    Step step;
    std::string_view name;  // step_<name> in the model
    std::uint8_t from;      // a bit per Fate; of_no_operation when it is no operation's step
    bool moves = false;     // to `to`; otherwise the fate stays
    Fate to = Fate::nothing;

    bool allows(Fate fate) const { return (from >> static_cast<unsigned>(fate) & 1U) != 0; }
};

std::span<const Rule> protocol_rules();
const Rule& rule_of(Step step);
std::string_view text(Fate fate);

}  // namespace hapax::world
