// Goal: no view shows, and nothing is completed, as the model does not allow it.
// Method: traces of a sound life, doctored at one place each.
#include "support/protocol_fixture.hpp"

namespace hapax::world {
namespace {

using ProtocolViewsTest = ProtocolFixture;

TEST_F(ProtocolViewsTest, RefusesCompletionBeforeTheCheckpointOfARequiredView) {
    submit(1, 1);
    begin(1);
    end(1, 1);
    finish(1, 1, 1);
    expect_refused("a required view does not show it");
}

TEST_F(ProtocolViewsTest, RefusesACheckpointBeyondTheDurablePosition) {
    submit(1, 1);
    begin(1);
    project(1);
    expect_refused("beyond the durable position");
}

TEST_F(ProtocolViewsTest, RefusesACheckpointThatGoesBack) {
    whole(1, 1, 1);
    project(1);
    expect_refused("goes back");
}

TEST_F(ProtocolViewsTest, RefusesAViewThatOutlivedACrashOfTheMachine) {
    whole(1, 1, 1);
    protocol.machine_crashes();
    start(Position{1}, 1);
    expect_refused("outlived");
}

TEST_F(ProtocolViewsTest, RefusesAViewThatServesWithoutWhatWasCompleted) {
    whole(1, 1, 1);
    protocol.machine_crashes();
    start(Position{1}, 0, false);
    protocol.serves(0);
    expect_refused("what was completed");
}

}  // namespace
}  // namespace hapax::world
