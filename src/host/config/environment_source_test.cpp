#include "host/config/environment_source.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hapax::configuration {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(EnvironmentSource, NestsByTwoUnderscores) {
    const auto reading = read_environment({"PATH=/bin", "HAPAX_SERVER__CONNECTIONS_MAX=7", "HAPAX_LOG__FILE=a=b"});
    EXPECT_THAT(reading.problems, IsEmpty());
    ASSERT_EQ(reading.assignments.size(), 2U);
    EXPECT_EQ(reading.assignments[0].path, "server.connections_max");
    EXPECT_EQ(reading.assignments[0].origin, "HAPAX_SERVER__CONNECTIONS_MAX");
    EXPECT_EQ(reading.assignments[1].text, "a=b");
}

TEST(EnvironmentSource, ReportsUnknownSettingsAndIgnoresOtherVariables) {
    EXPECT_THAT(read_environment({"HAPAX_SERVER__LISTN=1", "HAPAX_HOME=/x", "garbage", "=", "HAPAX_SERVER=1"}).problems,
                ElementsAre("HAPAX_SERVER__LISTN: unknown key 'server.listn'"));
    EXPECT_THAT(read_environment({"HAPAX___=1"}).problems, ElementsAre("HAPAX___: unknown key '.'"));
    EXPECT_THAT(read_environment({"HAPAX__HOME=/x", "HAPAX__=", "HAPAX_=", "HAPAX=1"}).problems, IsEmpty());
}

}  // namespace
}  // namespace hapax::configuration
