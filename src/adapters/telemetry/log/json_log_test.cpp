#include "adapters/telemetry/log/json_log.hpp"

#include <filesystem>
#include <fstream>
#include <thread>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace hapax {
namespace {

using testing::Each;
using testing::EndsWith;
using testing::StartsWith;

class JsonLogTest : public testing::Test {
 protected:
    void TearDown() override { std::filesystem::remove(file_); }

    std::vector<std::string> lines() const {
        std::vector<std::string> found;
        std::ifstream in(file_);
        for (std::string line; std::getline(in, line);) found.push_back(line);
        return found;
    }

    std::string file_ = testing::TempDir() + "hapax_json_log_" + std::to_string(::getpid()) + ".log";
};

TEST_F(JsonLogTest, WritesOneLineForEachCallAndDropsLowerLevels) {
    auto log = make_json_log({.level = Level::warning, .file = file_});
    ASSERT_TRUE(log);
    (*log)->write(Level::info, "not this");
    (*log)->write(Level::warning, "first\nline", {{"count", "1"}});
    (*log)->write(Level::error, "{} %s");
    const auto found = lines();  // flushed already: the log is still open
    ASSERT_EQ(found.size(), 2U);
    EXPECT_THAT(found, Each(StartsWith(R"({"time":"20)")));
    EXPECT_THAT(found[0], EndsWith(R"("level":"warning","message":"first\nline","count":"1"})"));
    EXPECT_THAT(found[1], EndsWith(R"("level":"error","message":"{} %s"})"));
}

TEST_F(JsonLogTest, KeepsLinesWholeWhenSeveralThreadsWrite) {
    auto log = make_json_log({.level = Level::info, .file = file_});
    ASSERT_TRUE(log);
    std::vector<std::thread> writers;
    for (int i = 0; i < 4; ++i) {
        writers.emplace_back([&] {
            for (int n = 0; n < 100; ++n) (*log)->write(Level::info, "whole", {{"id", std::string(100, 'x')}});
        });
    }
    for (std::thread& writer : writers) writer.join();
    const auto found = lines();
    EXPECT_EQ(found.size(), 400U);
    EXPECT_THAT(found, Each(EndsWith(std::string(100, 'x') + "\"}")));
}

TEST_F(JsonLogTest, SaysWhenTheFileCannotBeOpened) {
    const auto log = make_json_log({.level = Level::info, .file = "/proc/no/such.log"});
    ASSERT_FALSE(log);
    EXPECT_EQ(log.error().code, log_errc::not_opened);
}

}  // namespace
}  // namespace hapax
