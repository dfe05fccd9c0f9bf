#include "checks.hpp"
#include "codec/answer/answer.hpp"
#include "codec/digest.hpp"
#include "violation.hpp"

namespace hapax::simulated_bank {
namespace {

// Which of an operation's payloads has the record; nothing when none.
std::optional<std::size_t> recorded_payload(const Op& op, const StoredCommit& stored) {
    for (std::size_t i = 0; i < op.payloads.size(); ++i) {
        if (fingerprint("PUT", op.payloads[i].address, op.payloads[i].body) == stored.commit.fingerprint) return i;
    }
    return std::nullopt;
}

void check_same_answer(const Attempt& attempt, const StoredCommit& stored, const History& history) {
    Answer expected;
    render_answer(stored, expected);
    const world::HttpAnswer& got = *attempt.answer;
    const bool same = got.status == static_cast<int>(expected.status) && got.body == expected.body &&
                      got.field("Content-Type") == expected.content_type &&
                      got.field("Location") == expected.location && got.field("X-Operation") == expected.operation &&
                      got.field("ETag") == expected.etag && got.field("X-Position") == expected.position;
    require(same, "C3 same answer: an answer is not the one that the record gives", [&] {
        return text(attempt, history) + "\n    instead of " + std::to_string(expected.status) + " " + expected.body;
    });
}

// The text of an attempt, for when it is wanted.
auto later(const Attempt& attempt, const History& history) {
    return [&attempt, &history] { return text(attempt, history); };
}

class OfOneOperation {
 public:
    OfOneOperation(const Evidence& evidence, std::size_t op)
        : history_(evidence.history),
          op_(evidence.history.ops[op]),
          record_(evidence.dump.of(op_.key())),
          recorded_(record_ == nullptr ? std::nullopt : recorded_payload(op_, *record_)) {
        require(record_ == nullptr || recorded_, "C17 no ghost: a record of something that nobody asked",
                [this] { return op_.id.value.text(); });
    }

    void check(const Attempt& attempt) {
        const Came came_to = came(attempt);
        require(came_to != Came::absurd, "an answer that the contract does not know", later(attempt, history_));
        if (came_to == Came::final || came_to == Came::accepted) check_good(attempt, came_to);
        if (came_to == Came::mismatch) check_mismatch(attempt);
        const bool refused = came_to == Came::refused || came_to == Came::unwelcome || came_to == Came::alike;
        if (refused) check_refused(attempt);
        require(came_to != Came::expired || record_ == nullptr, "an operation that was told to have expired was run",
                later(attempt, history_));
        const bool nothing_sent = came_to == Came::nothing && !attempt.sent;
        all_failed_ = all_failed_ && (nothing_sent || refused || came_to == Came::mismatch);
    }

    void check_end() {
        require(!all_failed_ || record_ == nullptr || record_->commit.events.empty(),
                "C5 fail is fail: every attempt was refused, and there is an event",
                [this] { return op_.id.value.text(); });
    }

 private:
    void check_good(const Attempt& attempt, Came came_to) {
        require(record_ != nullptr, "C2 durable: what was acknowledged is not in the journal",
                later(attempt, history_));
        require(*recorded_ == attempt.payload, "C4 one payload: another payload was acknowledged too",
                [&] { return text(attempt, history_) + "\n    recorded " + op_.payloads[*recorded_].body; });
        if (came_to == Came::final) check_same_answer(attempt, *record_, history_);
        if (first_good_ == 0 || attempt.ended < first_good_) first_good_ = attempt.ended;
    }

    void check_mismatch(const Attempt& attempt) {
        require(op_.payloads.size() > 1 || used_by_nobody(), "C4 one payload: 422 although there is one payload",
                later(attempt, history_));
        const bool was_recorded = record_ != nullptr && *recorded_ == attempt.payload && first_good_ != 0;
        require(!was_recorded || attempt.invoked < first_good_,
                "C4 one payload: 422 to the payload that was acknowledged before", later(attempt, history_));
    }

    // An id that was used before anybody was identified is nobody else's.
    bool used_by_nobody() const { return !op_.caller.empty() && history_.find({op_.id, scope_of({})}).has_value(); }

    // `applied: false` speaks of the operation, not of the attempt.
    void check_refused(const Attempt& attempt) {
        require(first_good_ == 0 || attempt.invoked < first_good_ || *recorded_ != attempt.payload,
                "C5 fail is fail: told not to be applied after it had been acknowledged", later(attempt, history_));
    }

    const History& history_;
    const Op& op_;
    const StoredCommit* record_;
    std::optional<std::size_t> recorded_;
    std::uint64_t first_good_ = 0;
    bool all_failed_ = true;
};

}  // namespace

// Records that no client made would be ghosts; records of what hung up and was never asked again are none.
void check_answers(const Evidence& evidence) {
    std::vector<OfOneOperation> operations;
    for (std::size_t op = 0; op < evidence.history.ops.size(); ++op) operations.emplace_back(evidence, op);
    for (const Attempt& attempt : evidence.history.attempts) {
        if (attempt.asked == Asked::submit) operations[attempt.op].check(attempt);
    }
    for (OfOneOperation& operation : operations) operation.check_end();
    for (const StoredCommit& stored : evidence.dump.records) {
        require(evidence.history.find(stored.commit.operation).has_value(),
                "C17 no ghost: a record of an operation that nobody asked",
                [&] { return "position " + std::to_string(stored.position.value); });
    }
}

}  // namespace hapax::simulated_bank
