#include "checks.hpp"
#include "violation.hpp"

namespace hapax::simulated_bank {
namespace {

bool is_replayed(const Attempt& attempt) {
    return attempt.answer->field("Idempotent-Replayed") == "true";
}

// Whether it may have been decided: it reached the server, and was not told that it certainly was not.
bool may_have_run(const Attempt& attempt) {
    const Came came_to = came(attempt);
    return (came_to != Came::nothing || attempt.sent) && came_to != Came::refused && came_to != Came::mismatch &&
           came_to != Came::unwelcome && came_to != Came::expired;
}

class OfOneOperation {
 public:
    OfOneOperation(const Evidence& evidence, const Op& op)
        : history_(evidence.history), op_(op), doubted_(evidence.doubted) {}

    void check() {
        for (const std::size_t index : op_.submissions) {
            const Attempt& attempt = history_.attempts[index];
            if (attempt.calm) check_calm(attempt);
            if (came(attempt) != Came::final) continue;
            is_replayed(attempt) ? check_replay(attempt) : check_first(attempt);
        }
    }

 private:
    // Nobody was hurried: whoever asked hears what became of it.
    void check_calm(const Attempt& attempt) const {
        const Came came_to = came(attempt);
        require(came_to != Came::nothing && came_to != Came::unknown, "C14 liveness: nothing was wrong, and no answer",
                [&] { return text(attempt, history_); });
    }

    void check_first(const Attempt& attempt) {
        require(first_ == nullptr, "C3 same answer: two answers say that they are the first",
                [&] { return text(*first_, history_) + "\n    " + text(attempt, history_); });
        first_ = &attempt;
    }

    void check_replay(const Attempt& replay) const {
        for (const std::size_t index : op_.submissions) {
            const Attempt& other = history_.attempts[index];
            const bool another = &other != &replay || doubted_;
            if (another && other.invoked < replay.ended && may_have_run(other)) return;
        }
        require(false, "C5 fail is fail: something is replayed, and all before it was certainly not applied",
                [&] { return text(replay, history_); });
    }

    const History& history_;
    const Op& op_;
    bool doubted_;
    const Attempt* first_ = nullptr;
};

constexpr std::uint32_t may_be_late = 2;  // times

// A state that was refused is loaded again: it may be late once or twice, and not until an operation that has more tries
// is given up.
void check_causes(const StoredCommit& stored) {
    const std::vector<std::string>& causes = stored.commit.causes;
    const bool versions_only = causes.size() == 1 && causes.front() == "version-conflict";
    const bool too_often = versions_only && stored.commit.attempts > may_be_late;
    require(stored.commit.outcome != Outcome::failed || !too_often,
            "C7 order: an operation was given up although nobody else writes",
            [&] { return stored.commit.operation.id.value.text(); });
}

}  // namespace

void check_repeats(const Evidence& evidence) {
    for (const StoredCommit& stored : evidence.dump.records) check_causes(stored);
    for (const Op& op : evidence.history.ops) OfOneOperation(evidence, op).check();
}

// If-Match holds on the version that the log had before the record, and on no other.
void check_preconditions(const Evidence& evidence) {
    for (const Op& op : evidence.history.ops) {
        const StoredCommit* record = evidence.dump.of(op.key());
        if (record == nullptr || record->commit.outcome == Outcome::failed) continue;
        const std::uint64_t before = record->version.value - record->commit.events.size();
        const bool must_fail = op.if_match && *op.if_match != before;
        require(must_fail == (record->commit.outcome == Outcome::precondition_failed),
                "C7 order: If-Match was judged on another version than the log has", [&] {
                    return op.id.value.text() + " wanted " + (op.if_match ? std::to_string(*op.if_match) : "any") +
                           " and met " + std::to_string(before);
                });
    }
}

}  // namespace hapax::simulated_bank
