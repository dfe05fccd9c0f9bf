// Fear: input that makes no sense is judged, and the page that describes the format says something else than the program.

#include "tools/check/judge.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "tools/check/format/line_parser.hpp"
#include "tools/check/order.hpp"

namespace hapax::check {
namespace {

struct Judged {
    std::string broken;
    Findings findings;
};

Judged judge_lines(const std::vector<std::string>& lines) {
    Judge judge({});
    LineParser parser;
    Line line;
    std::uint32_t number = 0;
    for (const std::string& text : lines) {
        const std::string with_newline = text + "\n";
        if (!parser.parse({with_newline.data(), text.size()}, line)) return {text + ": " + parser.problem(), {}};
        if (auto broken = judge.take(line, ++number)) return {*broken, {}};
    }
    if (auto broken = judge.finish()) return {*broken, {}};
    return {"", judge.findings()};
}

std::string call(const std::string& type, const std::string& f, int proc, const std::string& more = "") {
    static int n = 0;
    ++n;
    return "{\"n\":" + std::to_string(n) + ",\"t\":" + std::to_string(n) + ",\"type\":\"" + type + "\",\"f\":\"" + f +
           "\",\"proc\":" + std::to_string(proc) + more + "}";
}

const std::string op = ",\"op\":\"a\"";
const std::string payload = R"(,"op":"a","key":"account/1","body_hash":"0123456789abcdef","value":5)";

TEST(Judge, TheExamplesOfTheFormatsPageAreSound) {
    std::ifstream page(HAPAX_SOURCE_DIR "/" "docs/formats/history.md");
    std::vector<std::string> lines;
    std::vector<std::string> dump;
    for (std::string line; std::getline(page, line);) {
        if (line.starts_with("{\"n\":")) lines.push_back(line);
        // The saga of the examples is only named, so what stands for it is left out.
        if (line.starts_with("{\"dump\":") && line.find("ac120009") == std::string::npos) dump.push_back(line);
    }
    std::erase_if(lines, [](const std::string& line) { return line.find("ac120009") != std::string::npos; });
    ASSERT_GE(lines.size(), 20u);
    ASSERT_GE(dump.size(), 10u);
    lines.insert(lines.end(), dump.begin(), dump.end());
    const Judged judged = judge_lines(lines);
    EXPECT_EQ(judged.broken, "");
    for (const Finding& finding : judged.findings.shown())
        ADD_FAILURE() << id_text(finding.check) << " " << finding.what;
}

TEST(Judge, RefusesCallsThatMakeNoSense) {
    EXPECT_NE(judge_lines({call("ok", "poll", 1, op + R"(,"state":"completed")")}).broken.find("no call under way"),
              std::string::npos);
    EXPECT_NE(judge_lines({call("invoke", "poll", 1, op), call("invoke", "poll", 1, op)})
                  .broken.find("under way since line 1"),
              std::string::npos);
    EXPECT_NE(judge_lines({call("invoke", "poll", 1, op), call("info", "submit", 1, op)}).broken.find("something else"),
              std::string::npos);
    EXPECT_NE(judge_lines({call("invoke", "poll", 1, op), call("info", "poll", 1, R"(,"op":"b")")})
                  .broken.find("another operation"),
              std::string::npos);
    EXPECT_NE(judge_lines({call("invoke", "poll", 1, op), call("ok", "poll", 1, op + R"(,"state":"nonsense")")})
                  .broken.find("no state 'nonsense'"),
              std::string::npos);
    EXPECT_NE(judge_lines({call("invoke", "submit", 1, payload), call("ok", "submit", 1, op + ",\"status\":422")})
                  .broken.find("status 422 is not 'ok'"),
              std::string::npos);
}

TEST(Judge, RefusesDumpsThatAreNotWholeOrNotInOrder) {
    const std::string start = R"({"dump":"start","end":0})";
    const std::string end = R"({"dump":"end"})";
    const std::string row = R"({"dump":"row","view":"v","key":"k"})";
    const std::string view = R"({"dump":"view","view":"v","shape":"folded","position":0})";
    EXPECT_EQ(judge_lines({view, start, end}).broken, "");
    EXPECT_NE(judge_lines({start}).broken.find("no line 'end'"), std::string::npos);
    EXPECT_NE(judge_lines({end}).broken.find("begins with"), std::string::npos);
    EXPECT_NE(judge_lines({view, end}).broken.find("no line 'start'"), std::string::npos);
    EXPECT_NE(judge_lines({start, start}).broken.find("second line 'start'"), std::string::npos);
    EXPECT_NE(judge_lines({start, row, end}).broken.find("no line 'view'"), std::string::npos);
    EXPECT_NE(judge_lines({start, end, row}).broken.find("behind the end"), std::string::npos);
    EXPECT_NE(judge_lines({view, start, row, view}).broken.find("comes too late"), std::string::npos);
}

TEST(Judge, APositionThatIsFarTooLargeIsAFindingAndNoMemory) {
    const Judged judged = judge_lines(
        {R"({"dump":"view","view":"m","shape":"appended","position":4000000000})",
         R"({"dump":"start","end":4000000000})",
         R"({"dump":"record","position":4000000000,"op":"a","stream":"s","version":1,"state":"rejected","events":[]})",
         R"({"dump":"end"})"});
    EXPECT_EQ(judged.broken, "");
    EXPECT_EQ(judged.findings.first(), Check::order);
}

class WrongOrders : public testing::TestWithParam<std::vector<std::string>> {};

TEST_P(WrongOrders, AreUsageErrors) {
    const auto order = read_order(GetParam());
    ASSERT_FALSE(order);
    EXPECT_EQ(order.error().code, check_errc::usage);
}

using Arguments = std::vector<std::string>;
INSTANTIATE_TEST_SUITE_P(Kinds, WrongOrders,
                         testing::Values(Arguments{}, Arguments{"--nonsense"}, Arguments{"--generate", "0"},
                                         Arguments{"--generate", "x"}, Arguments{"--generate", "5", "file"},
                                         Arguments{"--self-test", "--generate", "5"}, Arguments{"--long", "file"},
                                         Arguments{"file", "--answer-within", "-1"}, Arguments{"file", "--report"}));

TEST(Orders, HelpNamesTheExitCodes) {
    const auto order = read_order({"--help"});
    ASSERT_TRUE(order);
    EXPECT_EQ(order->verb, Verb::print_text);
    EXPECT_NE(order->text.find("Exit codes"), std::string::npos);
}

}  // namespace
}  // namespace hapax::check
