// Judge: takes the lines of a history and its dump in order, keeps the evidence, and asks the checks.
//
//   Judge judge({});
//   while (…) if (auto broken = judge.take(line, number)) malformed(*broken);
//   if (auto broken = judge.finish()) malformed(*broken);
//   judge.findings()
//
// Errors   take() and finish() say what is wrong with the input itself: an answer to no question, dump lines in another
//          order than docs/formats/history.md gives. That is no finding.
// Threads  one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/check/checks/c01_once.hpp"
#include "tools/check/checks/c02_durable.hpp"
#include "tools/check/checks/c03_same_answer.hpp"
#include "tools/check/checks/c04_one_payload.hpp"
#include "tools/check/checks/c05_fail_is_fail.hpp"
#include "tools/check/checks/c06_money.hpp"
#include "tools/check/checks/c07_order.hpp"
#include "tools/check/checks/c08_fold.hpp"
#include "tools/check/checks/c09_completion.hpp"
#include "tools/check/checks/c10_fifo.hpp"
#include "tools/check/checks/c11_monotone_status.hpp"
#include "tools/check/checks/c12_saga.hpp"
#include "tools/check/checks/c13_conservation.hpp"
#include "tools/check/checks/c14_liveness.hpp"
#include "tools/check/checks/c15_push.hpp"
#include "tools/check/checks/c16_linearizable.hpp"
#include "tools/check/checks/c17_no_ghost.hpp"
#include "tools/check/checks/c18_loss_guard.hpp"

namespace hapax::check {

struct JudgeOptions {
    std::vector<std::string> debits{"MoneyWithdrawn"};  // events that take their amount from the account
    std::int64_t terminal_within_ns = check::terminal_within_ns;
    std::int64_t answer_within_ns = check::answer_within_ns;
    std::size_t register_calls_max = check::register_calls_max;  // C16 looks at so many
};

struct Figures {
    std::uint64_t lines = 0;
    std::uint64_t operations = 0;
    std::uint64_t submits = 0;
    std::uint64_t polls = 0;
    std::uint64_t reads = 0;
    std::uint64_t pushes = 0;
    std::uint64_t deliveries = 0;
    std::uint64_t faults = 0;
    std::uint64_t unknown = 0;  // calls that ended as info
    std::uint64_t records = 0;
    std::uint64_t rows = 0;
    std::uint64_t messages = 0;
    std::uint64_t sagas = 0;
    std::uint64_t reads_skipped = 0;
    std::uint64_t register_accounts = 0;
    std::uint64_t register_calls = 0;
    std::uint64_t register_windows = 0;
    std::uint64_t register_windows_skipped = 0;
    bool has_dump = false;
    bool has_heal = false;
};

class Judge {
 public:
    explicit Judge(const JudgeOptions& options);

    std::optional<std::string> take(const Line& line, std::uint32_t number);
    std::optional<std::string> finish();

    const Findings& findings() const { return evidence_.findings; }
    Figures figures() const;

 private:
    using Broken = std::optional<std::string>;

    // judge_history.cpp
    Broken history(const Line& line);
    Broken begin_call(const Line& line);
    Broken end_call(const Line& line);
    void submit_begins(const Line& line, Call& call);
    void poll_begins(const Line& line, Call& call);
    void read_begins(const Line& line, Call& call);
    Broken submit_ends(const Line& line, const Call& call);
    Broken poll_ends(const Line& line, const Call& call);
    Broken read_ends(const Line& line, const Call& call);
    Broken submit_answered(const Line& line, const Call& call, Operation& operation);
    Broken pushed(const Line& line);
    Broken external(const Line& line);
    void consumed(const Line& line);
    void seen_position(const Line& line);
    Payload& payload_of(Operation& operation, const Call& call);
    std::uint32_t find_payload(Operation& operation, const Line& line);
    bool is_nobodys(const Line& line) const;
    void acknowledged(Operation& operation, std::int64_t now);
    void told(Operation& operation, const Call& call, State state);
    void note_place(Operation& operation, const Line& line);

    // judge_dump.cpp
    Broken dump(const Line& line);
    Broken in_order(const Line& line);
    Broken start(const Line& line);
    Broken record(const Line& line);
    Broken saga_record(const Line& line, const Operation& operation, std::uint32_t stream, std::int64_t amount);
    Broken operation_line(const Line& line);
    Broken saga_line(const Line& line);
    void applied(const Line& line, Operation& operation, std::uint32_t stream);
    void sent(const Line& line);
    void weigh_events(const Line& line);
    std::int64_t total_amount() const;
    bool has_amount() const;

    const JudgeOptions options_;
    Evidence evidence_;
    Table<Call> calls_;
    Figures figures_;
    std::uint32_t at_ = 0;  // number of the line in hand
    std::uint32_t open_calls_ = 0;
    std::int64_t last_time_ = 0;
    std::int64_t floor_ = 0;
    std::uint32_t start_line_ = 0;
    LineKind last_dump_ = LineKind::dump_view;
    bool dump_ended_ = false;

    AtMostOnce once_;
    Durable durable_;
    SameAnswer same_answer_;
    OnePayload one_payload_;
    FailIsFail fail_is_fail_;
    Money money_;
    JournalOrder order_;
    Fold fold_;
    Completion completion_;
    Fifo fifo_;
    MonotoneStatus monotone_status_;
    SagaSteps saga_;
    Conservation conservation_;
    Liveness liveness_;
    Push push_;
    Linearizable linearizable_;
    NoGhost no_ghost_;
    LossGuard loss_guard_;
};

}  // namespace hapax::check
