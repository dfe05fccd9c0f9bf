// The checks C1 to C18: each is told what happens by the judge, in the order of the lines, and adds findings.
//
// A hook is named for what it hears. Those named finish… come when there are no more lines. "before" and "after" say
// whether the evidence of the line has been taken into the index when the hook is called.
// One .cpp for each check, named for it. What each decides from, and what it cannot see: docs/proof/checker.md.
// Threads  one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/check/index/calls.hpp"
#include "tools/check/index/evidence.hpp"

namespace hapax::check {

// Final answers are stored and replayed: 201, 409, 412, 500.
constexpr bool is_final(std::int64_t status) {
    return status == 201 || status == 409 || status == 412 || status == 500;
}

// C1: an operation, a step of a saga and an external step happen at most once.
class AtMostOnce {
 public:
    void record(Evidence& evidence, const Operation& before, const Line& line, std::uint32_t at);
    void external(Evidence& evidence, const Line& line, std::uint32_t at);

 private:
    Table<Once> steps_;
    Table<Once> charges_;
};

// C2: what was acknowledged is there in the end.
class Durable {
 public:
    void finish(Evidence& evidence, const Operation& operation);
};

// C3: all final answers of an operation are the same, and so are its terminal documents.
class SameAnswer {
 public:
    void submit_ok(Evidence& evidence, Operation& operation, const Line& line, std::uint32_t at);
    void document(Evidence& evidence, Operation& operation, const Line& line, std::uint32_t at);
    void dumped(Evidence& evidence, const Operation& operation, const Line& line, std::uint32_t at);
};

// C4: one id, one applied payload; the others got 422.
class OnePayload {
 public:
    void submit_ok(Evidence& evidence, Operation& operation, Payload& payload, std::uint32_t at);
    void submit_fail(const Evidence& evidence, Operation& operation, const Line& line, std::uint32_t at);
    void run_for_somebody(Evidence& evidence, const Operation& operation, const Line& line, std::uint32_t at);
    void record(Evidence& evidence, Operation& operation, std::int64_t amount, bool has_amount, std::uint32_t stream,
                std::uint32_t at);
    void finish(Evidence& evidence, Operation& operation);

 private:
    Table<Once> mismatches_;
};

// C5: an operation whose every submission failed, or that nobody submitted, has no effect.
class FailIsFail {
 public:
    void record(Evidence& evidence, Operation& operation, std::uint32_t at);
};

// C6: balances are what the events add up to, never below the floor; money in sagas is conserved.
class Money {
 public:
    void start(std::int64_t floor) { floor_ = floor; }
    void event(Evidence& evidence, Stream& stream, const EventLine& event, std::int64_t amount, std::uint32_t at);
    void saga_step(Evidence& evidence, Saga& saga, std::int64_t amount, std::uint32_t at);
    void finish(Evidence& evidence, const Saga& saga);

 private:
    std::int64_t floor_ = 0;
};

// C7: positions and versions are dense, and the journal's order is that of real time.
class JournalOrder {
 public:
    void record(Evidence& evidence, Stream& before, const Operation& operation, const Line& line, std::uint32_t at);
    void finish(Evidence& evidence, std::uint32_t last_line);

 private:
    std::uint64_t position_ = 0;
};

// C8: a view shows the fold of the journal up to its checkpoint, which never goes back.
class Fold {
 public:
    std::optional<std::string> view(const Line& line, std::uint32_t at);
    void position(Evidence& evidence, std::string_view who, std::int64_t position, std::uint32_t at);
    void record(const Evidence& evidence, std::uint64_t position);  // after
    std::optional<std::string> row(Evidence& evidence, const Line& line, std::uint32_t at);
    void movement_read(const Operation& operation, std::int64_t value, std::uint32_t at);
    void finish(Evidence& evidence);
    std::uint64_t rows() const { return rows_; }

 private:
    struct View {
        std::uint64_t name = 0;
        std::uint64_t position = 0;
        std::uint64_t stream_type = 0;  // 0: all of them
        std::uint32_t line = 0;
        bool appended = false;
        std::vector<std::int64_t> balances;  // folded: at the checkpoint, when that is not the end
        std::vector<std::uint32_t> versions;
        std::vector<bool> shown;  // folded: by stream; appended: by place
    };
    struct Checkpoint {
        std::uint64_t id = 0;
        std::int64_t position = 0;
        std::uint32_t line = 0;
    };
    struct Movement {
        std::uint64_t id = 0;  // the operation
        std::int64_t value = 0;
        std::uint32_t line = 0;
    };

    void folded_row(Evidence& evidence, View& view, const Line& line, std::uint32_t at);
    void appended_row(Evidence& evidence, View& view, const Line& line, std::uint32_t at);
    void finish_folded(Evidence& evidence, const View& view);
    void finish_appended(Evidence& evidence, const View& view);
    std::size_t place_of(std::uint64_t position, std::int64_t index) const;

    std::vector<View> views_;
    Table<Checkpoint> checkpoints_;
    std::vector<std::uint32_t> places_{0};  // of a position: its first event in amounts_
    std::vector<std::int64_t> amounts_;     // of all events, only when a view is appended
    std::vector<Movement> movements_;
    std::uint64_t rows_ = 0;
    bool has_appended_ = false;
};

// C9: a read that begins after an operation was seen completed shows it.
class Completion {
 public:
    void movement_read(Evidence& evidence, const Call& call, bool shown, std::uint32_t at);
    void balance_read(const Call& call, const Line& line, std::uint32_t at);
    void begin_dump(Evidence& evidence);
    void record(Evidence& evidence, Stream& after, const Operation& operation, std::uint32_t at);
    void finish(Evidence& evidence);
    std::uint64_t reads() const { return reads_.size() - 1; }
    std::uint64_t skipped() const { return skipped_; }

 private:
    struct Read {
        std::int64_t ended_at = 0;
        std::int64_t balance = 0;
        std::uint32_t stream = 0;
        std::uint32_t version = 0;  // it must show at least this one
        std::uint32_t invoke_line = 0;
        std::uint32_t version_line = 0;
        std::uint32_t line = 0;
        std::uint32_t next = 0;
        bool has_row = false;
    };
    void start_reads(Stream& stream);
    void complain(Evidence& evidence, const Read& read, std::uint32_t record_line);

    std::vector<Read> reads_{Read{}};  // number 0 is none
    std::uint64_t skipped_ = 0;
};

// C10: within a group, first deliveries come in the journal's order, without gaps, and none behind one that stops it.
class Fifo {
 public:
    void message(Evidence& evidence, std::uint32_t number, std::uint32_t at);
    void finish(Evidence& evidence);
};

// C11: what is told of an operation goes forward, and its end stays.
class MonotoneStatus {
 public:
    void told(Evidence& evidence, Operation& operation, const Call& call, State state, std::uint32_t at);
    void pushed(Evidence& evidence, Operation& operation, State state, std::uint32_t at);
    void dumped(Evidence& evidence, const Operation& operation, State state, std::uint32_t at);
};

// C12: a saga does all its steps in order, or takes back what it did in reverse.
class SagaSteps {
 public:
    void step(Evidence& evidence, Saga& saga, std::int64_t step, bool undo, std::uint32_t at);
    void finish(Evidence& evidence, const Saga& saga);
};

// C13: each message is in exactly one place.
class Conservation {
 public:
    std::optional<std::string> place(Evidence& evidence, const Line& line, std::uint32_t at);
    void finish(Evidence& evidence);
};

// C14: after the last fault the service answers, and what was accepted ends.
class Liveness {
 public:
    Liveness(std::int64_t terminal_within, std::int64_t answer_within)
        : terminal_within_(terminal_within), answer_within_(answer_within) {}
    void nemesis(std::string_view fault, std::int64_t now, std::uint32_t at);
    void invoked(std::int64_t now, std::uint32_t at);
    void answered(std::int64_t now, std::uint32_t at);
    void told(const Operation& operation, const Call& call, State state, std::uint32_t at);
    void dumped(Evidence& evidence, const Operation& operation, State state, std::uint32_t at);
    void finish(Evidence& evidence, std::int64_t last_time);
    bool healed() const { return healed_; }

 private:
    struct Late {
        std::uint32_t ok_line = 0;
        std::uint32_t line = 0;
    };
    std::int64_t terminal_within_;
    std::int64_t answer_within_;
    std::int64_t healed_at_ = 0;
    std::int64_t first_invoke_ = never;
    std::int64_t first_answer_ = never;
    std::uint32_t heal_line_ = 0;
    std::uint32_t invoke_line_ = 0;
    std::uint32_t answer_line_ = 0;
    std::vector<Late> late_;
    bool healed_ = false;
};

// C15: who subscribed to an operation of his hears of its end, as a poll would tell it; nobody else does.
class Push {
 public:
    void subscription(Operation& operation, bool begins, std::uint32_t at);
    void pushed(Evidence& evidence, Operation* operation, const Line& line, State state, std::uint32_t at);
    void document(Evidence& evidence, const Operation& operation, std::uint64_t hash, std::uint32_t at);
    void finish(Evidence& evidence, const Operation& operation);

 private:
    Table<Once> subscriptions_;
};

// C17: nothing that anybody saw is missing from the journal.
class NoGhost {
 public:
    void seen(Operation& operation, std::uint32_t at);
    void external(const Line& line, std::uint32_t at);
    void finish(Evidence& evidence, const Operation& operation);
    void finish(Evidence& evidence);

 private:
    Table<Once> external_;
};

// C18: the journal is never behind anything that was seen before.
class LossGuard {
 public:
    void seen(std::int64_t position, std::uint32_t at);
    void journal(Evidence& evidence, std::int64_t end, std::uint32_t at);

 private:
    std::int64_t highest_ = 0;
    std::uint32_t highest_line_ = 0;
};

}  // namespace hapax::check
