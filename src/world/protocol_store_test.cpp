// Goal: no record is appended, lost, found or doubted as the model does not allow it.
// Method: traces of a sound life, doctored at one place each.
#include "support/protocol_fixture.hpp"

namespace hapax::world {
namespace {

using ProtocolStoreTest = ProtocolFixture;

TEST_F(ProtocolStoreTest, AllowsThatWhatWasBeingWrittenIsGone) {
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

TEST_F(ProtocolStoreTest, AllowsThatWhatIsInDoubtIsFoundByAnotherAndAppendedAgain) {
    submit(1, 1);
    begin(1);
    end_in_doubt(1, Position{1});
    protocol.found(key(1), *record(1, 1));
    begin(1);
    judge(1, AppendOutcome::Status::known_operation, 1);
    protocol.found(key(1), *record(1, 1));
    EXPECT_EQ(broken, std::nullopt);
    begin(2);
    EXPECT_NE(broken, std::nullopt) << "nobody asked for it";
}

TEST_F(ProtocolStoreTest, CountsTheStepsThatALookUpMayBeOvertakenBy) {
    EXPECT_EQ(protocol.steps_of(key(1)), 0U);
    submit(1, 1);
    EXPECT_EQ(protocol.steps_of(key(1)), 0U);
    begin(1);
    end(1, 1);
    EXPECT_EQ(protocol.steps_of(key(1)), 2U);
    EXPECT_EQ(protocol.steps_of(key(2)), 0U);
}

TEST_F(ProtocolStoreTest, AllowsThatWhatIsInDoubtIsFoundAfterAnAppendThatWasRefusedUnread) {
    submit(1, 1);
    const std::vector<Commit> commits{commit(1)};
    protocol.append_begins(commits);
    protocol.append_returns(commits, fail(store_errc::unknown_outcome, ""), Position{1});
    protocol.append_begins(commits);
    protocol.append_returns(commits, fail(store_errc::unavailable, ""), Position{1});
    protocol.found(key(1), *record(1, 1));
    EXPECT_EQ(broken, std::nullopt);
}

TEST_F(ProtocolStoreTest, AllowsThatAFailedWriteIsFoundByTheNextStart) {
    submit(1, 1);
    begin(1);
    fail_append(1, {}, store_errc::write_failed);
    protocol.process_dies();
    start(Position{1});
    submit(1, 1);
    protocol.found(key(1), *record(1, 1));
    EXPECT_EQ(broken, std::nullopt);
}

TEST_F(ProtocolStoreTest, RefusesASecondAppend) {
    whole(1, 1, 1);
    submit(1, 2);
    begin(1);
    expect_refused("append_begins");
}

TEST_F(ProtocolStoreTest, RefusesAnAppendOfUnknownFateWithoutALook) {
    submit(1, 1);
    begin(1);
    protocol.process_dies();
    start(Position{1});
    submit(1, 1);
    begin(1);
    expect_refused("of unknown fate");
}

TEST_F(ProtocolStoreTest, RefusesAnAppendThatNobodyAskedForInThisLife) {
    submit(1, 1);
    protocol.process_dies();
    start({});
    begin(1);
    expect_refused("nobody asked for it");
}

TEST_F(ProtocolStoreTest, RefusesADurableRecordThatCannotBeFound) {
    whole(1, 1, 1);
    protocol.found(key(1), std::nullopt);
    expect_refused("find");
}

TEST_F(ProtocolStoreTest, RefusesPositionsWithAGap) {
    submit(1, 1);
    begin(1);
    end(1, 2);
    expect_refused("dense");
}

TEST_F(ProtocolStoreTest, RefusesAStartThatLostWhatWasDurable) {
    whole(1, 1, 1);
    protocol.process_dies();
    protocol.opened({});
    expect_refused("lost");
}

TEST_F(ProtocolStoreTest, RefusesAStartThatFoundMoreThanWasEverAppended) {
    protocol.process_dies();
    protocol.opened(Position{1});
    expect_refused("nobody appended");
}

TEST_F(ProtocolStoreTest, AllowsThatWhatWasInDoubtIsAppendedAgainAndOnceMoreUntilItsRecordIsRead) {
    submit(1, 1);
    begin(1);
    end_in_doubt(1, Position{1});
    for (int look_that_fails = 0; look_that_fails < 2; ++look_that_fails) {
        begin(1);
        judge(1, AppendOutcome::Status::known_operation, 1);
    }
    protocol.found(key(1), *record(1, 1));
    project(1);
    finish(1, 1, 1);
    EXPECT_EQ(broken, std::nullopt);
}

TEST_F(ProtocolStoreTest, AllowsThatWhatWasInDoubtAndNotThereIsAppended) {
    submit(1, 1);
    begin(1);
    end_in_doubt(1, {});
    begin(1);
    end(1, 1);
    project(1);
    finish(1, 1, 1);
    EXPECT_EQ(broken, std::nullopt);
}

TEST_F(ProtocolStoreTest, AllowsThatWhatIsInDoubtMeetsAFullDiskAndIsFoundAfterwards) {
    submit(1, 1);
    begin(1);
    end_in_doubt(1, Position{1});
    begin(1);
    fail_append(1, Position{1}, store_errc::storage_full);
    protocol.found(key(1), *record(1, 1));
    EXPECT_EQ(broken, std::nullopt);
}

TEST_F(ProtocolStoreTest, RefusesAnAnswerOfWhatIsInDoubt) {
    submit(1, 1);
    begin(1);
    end_in_doubt(1, Position{1});
    project(1);
    finish(1, 1, 1);
    expect_refused("in doubt");
}

TEST_F(ProtocolStoreTest, RefusesASecondRecordOfWhatWasInDoubt) {
    submit(1, 1);
    begin(1);
    end_in_doubt(1, Position{1});
    protocol.found(key(1), *record(1, 1));
    begin(1);
    judge(1, AppendOutcome::Status::appended, 2);
    expect_refused("append_returns");
}

TEST_F(ProtocolStoreTest, AllowsThatItIsToldOfWhileItIsTriedAgain) {
    submit(1, 1);
    submit(1, 2);
    begin(1);
    end_in_doubt(1, Position{1});
    begin(1);
    protocol.found(key(1), *record(1, 1));
    project(1);
    finish(1, 1, 1);
    judge(1, AppendOutcome::Status::known_operation, 1);
    protocol.found(key(1), *record(1, 1));
    finish(1, 2, 1);
    EXPECT_EQ(broken, std::nullopt);
}

TEST_F(ProtocolStoreTest, RefusesThatTheStoreKnowsWhatItHadJudgedNotToBeThere) {
    submit(1, 1);
    begin(1);
    end_in_doubt(1, {});
    begin(1);
    judge(1, AppendOutcome::Status::version_conflict, 0);
    begin(1);
    judge(1, AppendOutcome::Status::known_operation, 1);
    expect_refused("nobody doubted it");
}

}  // namespace
}  // namespace hapax::world
