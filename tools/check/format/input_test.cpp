// Fear: files are read in another order than they say, or a cut one passes for a whole one.

#include "tools/check/format/input.hpp"

#include <cstdio>
#include <filesystem>

#include <gtest/gtest.h>
#include <unistd.h>

#include "tools/check/limits.hpp"

namespace hapax::check {
namespace {

class InputTest : public testing::Test {
 protected:
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string file(const std::string& name, const std::string& text) {
        std::filesystem::create_directories(folder_);
        const std::string path = folder_ / name;
        std::FILE* out = std::fopen(path.c_str(), "w");
        std::fwrite(text.data(), 1, text.size(), out);
        std::fclose(out);
        return path;
    }

    static std::string nemesis(int n, int t, const std::string& fault = "kill") {
        return "{\"n\":" + std::to_string(n) + ",\"t\":" + std::to_string(t) + ",\"type\":\"nemesis\",\"fault\":\"" +
               fault + "\"}\n";
    }

    // "10 30", the times of the history lines, or the error.
    static std::string read(const std::vector<std::string>& paths) {
        auto input = Input::open(paths);
        if (!input) return input.error().detail;
        std::string out;
        while (true) {
            const auto more = input->next();
            if (!more) return more.error().detail;
            if (!*more) break;
            out += out.empty() ? "" : " ";
            out +=
                is_dump(input->line().kind()) ? input->line().text(Field::dump) : std::to_string(input->line().time());
        }
        return out + (input->lines_cut() > 0 ? " cut" : "");
    }

    std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("hapax_check_" + std::to_string(::getpid()));
};

TEST_F(InputTest, HistoriesAreMergedByTimeAndDumpsFollow) {
    const auto a = file("a", nemesis(1, 10) + nemesis(2, 40) + "{\"dump\":\"start\",\"end\":1}\n");
    const auto b = file("b", nemesis(1, 20) + nemesis(2, 30) + nemesis(3, 50));
    EXPECT_EQ(read({a, b}), "10 20 30 40 50 start");
    EXPECT_EQ(read({b, a}), "10 20 30 40 50 start");
}

TEST_F(InputTest, AHistoryWhoseWriterDiedIsReadUpToItsLastWholeLine) {
    EXPECT_EQ(read({file("a", nemesis(1, 10) + nemesis(2, 20).substr(0, 17))}), "10 cut");
    EXPECT_EQ(read({file("b", nemesis(1, 10) + "{}")}), "10 cut");
}

TEST_F(InputTest, ADumpThatWasCutIsAnError) {
    const auto path = file("a", "{\"dump\":\"start\",\"end\":1}\n{\"dump\":\"en");
    EXPECT_NE(read({path}).find("a:2:1: the dump was cut"), std::string::npos) << read({path});
}

TEST_F(InputTest, ErrorsNameFileLineAndColumn) {
    const auto path = file("a", nemesis(1, 10) + "{\"n\":2,\"t\":x}\n");
    EXPECT_NE(read({path}).find("a:2:12: expected a number"), std::string::npos) << read({path});
}

TEST_F(InputTest, AMissingLineAndTimeThatGoesBackAreErrors) {
    EXPECT_NE(read({file("a", nemesis(1, 10) + nemesis(3, 20))}).find("n is 3 where 2 comes"), std::string::npos);
    EXPECT_NE(read({file("b", nemesis(1, 10) + nemesis(2, 9))}).find("t goes back"), std::string::npos);
    EXPECT_NE(read({file("c", "{\"dump\":\"start\",\"end\":1}\n" + nemesis(1, 1))}).find("behind the lines of a dump"),
              std::string::npos);
}

TEST_F(InputTest, ALineThatIsTooLongIsAnError) {
    const std::string long_line = "{\"x_a\":\"" + std::string(line_bytes_max, 'a') + "\"}\n";
    EXPECT_NE(read({file("a", nemesis(1, 10) + long_line)}).find("a:2: a line of more than"), std::string::npos);
    EXPECT_NE(read({file("b", std::string(4 * line_bytes_max, 'a'))}).find("b:1: a line of more than"),
              std::string::npos);
}

TEST_F(InputTest, NoFileAndAnEmptyOne) {
    EXPECT_NE(read({"/nowhere/at/all"}).find("No such file"), std::string::npos);
    EXPECT_NE(read({folder_.parent_path()}).find("Is a directory"), std::string::npos);
    EXPECT_EQ(read({file("a", "")}), "");
}

}  // namespace
}  // namespace hapax::check
