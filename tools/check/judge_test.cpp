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
    std::ifstream page(HAPAX_SOURCE_DIR
                       "/"
                       "docs/formats/history.md");
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

// An end of a service with one account 1 and one account 2, made of these records.
std::vector<std::string> with_dump(std::vector<std::string> lines, const std::vector<std::string>& records) {
    lines.push_back(R"({"dump":"start","end":)" + std::to_string(records.size()) + "}");
    for (const std::string& record : records) lines.push_back(R"({"dump":"record",)" + record + "}");
    lines.push_back(R"({"dump":"end"})");
    return lines;
}

std::string deposit(int position, const std::string& of, int account, int version, int amount) {
    const auto number = [](int value) { return std::to_string(value); };
    return "\"position\":" + number(position) + "," + of + ",\"stream\":\"account/" + number(account) +
           "\",\"version\":" + number(version) +
           R"(,"state":"accomplished","events":[{"type":"MoneyDeposited","data":)" + "{\"amount\":" + number(amount) +
           "}}]";
}

std::string sent_to(int account, int value) {
    return ",\"key\":\"account/" + std::to_string(account) + R"(","body_hash":"0123456789abcde)" +
           std::to_string(account) + "\",\"value\":" + std::to_string(value);
}

// The first check that is violated, or "".
std::string violated(const std::vector<std::string>& lines) {
    const Judged judged = judge_lines(lines);
    if (!judged.broken.empty()) return judged.broken;
    const auto first = judged.findings.first();
    return first ? id_text(*first) : "";
}

const std::string b = R"(,"op":"b")";
const std::string bobs = R"(,"op":"a","caller":"bob")";
const std::string executing = R"(,"state":"executing")";
const std::string absent = R"(,"state":"absent","status":404)";

TEST(Judge, WhatIsUnderWayIsNoAcknowledgementBecauseACrashForgetsIt) {
    const std::vector<std::string> asked{call("invoke", "submit", 1, op + sent_to(1, 5)),
                                         call("invoke", "poll", 2, op),
                                         call("ok", "poll", 2, op + executing),
                                         call("info", "submit", 1, op),
                                         call("invoke", "poll", 2, op),
                                         call("ok", "poll", 2, op + absent)};
    EXPECT_EQ(violated(with_dump(asked, {})), "");
    std::vector<std::string> repeated = asked;
    for (const auto& line :
         {call("invoke", "submit", 2, b + sent_to(1, 7)), call("ok", "submit", 2, b + R"(,"status":202)"),
          call("invoke", "submit", 2, op + sent_to(1, 5)), call("ok", "submit", 2, op + R"(,"status":202)")})
        repeated.push_back(line);
    EXPECT_EQ(violated(with_dump(repeated, {deposit(1, R"("op":"b")", 1, 1, 7), deposit(2, R"("op":"a")", 1, 2, 5)})),
              "");
}

TEST(Judge, WhatIsCommittedIsAnAcknowledgement) {
    const std::vector<std::string> asked{call("invoke", "submit", 1, op + sent_to(1, 5)), call("info", "submit", 1, op),
                                         call("invoke", "poll", 2, op),
                                         call("ok", "poll", 2, op + R"(,"state":"committed")")};
    EXPECT_EQ(violated(with_dump(asked, {})), "C2");
    std::vector<std::string> forgotten = asked;
    for (const auto& line : {call("invoke", "poll", 2, op), call("ok", "poll", 2, op + executing)})
        forgotten.push_back(line);
    EXPECT_EQ(violated(with_dump(forgotten, {deposit(1, R"("op":"a")", 1, 1, 5)})), "C11");
}

TEST(Judge, AnIdThatWasUsedForTwoAccountsCountsOnTheOneThatTheJournalSays) {
    const std::vector<std::string> asked{call("invoke", "submit", 1, op + sent_to(2, 5)),
                                         call("info", "submit", 1, op),
                                         call("invoke", "submit", 2, op + sent_to(1, 7)),
                                         call("ok", "submit", 2, op + R"(,"status":201,"version":1,"position":1)"),
                                         call("invoke", "read", 2, R"(,"view":"balances","key":"account/1")"),
                                         call("ok", "read", 2, R"(,"status":200,"balance":7)"),
                                         call("invoke", "read", 2, R"(,"view":"balances","key":"account/2")"),
                                         call("ok", "read", 2, R"(,"status":404)")};
    EXPECT_EQ(violated(with_dump(asked, {deposit(1, R"("op":"a")", 1, 1, 7)})), "");
    EXPECT_EQ(violated(with_dump(asked, {deposit(1, R"("op":"a")", 2, 1, 5)})), "C4");
}

// Refused because of a withdrawal that is committed; a read that begins afterwards does not show that one yet.
TEST(Judge, AViewMayBeLaterThanARefusalAndNotThanAnAnswer) {
    const std::string c = R"(,"op":"c")";
    const auto told = [&](const std::string& withdrawal) {
        return std::vector<std::string>{
            call("invoke", "submit", 1, op + sent_to(1, 7)),
            call("ok", "submit", 1, op + R"(,"status":201,"version":1,"position":1)"),
            call("invoke", "submit", 1, b + sent_to(1, -5)),
            call("ok", "submit", 1, b + withdrawal),
            call("invoke", "submit", 1, c + sent_to(1, -6)),
            call("ok", "submit", 1, c + R"(,"status":409,"code":"insufficient-funds")"),
            call("invoke", "read", 2, R"(,"view":"balances","key":"account/1")"),
            call("ok", "read", 2, R"(,"status":200,"balance":7)"),
        };
    };
    std::string withdrawal = deposit(2, R"("op":"b")", 1, 2, 5);
    withdrawal.replace(withdrawal.find("MoneyDeposited"), 14, "MoneyWithdrawn");
    const std::string refusal =
        R"("position":3,"op":"c","stream":"account/1","version":2,"state":"rejected","events":[])";
    const std::vector<std::string> records{deposit(1, R"("op":"a")", 1, 1, 7), withdrawal, refusal};
    EXPECT_EQ(violated(with_dump(told(R"(,"status":202)"), records)), "");
    EXPECT_EQ(violated(with_dump(told(R"(,"status":201,"version":2,"position":2)"), records)), "C9");
}

TEST(Judge, WhatNobodysOperationHasIsNoOneElses) {
    const std::string mismatch = R"(,"status":422,"code":"operation-payload-mismatch")";
    const std::vector<std::string> of_bob{call("invoke", "submit", 1, bobs + sent_to(1, 7)),
                                          call("fail", "submit", 1, bobs + mismatch)};
    EXPECT_EQ(violated(of_bob), "C4");
    const auto after_nobody = [&](const std::vector<std::string>& then) {
        std::vector<std::string> lines{call("invoke", "submit", 1, op + sent_to(1, 7)),
                                       call("ok", "submit", 1, op + R"(,"status":202)")};
        lines.insert(lines.end(), then.begin(), then.end());
        return lines;
    };
    const std::string nobodys = deposit(1, R"("op":"a")", 1, 1, 7);
    EXPECT_EQ(violated(with_dump(after_nobody(of_bob), {nobodys})), "");
    const std::vector<std::string> run{call("invoke", "submit", 1, bobs + sent_to(1, 7)),
                                       call("ok", "submit", 1, bobs + R"(,"status":202)")};
    EXPECT_EQ(violated(with_dump(after_nobody(run), {nobodys, deposit(2, R"("op":"a","caller":"bob")", 1, 2, 7)})),
              "C4");
}

TEST(Judge, IdsOfTwoCallersAreTwoOperations) {
    const std::string alices = R"(,"op":"a","caller":"alice")";
    const std::vector<std::string> asked{
        call("invoke", "submit", 1, bobs + sent_to(1, 7)), call("ok", "submit", 1, bobs + R"(,"status":202)"),
        call("invoke", "submit", 1, alices + sent_to(1, 9)), call("ok", "submit", 1, alices + R"(,"status":202)")};
    EXPECT_EQ(violated(with_dump(asked, {deposit(1, R"("op":"a","caller":"bob")", 1, 1, 7),
                                         deposit(2, R"("op":"a","caller":"alice")", 1, 2, 9)})),
              "");
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
