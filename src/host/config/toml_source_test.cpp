#include "host/config/toml_source.hpp"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hapax::configuration {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::StartsWith;
using testing::UnorderedElementsAre;

TEST(TomlSource, GivesEachValueItsLine) {
    const auto reading =
        read_toml("[server]\nlisten = \"127.0.0.1:9\"\n\n[limits]\nheaders = 32\nbody_bytes = 4096\n", "f");
    EXPECT_THAT(reading.problems, IsEmpty());
    std::vector<std::string> found;
    for (const Assignment& a : reading.assignments) found.push_back(a.path + " = " + a.text + " at " + a.origin);
    EXPECT_THAT(found, UnorderedElementsAre("server.listen = 127.0.0.1:9 at f:2", "limits.headers = 32 at f:5",
                                            "limits.body_bytes = 4096 at f:6"));
}

TEST(TomlSource, ReportsUnknownKeysAndSectionsWithTheirLines) {
    EXPECT_THAT(read_toml("[server]\nlisten = \"a\"\nlitsen = 1\n", "f").problems,
                ElementsAre("f:3: unknown key 'server.litsen'; did you mean 'server.listen'?"));
    EXPECT_THAT(read_toml("\n[kitchen]\n", "f").problems, ElementsAre("f:2: unknown key 'kitchen'"));
    EXPECT_THAT(read_toml("server = 1\n", "f").problems, ElementsAre("f:1: unknown key 'server'"));
    EXPECT_THAT(read_toml("[server.listen]\nport = 1\n", "f").problems,
                ElementsAre(StartsWith("f:1: server.listen is an address")));
}

TEST(TomlSource, ReportsWrongTypesWithTheirLines) {
    EXPECT_THAT(read_toml("[server]\nwait = 10\n", "f").problems,
                ElementsAre(StartsWith("f:2: server.wait is a duration")));
    EXPECT_THAT(read_toml("[server]\nloops = \"2\"\n", "f").problems,
                ElementsAre("f:2: server.loops is a whole number"));
    EXPECT_THAT(read_toml("[server]\ninsecure = \"true\"\n", "f").problems,
                ElementsAre("f:2: server.insecure is true or false"));
    EXPECT_THAT(read_toml("[limits]\nbody_bytes = 1.5\n", "f").problems,
                ElementsAre(StartsWith("f:2: limits.body_bytes is a size")));
    EXPECT_THAT(read_toml("[log]\nfile = [\"a\"]\n", "f").problems, ElementsAre("f:2: log.file is a text"));
}

TEST(TomlSource, ReportsWhatIsNoToml) {
    EXPECT_THAT(read_toml("[server]\nwait = \n", "f").problems, ElementsAre(StartsWith("f:2: ")));
    EXPECT_THAT(read_toml("[server]\n[server]\n", "f").problems, ElementsAre(StartsWith("f:2: ")));
    EXPECT_THAT(read_toml("a = \"\xff\"\n", "f").problems, ElementsAre(StartsWith("f:1: ")));
    EXPECT_THAT(read_toml(std::string(5000, '['), "f").problems, ElementsAre(StartsWith("f:1: ")));
    EXPECT_THAT(read_toml("a = " + std::string(5000, '['), "f").problems, ElementsAre(StartsWith("f:1: ")));
}

// Goal: garbage never crashes, hangs or passes silently. Method: flip bytes of a good file, 2,000 seeded tries.
TEST(TomlSource, SurvivesGarbage) {
    const std::string good = "[server]\nlisten = \"127.0.0.1:9\"\nwait = \"10s\"\n[limits]\nheaders = 32\n";
    std::mt19937 dice(7);
    for (int i = 0; i < 2000; ++i) {
        std::string bad = good;
        for (int flip = 0; flip < 4; ++flip) bad[dice() % bad.size()] = static_cast<char>(dice() % 256);
        const auto reading = read_toml(bad, "f");
        EXPECT_LE(reading.assignments.size() + reading.problems.size(), 8U);
    }
}

TEST(TomlSource, ReportsFilesThatCannotBeRead) {
    EXPECT_THAT(read_toml_file("/no/such.toml").problems, ElementsAre("/no/such.toml: cannot be read"));
    EXPECT_THAT(read_toml_file("/").problems, ElementsAre("/: cannot be read"));
    EXPECT_THAT(read_toml_file("/dev/zero").problems, ElementsAre("/dev/zero: is larger than 1048576 bytes"));
    EXPECT_THAT(read_toml_file("/dev/null").problems, IsEmpty());
}

}  // namespace
}  // namespace hapax::configuration
