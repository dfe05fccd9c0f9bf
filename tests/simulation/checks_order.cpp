#include <algorithm>

#include "checks.hpp"
#include "violation.hpp"

namespace hapax::simulated_bank {
namespace {

// When an operation was asked for the first time and acknowledged for the first time; 0 = never.
struct Times {
    std::uint64_t asked = 0;
    std::uint64_t acknowledged = 0;
};

void keep_first(std::uint64_t& first, std::uint64_t at) {
    first = first == 0 ? at : std::min(first, at);
}

std::vector<Times> times_of(const History& history) {
    std::vector<Times> times(history.ops.size());
    for (const Attempt& attempt : history.attempts) {
        if (attempt.asked != Asked::submit) continue;
        keep_first(times[attempt.op].asked, attempt.invoked);
        const Came came_to = came(attempt);
        const bool good = came_to == Came::final || came_to == Came::accepted;
        if (good) keep_first(times[attempt.op].acknowledged, attempt.ended);
    }
    return times;
}

struct Recorded {
    Position position;
    std::size_t op = 0;
};

std::vector<Recorded> in_log_order(const Evidence& evidence) {
    std::vector<Recorded> recorded;
    for (std::size_t op = 0; op < evidence.history.ops.size(); ++op) {
        const StoredCommit* record = evidence.dump.of(evidence.history.ops[op].key());
        if (record != nullptr) recorded.push_back({record->position, op});
    }
    std::ranges::sort(recorded, {}, &Recorded::position);
    return recorded;
}

}  // namespace

// What was acknowledged before something else was asked for the first time precedes it: so nothing in the log follows
// what was asked only after its own acknowledgement.
void check_order(const Evidence& evidence) {
    const std::vector<Times> times = times_of(evidence.history);
    std::size_t last_asked = 0;  // of those so far in the log
    std::uint64_t asked = 0;
    for (const Recorded& recorded : in_log_order(evidence)) {
        const Times& of_this = times[recorded.op];
        require(of_this.acknowledged == 0 || of_this.acknowledged >= asked,
                "C7 order: a later operation stands before an earlier one", [&] {
                    const auto& ops = evidence.history.ops;
                    return ops[recorded.op].id.value.text() + " after " + ops[last_asked].id.value.text();
                });
        if (of_this.asked <= asked) continue;
        asked = of_this.asked;
        last_asked = recorded.op;
    }
}

}  // namespace hapax::simulated_bank
