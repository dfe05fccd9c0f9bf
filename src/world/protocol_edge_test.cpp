// Goal: nobody is told what the model does not allow him to be told.
// Method: traces of a sound life, doctored at one place each.
#include "support/protocol_fixture.hpp"

namespace hapax::world {
namespace {

using ProtocolEdgeTest = ProtocolFixture;

TEST_F(ProtocolEdgeTest, AllowsALifeARepeatAndAnotherLife) {
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

TEST_F(ProtocolEdgeTest, RefusesAnAnswerBeforeTheSync) {
    submit(1, 1);
    begin(1);
    finish(1, 1, 1);
    expect_refused("being appended");
}

TEST_F(ProtocolEdgeTest, RefusesA202BeforeTheSync) {
    submit(1, 1);
    protocol.told(1, StillRunning{});
    expect_refused("not recorded");
}

TEST_F(ProtocolEdgeTest, RefusesAnotherAnswerThanTheFirst) {
    whole(1, 1, 1);
    submit(1, 2);
    auto other = *record(1, 1);
    other.commit.reply.fields = "{}";
    protocol.told(2, Finished{std::make_shared<const StoredCommit>(other), true});
    expect_refused("another answer");
}

TEST_F(ProtocolEdgeTest, RefusesTheAnswerOfAnotherPayloadOrOperation) {
    whole(1, 1, 1);
    submit(1, 2, 9);
    finish(1, 2, 1);
    expect_refused("another payload's");
}

TEST_F(ProtocolEdgeTest, RefusesAMismatchWhereOnlyOnePayloadWasSent) {
    whole(1, 1, 1);
    submit(1, 2);
    protocol.told(2, Refused{operation_errc::payload_mismatch, false, ""});
    expect_refused("no other payload");
}

TEST_F(ProtocolEdgeTest, RefusesAppliedFalseOfWhatIsDurable) {
    whole(1, 1, 1);
    submit(1, 2);
    protocol.told(2, Refused{operation_errc::overloaded, true, ""});
    expect_refused("said not to be applied");
}

TEST_F(ProtocolEdgeTest, RefusesToTellAWaiterTwice) {
    whole(1, 1, 1);
    finish(1, 1, 1);
    expect_refused("told already");
}

}  // namespace
}  // namespace hapax::world
