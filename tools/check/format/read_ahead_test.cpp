// Fear: a line is lost, comes twice or changes while it is judged; an error comes before the lines in front of it.

#include "tools/check/format/read_ahead.hpp"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <unistd.h>

namespace hapax::check {
namespace {

class ReadAheadTest : public testing::Test {
 protected:
    void TearDown() override { std::filesystem::remove(path_); }

    // So many lines, and then this one.
    ReadAhead lines(int count, const std::string& then = "") {
        std::ofstream file(path_);
        for (int n = 1; n <= count; ++n) {
            file << R"({"n":)" << n << R"(,"t":)" << n << R"(,"type":"nemesis","fault":"fault \u0023)" << n << "\"}\n";
        }
        file << then;
        file.close();
        return ReadAhead(*Input::open({path_}));
    }

    static void expect_lines(ReadAhead& lines, int count) {
        for (int n = 1; n <= count; ++n) {
            const auto more = lines.next();
            ASSERT_TRUE(more && *more) << n;
            EXPECT_EQ(lines.current().number, static_cast<std::uint32_t>(n));
            EXPECT_EQ(lines.current().line.text(Field::fault), "fault #" + std::to_string(n));
        }
    }

    std::filesystem::path path_ =
        std::filesystem::temp_directory_path() / ("hapax_read_ahead_" + std::to_string(::getpid()));
};

TEST_F(ReadAheadTest, GivesEveryLineOnceAndInOrder) {
    for (const int count : {0, 1, 255, 256, 257, 5'000}) {
        ReadAhead ahead = lines(count);
        expect_lines(ahead, count);
        EXPECT_EQ(ahead.next(), false);
        EXPECT_EQ(ahead.next(), false);
        EXPECT_EQ(ahead.input().bytes(), std::filesystem::file_size(path_));
    }
}

TEST_F(ReadAheadTest, TellsAnErrorAfterTheLinesBeforeIt) {
    for (const int count : {1, 255, 256, 1'000}) {  // the first line is read by open()
        ReadAhead ahead = lines(count, "nonsense\n");
        expect_lines(ahead, count);
        const auto more = ahead.next();
        ASSERT_FALSE(more);
        EXPECT_NE(more.error().detail.find(":" + std::to_string(count + 1) + ":"), std::string::npos);
    }
}

TEST_F(ReadAheadTest, NobodyHasToReadToTheEnd) {
    ReadAhead ahead = lines(20'000);
    expect_lines(ahead, 10);
    EXPECT_EQ(ahead.place(), path_.string() + ":10");
}

}  // namespace
}  // namespace hapax::check
