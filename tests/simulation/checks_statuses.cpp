#include <algorithm>
#include <array>

#include "checks.hpp"
#include "codec/answer/answer.hpp"
#include "json_text.hpp"
#include "violation.hpp"

namespace hapax::simulated_bank {
namespace {

constexpr std::array<std::string_view, 6> life_cycle{"accepted",  "executing", "committed",
                                                     "completed", "rejected",  "failed"};
constexpr std::size_t first_terminal = 3;

std::size_t stage_of(const Attempt& attempt, const History& history) {
    const std::string_view status = text_of(attempt.answer->body, "status");
    const auto stage = std::find(life_cycle.begin(), life_cycle.end(), status);
    require(stage != life_cycle.end(), "C11 monotone status: a status that does not exist",
            [&] { return text(attempt, history); });
    return static_cast<std::size_t>(stage - life_cycle.begin());
}

// What one operation was said to be, in the order in which the answers came.
class OfOneOperation {
 public:
    void add(const Attempt& attempt, std::size_t stage) { seen_.push_back({&attempt, stage}); }
    void told(const Attempt& attempt) {
        if (first_told_ == nullptr || attempt.ended < first_told_->ended) first_told_ = &attempt;
    }
    void unknown(const Attempt& attempt) { unknown_.push_back(&attempt); }

    void check(const History& history) {
        check_known(history);
        std::ranges::sort(seen_, {}, [](const Seen& seen) { return seen.attempt->ended; });
        by_invocation_ = seen_;
        std::ranges::sort(by_invocation_, {}, [](const Seen& seen) { return seen.attempt->invoked; });
        auto ended = seen_.begin();
        const Seen* furthest = nullptr;  // of those that had ended before
        for (const Seen& next : by_invocation_) {
            for (; ended != seen_.end() && ended->attempt->ended < next.attempt->invoked; ++ended) {
                if (furthest == nullptr || ended->stage > furthest->stage) furthest = &*ended;
            }
            require(furthest == nullptr || goes_on(furthest->stage, next.stage),
                    "C11 monotone status: a status went back",
                    [&] { return text(*furthest->attempt, history) + "\n    " + text(*next.attempt, history); });
        }
        check_one_end(history);
    }

 private:
    struct Seen {
        const Attempt* attempt;
        std::size_t stage;
    };

    // What is terminal stays so, whatever crashed in between.
    static bool goes_on(std::size_t before, std::size_t after) {
        return before < first_terminal ? after >= before : after == before;
    }

    // An operation that somebody was told of is never unknown again.
    void check_known(const History& history) const {
        for (const Attempt* unknown : unknown_) {
            require(first_told_ == nullptr || first_told_->ended > unknown->invoked,
                    "C2 durable: an operation was forgotten",
                    [&] { return text(*first_told_, history) + "\n    " + text(*unknown, history); });
        }
    }

    // However the answers overlap: an operation ends in one way.
    void check_one_end(const History& history) const {
        const Seen* end = nullptr;
        for (const Seen& seen : seen_) {
            if (seen.stage < first_terminal) continue;
            require(end == nullptr || end->stage == seen.stage, "C11 monotone status: an operation ended twice",
                    [&] { return text(*end->attempt, history) + "\n    " + text(*seen.attempt, history); });
            end = &seen;
        }
    }

    std::vector<Seen> seen_;
    std::vector<Seen> by_invocation_;
    std::vector<const Attempt*> unknown_;
    const Attempt* first_told_ = nullptr;
};

void note_submission(OfOneOperation& of_one, const Attempt& attempt) {
    const Came came_to = came(attempt);
    if (came_to == Came::final || came_to == Came::accepted) of_one.told(attempt);
    if (attempt.answer && attempt.answer->status == 201) of_one.add(attempt, first_terminal);
}

void note_status(OfOneOperation& of_one, const Attempt& attempt, const History& history) {
    if (says_nothing(attempt)) return;
    if (attempt.conditional && attempt.answer->status == 304) return;
    if (attempt.answer->status == 404 || attempt.answer->status == 410) return of_one.unknown(attempt);
    require(attempt.answer->status == 200, "an answer that the contract does not know",
            [&] { return text(attempt, history); });
    of_one.add(attempt, stage_of(attempt, history));
}

// A terminal document holds the answer that the record gives to every repeat.
void check_document(const Attempt& attempt, const Evidence& evidence) {
    if (says_nothing(attempt) || attempt.answer->status != 200) return;
    if (stage_of(attempt, evidence.history) < first_terminal) return;
    const StoredCommit* record = evidence.dump.of(evidence.history.ops[attempt.op].key());
    const auto witness = [&] { return text(attempt, evidence.history); };
    require(record != nullptr, "C2 durable: what was said to have ended is not in the journal", witness);
    Answer answer;
    render_answer(*record, answer);
    const std::string name = record->commit.outcome == Outcome::accomplished ? "\"answer\":" : "\"problem\":";
    require(attempt.answer->body.find(name + answer.body) != std::string::npos,
            "C3 same answer: a document is not the one that the record gives", witness);
}

// Neither a status nor a trace of another caller's operation; a caller who used the same id has one of his own.
void check_stranger(const Attempt& attempt, const History& history) {
    if (says_nothing(attempt)) return;
    const int status = attempt.answer->status;
    const bool own = history.find({history.ops[attempt.op].id, scope_of(attempt.account)}).has_value();
    require(own || status == 404 || status == 410, "a stranger was shown another caller's operation",
            [&] { return text(attempt, history); });
}

}  // namespace

void check_statuses(const Evidence& evidence) {
    std::vector<OfOneOperation> operations(evidence.history.ops.size());
    for (const Attempt& attempt : evidence.history.attempts) {
        if (attempt.asked == Asked::submit) note_submission(operations[attempt.op], attempt);
        if (attempt.asked == Asked::stranger) check_stranger(attempt, evidence.history);
        if (attempt.asked != Asked::status) continue;
        note_status(operations[attempt.op], attempt, evidence.history);
        check_document(attempt, evidence);
    }
    for (OfOneOperation& of_one : operations) of_one.check(evidence.history);
}

}  // namespace hapax::simulated_bank
