#include "kernel/operation/operation.hpp"

#include <gtest/gtest.h>

#include "kernel/operation/accept.hpp"
#include "kernel/operation/attempt_failed.hpp"
#include "kernel/operation/commit_transition.hpp"
#include "kernel/operation/complete.hpp"
#include "kernel/operation/execute.hpp"

namespace hapax {
namespace {

Operation executing() {
    Operation op = accept(Timestamp{7});
    execute(op);
    return op;
}

TEST(Operation, GoesFromAcceptedToCompleted) {
    Operation op = accept(Timestamp{7});
    EXPECT_EQ(op.state, OperationState::accepted);
    EXPECT_EQ(op.attempts, 0U);
    execute(op);
    EXPECT_EQ(op.state, OperationState::executing);
    commit(op, Outcome::accomplished, Position{3});
    EXPECT_EQ(op.state, OperationState::committed);
    EXPECT_EQ(op.position, Position{3});
    complete(op);
    EXPECT_EQ(op.state, OperationState::completed);
    EXPECT_TRUE(terminal(op.state));
}

TEST(Operation, ARefusalIsTerminalOnceItIsDurable) {
    for (const Outcome outcome : {Outcome::rejected, Outcome::precondition_failed}) {
        Operation op = executing();
        commit(op, outcome, Position{1});
        EXPECT_EQ(op.state, OperationState::rejected);
    }
    Operation op = executing();
    commit(op, Outcome::failed, Position{1});
    EXPECT_EQ(op.state, OperationState::failed);
}

TEST(Operation, IsTriedAsOftenAsTheScheduleSaysAndKeepsDistinctCauses) {
    const RetrySchedule schedule{.attempts_max = 3};
    Operation op = executing();
    EXPECT_EQ(attempt_failed(op, "deadlock", schedule), AfterFailure::try_again);
    execute(op);
    EXPECT_EQ(attempt_failed(op, "deadlock", schedule), AfterFailure::try_again);
    execute(op);
    EXPECT_EQ(attempt_failed(op, "time-out", schedule), AfterFailure::give_up);
    EXPECT_EQ(op.attempts, 3U);
    EXPECT_EQ(op.causes, (std::vector<std::string>{"deadlock", "time-out"}));
}

TEST(Operation, KeepsABoundedNumberOfBoundedCauses) {
    Operation op = executing();
    for (int i = 0; i < 100; ++i) {
        attempt_failed(op, std::to_string(i) + std::string(10'000, 'x'), RetrySchedule{.attempts_max = 1000});
    }
    EXPECT_EQ(op.causes.size(), causes_max);
    EXPECT_EQ(op.causes[0].size(), cause_bytes_max);
}

TEST(Operation, EveryStateHasAWordAndFourAreTerminal) {
    using enum OperationState;
    const std::vector<std::pair<OperationState, std::string_view>> words{
        {accepted, "accepted"},       {executing, "executing"},
        {committed, "committed"},     {completed, "completed"},
        {rejected, "rejected"},       {compensating, "compensating"},
        {compensated, "compensated"}, {needs_attention, "needs-attention"},
        {failed, "failed"},           {unknown, "unknown"}};
    for (const auto& [state, word] : words) {
        EXPECT_EQ(text(state), word);
        const bool ends = state == completed || state == rejected || state == compensated || state == failed;
        EXPECT_EQ(terminal(state), ends) << word;
    }
}

TEST(OperationDeathTest, TerminalStatesAbsorb) {
    Operation op = executing();
    commit(op, Outcome::rejected, Position{1});
    EXPECT_DEATH(execute(op), "not decided");
    EXPECT_DEATH(complete(op), "committed operation");
    EXPECT_DEATH(commit(op, Outcome::accomplished, Position{2}), "was tried");
}

}  // namespace
}  // namespace hapax
