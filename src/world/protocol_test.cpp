// Goal: what the model does not allow is noticed at the ports, and the model and this table speak of the same steps.
// Method: traces of a sound life, doctored at one place each; the labels are read from docs/proof/operation.pml.
#include "world/protocol.hpp"

#include <fstream>
#include <regex>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hapax::world {
namespace {

TEST(ProtocolRules, AreNamedAsTheStepsOfTheModel) {
    std::ifstream file(HAPAX_OPERATION_MODEL);
    ASSERT_TRUE(file) << HAPAX_OPERATION_MODEL;
    const std::regex label("^step_([a-z_]+):");
    std::set<std::string> of_the_model;
    for (std::string line; std::getline(file, line);) {
        std::smatch match;
        if (std::regex_search(line, match, label)) of_the_model.insert(match[1]);
    }
    std::set<std::string> of_the_rules;
    for (const Rule& rule : protocol_rules()) of_the_rules.emplace(rule.name);
    EXPECT_EQ(of_the_rules, of_the_model);
}

class ProtocolTest : public testing::Test {
 protected:
    ProtocolTest() { start({}); }

    static OperationKey key(std::uint64_t n) { return {OperationId{Uuid::v7(1000, n, n)}, CallerScope{1}}; }
    static Fingerprint payload(std::uint8_t n) { return Fingerprint{{n}}; }

    static Commit commit(std::uint64_t n, std::uint8_t of = 1) {
        Commit commit;
        commit.operation = key(n);
        commit.fingerprint = payload(of);
        return commit;
    }
    static std::shared_ptr<const StoredCommit> record(std::uint64_t n, std::uint64_t position, std::uint8_t of = 1) {
        return std::make_shared<const StoredCommit>(StoredCommit{Position{position}, Version{1}, commit(n, of)});
    }
    static ViewCheckpoint at(std::uint64_t position) { return {0, {Position{position}, 7}, {}}; }

    void start(Position durable, std::uint64_t checkpoint = 0, bool serving = true) {
        protocol.opened(durable);
        ViewSchema view;
        view.required = true;
        protocol.prepared({view}, {{{Position{checkpoint}, 7}, serving, false}});
    }
    void submit(std::uint64_t n, std::uint64_t token, std::uint8_t of = 1) {
        protocol.submitted(token, key(n), payload(of));
    }
    void begin(std::uint64_t n) {
        const std::vector<Commit> commits{commit(n)};
        protocol.append_begins(commits);
    }
    void end(std::uint64_t n, std::uint64_t position) {
        const std::vector<Commit> commits{commit(n)};
        protocol.append_returns(commits, std::vector<AppendOutcome>{{{}, Position{position}, Version{1}}},
                                Position{position});
    }
    void project(std::uint64_t through) { protocol.projected({{}, {at(through)}}); }
    void finish(std::uint64_t n, std::uint64_t token, std::uint64_t position, std::uint8_t of = 1) {
        protocol.told(token, Finished{record(n, position, of), false});
    }
    // One operation, from its submission to its answer.
    void whole(std::uint64_t n, std::uint64_t token, std::uint64_t position) {
        submit(n, token);
        begin(n);
        end(n, position);
        project(position);
        finish(n, token, position);
    }

    void expect_refused(const char* why) {
        ASSERT_TRUE(broken) << "nothing was noticed";
        EXPECT_THAT(*broken, testing::HasSubstr(why));
    }

    std::optional<std::string> broken;
    Protocol protocol{[this](std::string what) { broken = std::move(what); }};
};

TEST_F(ProtocolTest, AllowsALifeARepeatAndAnotherLife) {
    whole(1, 1, 1);
    submit(1, 2);
    protocol.found(key(1), *record(1, 1));
    finish(1, 2, 1);
    submit(2, 3);
    begin(2);
    protocol.process_dies();
    start(Position{2}, 1);
    submit(2, 1);
    protocol.found(key(2), *record(2, 2));
    project(2);
    finish(2, 1, 2);
    EXPECT_EQ(broken, std::nullopt);
    EXPECT_GT(protocol.steps(), 15U);
}

TEST_F(ProtocolTest, AllowsThatWhatWasBeingWrittenIsGone) {
    submit(1, 1);
    begin(1);
    protocol.machine_crashes();
    start({}, 0, false);
    submit(1, 1);
    protocol.found(key(1), std::nullopt);
    begin(1);
    end(1, 1);
    EXPECT_EQ(broken, std::nullopt);
}

TEST_F(ProtocolTest, AllowsThatAFailedWriteIsFoundByTheNextStart) {
    submit(1, 1);
    begin(1);
    const std::vector<Commit> commits{commit(1)};
    protocol.append_returns(commits, fail(store_errc::write_failed, ""), {});
    protocol.process_dies();
    start(Position{1});
    submit(1, 1);
    protocol.found(key(1), *record(1, 1));
    EXPECT_EQ(broken, std::nullopt);
}

TEST_F(ProtocolTest, AllowsThatWhatWasInDoubtIsAppendedAgainAndKnown) {
    submit(1, 1);
    const std::vector<Commit> commits{commit(1)};
    protocol.append_begins(commits);
    protocol.append_returns(commits, fail(store_errc::unknown_outcome, ""), Position{1});
    protocol.append_begins(commits);
    const AppendOutcome known{AppendOutcome::Status::known_operation, Position{1}, Version{1}};
    protocol.append_returns(commits, std::vector{known}, Position{1});
    protocol.found(key(1), *record(1, 1));
    project(1);
    finish(1, 1, 1);
    EXPECT_EQ(broken, std::nullopt);
}

TEST_F(ProtocolTest, AllowsThatWhatIsInDoubtIsFoundAfterAnAppendThatWasRefusedUnread) {
    submit(1, 1);
    const std::vector<Commit> commits{commit(1)};
    protocol.append_begins(commits);
    protocol.append_returns(commits, fail(store_errc::unknown_outcome, ""), Position{1});
    protocol.append_begins(commits);
    protocol.append_returns(commits, fail(store_errc::unavailable, ""), Position{1});
    protocol.found(key(1), *record(1, 1));
    EXPECT_EQ(broken, std::nullopt);
}

TEST_F(ProtocolTest, AllowsThatWhatIsKnownAndCannotBeReadIsAppendedOnceMore) {
    submit(1, 1);
    const std::vector<Commit> commits{commit(1)};
    protocol.append_begins(commits);
    protocol.append_returns(commits, fail(store_errc::unknown_outcome, ""), Position{1});
    const AppendOutcome known{AppendOutcome::Status::known_operation, Position{1}, Version{1}};
    for (int look_that_fails = 0; look_that_fails < 2; ++look_that_fails) {
        protocol.append_begins(commits);
        protocol.append_returns(commits, std::vector{known}, Position{1});
    }
    protocol.found(key(1), *record(1, 1));
    project(1);
    finish(1, 1, 1);
    EXPECT_EQ(broken, std::nullopt);
}

TEST_F(ProtocolTest, RefusesAnAnswerBeforeTheSync) {
    submit(1, 1);
    begin(1);
    finish(1, 1, 1);
    expect_refused("being appended");
}

TEST_F(ProtocolTest, RefusesA202BeforeTheSync) {
    submit(1, 1);
    protocol.told(1, StillRunning{});
    expect_refused("not recorded");
}

TEST_F(ProtocolTest, RefusesASecondAppend) {
    whole(1, 1, 1);
    submit(1, 2);
    begin(1);
    expect_refused("append_begins");
}

TEST_F(ProtocolTest, RefusesAnAppendOfUnknownFateWithoutALook) {
    submit(1, 1);
    begin(1);
    protocol.process_dies();
    start(Position{1});
    submit(1, 1);
    begin(1);
    expect_refused("of unknown fate");
}

TEST_F(ProtocolTest, RefusesAnAppendThatNobodyAskedForInThisLife) {
    submit(1, 1);
    protocol.process_dies();
    start({});
    begin(1);
    expect_refused("nobody asked for it");
}

TEST_F(ProtocolTest, RefusesADurableRecordThatCannotBeFound) {
    whole(1, 1, 1);
    protocol.found(key(1), std::nullopt);
    expect_refused("find");
}

TEST_F(ProtocolTest, RefusesCompletionBeforeTheCheckpointOfARequiredView) {
    submit(1, 1);
    begin(1);
    end(1, 1);
    finish(1, 1, 1);
    expect_refused("a required view does not show it");
}

TEST_F(ProtocolTest, RefusesACheckpointBeyondTheDurablePosition) {
    submit(1, 1);
    begin(1);
    project(1);
    expect_refused("beyond the durable position");
}

TEST_F(ProtocolTest, RefusesACheckpointThatGoesBack) {
    whole(1, 1, 1);
    project(1);
    expect_refused("goes back");
}

TEST_F(ProtocolTest, RefusesAnotherAnswerThanTheFirst) {
    whole(1, 1, 1);
    submit(1, 2);
    auto other = *record(1, 1);
    other.commit.reply.fields = "{}";
    protocol.told(2, Finished{std::make_shared<const StoredCommit>(other), true});
    expect_refused("another answer");
}

TEST_F(ProtocolTest, RefusesTheAnswerOfAnotherPayloadOrOperation) {
    whole(1, 1, 1);
    submit(1, 2, 9);
    finish(1, 2, 1);
    expect_refused("another payload's");
}

TEST_F(ProtocolTest, RefusesAMismatchWhereOnlyOnePayloadWasSent) {
    whole(1, 1, 1);
    submit(1, 2);
    protocol.told(2, Refused{operation_errc::payload_mismatch, false, ""});
    expect_refused("no other payload");
}

TEST_F(ProtocolTest, RefusesAppliedFalseOfWhatIsDurable) {
    whole(1, 1, 1);
    submit(1, 2);
    protocol.told(2, Refused{operation_errc::overloaded, true, ""});
    expect_refused("said not to be applied");
}

TEST_F(ProtocolTest, RefusesToTellAWaiterTwice) {
    whole(1, 1, 1);
    finish(1, 1, 1);
    expect_refused("told already");
}

TEST_F(ProtocolTest, RefusesAStartThatLostWhatWasDurable) {
    whole(1, 1, 1);
    protocol.process_dies();
    protocol.opened({});
    expect_refused("lost");
}

TEST_F(ProtocolTest, RefusesAStartThatFoundMoreThanWasEverAppended) {
    protocol.process_dies();
    protocol.opened(Position{1});
    expect_refused("nobody appended");
}

TEST_F(ProtocolTest, RefusesAViewThatOutlivedACrashOfTheMachine) {
    whole(1, 1, 1);
    protocol.machine_crashes();
    start(Position{1}, 1);
    expect_refused("outlived");
}

TEST_F(ProtocolTest, RefusesAViewThatServesWithoutWhatWasCompleted) {
    whole(1, 1, 1);
    protocol.machine_crashes();
    start(Position{1}, 0, false);
    protocol.serves(0);
    expect_refused("what was completed");
}

TEST_F(ProtocolTest, RefusesPositionsWithAGap) {
    submit(1, 1);
    begin(1);
    end(1, 2);
    expect_refused("dense");
}

}  // namespace
}  // namespace hapax::world
