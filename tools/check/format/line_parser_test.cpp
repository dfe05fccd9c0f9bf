// Fear: a line that is not as docs/formats/history.md describes it is taken for something, or crashes the reader.

#include "tools/check/format/line_parser.hpp"

#include <gtest/gtest.h>

#include "kernel/random.hpp"
#include "tools/check/format/line_writer.hpp"
#include "tools/check/limits.hpp"
#include "tools/check/mutator/story.hpp"

namespace hapax::check {
namespace {

struct Parsed {
    bool good;
    std::size_t column;
    std::string problem;
};

Parsed parse(const std::string& text) {
    const std::string with_newline = text + "\n";
    LineParser parser;
    Line line;
    const bool good = parser.parse({with_newline.data(), text.size()}, line);
    return {good, parser.column(), parser.problem()};
}

const std::string poll = R"({"n":1,"t":2,"type":"invoke","f":"poll","proc":3,"op":"a")";

TEST(LineParser, TakesBlanksEscapesAndStringsOfDigits) {
    const std::string text =
        "{ \"dump\" : \"start\" , \"end\" : \"12\", \"store\":\"a\\\"\\u00e9\\ud83d\\ude00\\n\" }\n";
    LineParser parser;
    Line line;
    ASSERT_TRUE(parser.parse({text.data(), text.size() - 1}, line)) << parser.problem();
    EXPECT_EQ(line.kind(), LineKind::dump_start);
    EXPECT_EQ(line.number(Field::end), 12);
    EXPECT_EQ(line.text(Field::store), "a\"\xC3\xA9\xF0\x9F\x98\x80\n");
}

TEST(LineParser, SkipsFieldsOfOthersWhateverTheyHold) {
    EXPECT_TRUE(parse(poll + R"(,"x_note":{"a":[1,2.5e-3,null,true,{"b":"\\"}]}})").good);
}

struct Wrong {
    const char* tail;  // behind `poll`
    const char* problem;
};

class WrongLines : public testing::TestWithParam<Wrong> {};

TEST_P(WrongLines, AreRefusedWithAReason) {
    const Parsed parsed = parse(poll + GetParam().tail);
    EXPECT_FALSE(parsed.good) << GetParam().tail;
    EXPECT_NE(parsed.problem.find(GetParam().problem), std::string::npos) << parsed.problem;
    EXPECT_GT(parsed.column, poll.size() / 2);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, WrongLines,
    testing::Values(Wrong{"", "expected '}'"}, Wrong{"}}", "nothing may follow"}, Wrong{",}", "expected a string"},
                    Wrong{",\"opp\":1}", "unknown field 'opp'"}, Wrong{",\"op\":\"b\"}", "comes twice"},
                    Wrong{",\"status\":200}", "has no field 'status'"}, Wrong{",\"attempt\":1.5}", "whole number"},
                    Wrong{",\"attempt\":-1}", "not negative"}, Wrong{",\"attempt\":01}", "leading zero"},
                    Wrong{",\"attempt\":9223372036854775808}", "whole number"},
                    Wrong{",\"attempt\":1e400}", "whole number"}, Wrong{",\"attempt\":\"1}", "expected '\"'"},
                    Wrong{",\"node\":\"a}", "closing quote"}, Wrong{",\"node\":\"\\x\"}", "escape"},
                    Wrong{",\"node\":\"\\ud800\"}", "surrogate"}, Wrong{",\"node\":\"\\u12g4\"}", "hexadecimal"},
                    Wrong{",\"node\":\"\xff\"}", "UTF-8"}, Wrong{",\"node\":\"\x01\"}", "control character"},
                    Wrong{",\"node\":7}", "expected a string"}, Wrong{",\"x_a\":nul}", "expected a number"},
                    Wrong{",\"x_a\":[1,]}", "expected a number"}, Wrong{",\"x_a\":{\"a\" 1}}", "expected ':'"},
                    Wrong{",\"n\":1}", "comes twice"}));

TEST(LineParser, RefusesLinesThatLackOrMixFields) {
    EXPECT_NE(parse("{}").problem.find("neither 'type' nor 'dump'"), std::string::npos);
    EXPECT_NE(parse("").problem.find("expected '{'"), std::string::npos);
    EXPECT_NE(parse(R"({"n":1,"t":1,"type":"ok","f":"dance"})").problem.find("'dance'"), std::string::npos);
    EXPECT_NE(
        parse(R"({"n":1,"t":1,"type":"ok","f":"submit","proc":1,"op":"a"})").problem.find("needs the field 'status'"),
        std::string::npos);
    EXPECT_NE(parse(R"({"dump":"nonsense"})").problem.find("no dump line 'nonsense'"), std::string::npos);
    EXPECT_NE(
        parse(
            R"({"dump":"record","position":1,"op":"a","stream":"s","version":1,"state":"accomplished","events":[{}]})")
            .problem.find("needs the field 'type'"),
        std::string::npos);
    EXPECT_NE(parse(R"({"n":1,"t":1,"type":"invoke","f":"submit","proc":1,"op":"a","key":"k","body_hash":"12345"})")
                  .problem.find("expected a hash"),
              std::string::npos);
}

TEST(LineParser, HasLimits) {
    EXPECT_NE(parse(poll + ",\"node\":\"" + std::string(name_bytes_max + 1, 'a') + "\"}").problem.find("256 bytes"),
              std::string::npos);
    EXPECT_TRUE(parse(poll + ",\"x_a\":" + std::string(60, '[') + std::string(60, ']') + "}").good);
    EXPECT_NE(parse(poll + ",\"x_a\":" + std::string(100'000, '[') + "}").problem.find("nested deeper"),
              std::string::npos);
    std::string many = poll;
    for (int i = 0; i < 64; ++i) many += ",\"x_" + std::to_string(i) + "\":0";
    EXPECT_NE(parse(many + "}").problem.find("more than 64 fields"), std::string::npos);
}

// Whatever bytes change in sound lines: an answer, never a crash.
TEST(LineParser, SurvivesEveryKindOfDamage) {
    const std::string text = write(tell({.operations = 60, .seed = 11}));
    Random random(99);
    std::size_t refused = 0;
    for (int round = 0; round < 20'000; ++round) {
        const std::size_t begin = text.rfind('\n', random.below(text.size() - 2)) + 1;
        std::string line = text.substr(begin, text.find('\n', begin) - begin);
        for (std::uint64_t changes = 1 + random.below(3); changes > 0 && !line.empty(); --changes) {
            const std::size_t at = random.below(line.size());
            switch (random.below(3)) {
                case 0:
                    line[at] = static_cast<char>(random.below(256));
                    break;
                case 1:
                    line.erase(at, 1 + random.below(5));
                    break;
                default:
                    line.insert(at, 1, "\"{}[]:,0-\\"[random.below(10)]);
            }
        }
        if (line.find('\n') != std::string::npos) continue;
        refused += parse(line).good ? 0 : 1;
    }
    EXPECT_GT(refused, 10'000u);
}

}  // namespace
}  // namespace hapax::check
