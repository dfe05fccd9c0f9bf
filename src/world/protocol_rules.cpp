#include "world/protocol_rules.hpp"

#include <array>

#include "kernel/assert.hpp"

namespace hapax::world {
namespace {

constexpr std::uint8_t bit(Fate fate) {
    return static_cast<std::uint8_t>(1U << static_cast<unsigned>(fate));
}

constexpr std::uint8_t nothing = bit(Fate::nothing);
constexpr std::uint8_t appending = bit(Fate::appending);
constexpr std::uint8_t durable = bit(Fate::durable);
constexpr std::uint8_t unknown = bit(Fate::unknown);
constexpr std::uint8_t doubtful = bit(Fate::doubtful);
constexpr std::uint8_t any = nothing | appending | durable | unknown | doubtful;

constexpr std::array rules{
    Rule{Step::submit, "submit", any},
    Rule{Step::give_up, "give_up", any},
    Rule{Step::find_a_record, "find", durable | unknown | doubtful, true, Fate::durable},
    Rule{Step::find_nothing, "find", nothing | unknown | doubtful, true, Fate::nothing},
    Rule{Step::refuse_running, "refuse_running", nothing | appending | doubtful},
    Rule{Step::refuse_stored, "refuse_stored", durable},
    Rule{Step::append_begins, "append_begins", nothing | doubtful, true, Fate::appending},
    Rule{Step::append_returns, "append_returns", appending, true, Fate::durable},
    Rule{Step::append_is_refused, "append_returns", appending, true, Fate::nothing},
    Rule{Step::append_is_known, "append_returns", appending, true, Fate::doubtful},
    Rule{Step::append_is_doubtful, "append_is_doubtful", appending, true, Fate::doubtful},
    Rule{Step::project, "project", of_no_operation},
    Rule{Step::serve, "serve", of_no_operation},
    Rule{Step::rebuild, "rebuild", of_no_operation},
    Rule{Step::finish, "finish", durable},
    Rule{Step::still_running, "still_running", durable},
    Rule{Step::open, "open", of_no_operation},
    Rule{Step::process_dies, "process_dies", of_no_operation},
    Rule{Step::machine_crashes, "machine_crashes", of_no_operation},
    Rule{Step::unseen, "attach", any},
    Rule{Step::unseen, "replay", any},
    Rule{Step::unseen, "admit", any},
    Rule{Step::unseen, "decide", any},
    Rule{Step::unseen, "try_again", any},
    Rule{Step::unseen, "answer_known", any},
    Rule{Step::unseen, "hand_over", any},
    Rule{Step::unseen, "write", any},
    Rule{Step::unseen, "sync", any},
    Rule{Step::unseen, "index", any},
    Rule{Step::unseen, "settle", any},
    Rule{Step::unseen, "complete", any},
    Rule{Step::unseen, "recover", any},
};

}  // namespace

std::span<const Rule> protocol_rules() {
    return rules;
}

const Rule& rule_of(Step step) {
    HAPAX_ASSERT(step < Step::unseen, "what cannot be seen is not asked for");
    const Rule& rule = rules[static_cast<std::size_t>(step)];
    HAPAX_ASSERT(rule.step == step, "rules stand in the order of their steps");
    return rule;
}

std::string_view text(Fate fate) {
    switch (fate) {
        case Fate::nothing:
            return "not recorded";
        case Fate::appending:
            return "being appended";
        case Fate::durable:
            return "durable";
        case Fate::unknown:
            return "of unknown fate";
        case Fate::doubtful:
            return "in doubt";
    }
    return "";
}

}  // namespace hapax::world
