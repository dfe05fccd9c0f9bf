// Fear: what simulated clients write for hapax-check raises false alarms, or says too little to show a violation.
// Method: histories of a few worlds, as they are and doctored, through hapax-check's own parser and judge.
#include <algorithm>
#include <charconv>

#include <gtest/gtest.h>

#include "checks.hpp"
#include "history_lines.hpp"
#include "run.hpp"
#include "tools/check/format/line_parser.hpp"
#include "tools/check/judge.hpp"

namespace hapax::simulated_bank {
namespace {

using check::Check;
using Lines = std::vector<std::string>;  // each with its '\n'

constexpr std::uint64_t worlds = 20;
constexpr std::int64_t second = 1'000'000'000;
constexpr std::string_view time_name = "\"t\":";

Lines told_by(std::uint64_t seed) {
    Lines lines;
    RunSettings settings;
    settings.look = [&](const Evidence& evidence) {
        const std::string text = history_lines(evidence.history) + dump_lines(evidence);
        for (std::size_t begin = 0, end = 0; begin < text.size(); begin = end) {
            end = text.find('\n', begin) + 1;
            lines.push_back(text.substr(begin, end - begin));
        }
    };
    run_bank(seed, settings);
    return lines;
}

check::Findings judge(const Lines& lines) {
    check::Judge judge({});
    check::LineParser parser;
    check::Line line;
    std::uint32_t number = 0;
    for (const std::string& text : lines) {
        EXPECT_TRUE(parser.parse(std::string_view(text).substr(0, text.size() - 1), line)) << text << parser.problem();
        EXPECT_FALSE(judge.take(line, ++number).has_value()) << text;
    }
    EXPECT_FALSE(judge.finish().has_value());
    EXPECT_TRUE(judge.figures().has_heal);
    return judge.findings();
}

bool says(const std::string& line, std::string_view what) {
    return line.find(what) != std::string::npos;
}

std::int64_t time_of(const std::string& line) {
    std::int64_t time = 0;
    const std::size_t begin = line.find(time_name) + time_name.size();
    std::from_chars(line.data() + begin, line.data() + line.size(), time);
    return time;
}

void set_time(std::string& line, std::int64_t time) {
    const std::size_t begin = line.find(time_name) + time_name.size();
    line.replace(begin, line.find_first_of(",}", begin) - begin, std::to_string(time));
}

std::size_t first(const Lines& lines, std::size_t from, std::string_view what) {
    const auto found = std::find_if(lines.begin() + static_cast<std::ptrdiff_t>(from), lines.end(),
                                    [&](const std::string& line) { return says(line, what); });
    return static_cast<std::size_t>(found - lines.begin());
}

// The last one: what heals by itself says so too.
std::size_t heal_of(const Lines& lines) {
    const auto last = std::find_if(lines.rbegin(), lines.rend(),
                                   [](const std::string& line) { return says(line, "\"fault\":\"heal\""); });
    return static_cast<std::size_t>(lines.rend() - last) - 1;
}

std::size_t end_of(const Lines& lines) {
    return first(lines, 0, "\"dump\":");
}

// Calls doctor() with the lines of one world after another, until it says that it found a place for its violation.
template <class Doctor>
check::Findings doctored(Doctor doctor) {
    for (std::uint64_t seed = 1; seed <= worlds; ++seed) {
        Lines lines = told_by(seed);
        if (doctor(lines)) return judge(lines);
    }
    ADD_FAILURE() << "no world has a place for this";
    return {};
}

TEST(JudgedHistory, OfEveryWorldRaisesNoAlarm) {
    for (std::uint64_t seed = 1; seed <= worlds; ++seed) {
        const check::Findings findings = judge(told_by(seed));
        for (const check::Finding& finding : findings.shown()) {
            ADD_FAILURE() << "seed " << seed << ": " << check::id_text(finding.check) << " " << finding.what;
        }
    }
}

TEST(JudgedHistory, C14FindsAServiceThatIsSilentAfterTheHeal) {
    const check::Findings findings = doctored([](Lines& lines) {
        const std::size_t heal = heal_of(lines);
        const std::size_t asked = first(lines, heal, "\"type\":\"invoke\"");
        if (asked >= end_of(lines) || first(lines, heal, "\"type\":\"ok\"") < asked) return false;
        for (std::size_t i = asked + 1; i < end_of(lines); ++i) set_time(lines[i], time_of(lines[i]) + 6 * second);
        return true;
    });
    EXPECT_GT(findings.count(Check::liveness), 0u);
}

TEST(JudgedHistory, C14FindsAnAcceptedOperationThatDoesNotEndAfterTheHeal) {
    const check::Findings findings = doctored([](Lines& lines) {
        const std::size_t heal = heal_of(lines);
        const std::size_t ok = first(lines, 0, "\"status\":202");
        if (ok >= end_of(lines)) return false;
        const std::size_t begin = lines[ok].find("\"op\":");
        const std::string whose = lines[ok].substr(begin, lines[ok].find(",\"status\"") - begin);
        const std::int64_t late = std::max(time_of(lines[heal]), time_of(lines[end_of(lines) - 1])) + 31 * second;
        const auto poll = [&](std::string_view type, std::string_view more) {
            return "{\"n\":1,\"t\":" + std::to_string(late) + ",\"type\":\"" + std::string(type) +
                   "\",\"f\":\"poll\",\"proc\":4000000000," + whose + std::string(more) + "}\n";
        };
        const Lines asked{poll("invoke", ""), poll("ok", R"(,"status":200,"state":"committed")")};
        lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(end_of(lines)), asked.begin(), asked.end());
        return true;
    });
    EXPECT_GT(findings.count(Check::liveness), 0u);
}

TEST(JudgedHistory, C15FindsAnEndThatIsPushedTwice) {
    const check::Findings findings = doctored([](Lines& lines) {
        const std::size_t pushed = first(lines, 0, "\"f\":\"push\"");
        if (pushed >= end_of(lines)) return false;
        lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(pushed), lines[pushed]);
        return true;
    });
    EXPECT_GT(findings.count(Check::push), 0u);
}

TEST(JudgedHistory, C18FindsAJournalThatEndsBeforeWhatAnAnswerTold) {
    const check::Findings findings = doctored([](Lines& lines) {
        const std::size_t ok = first(lines, 0, "\"position\":\"");
        if (ok >= end_of(lines)) return false;
        const std::size_t begin = lines[ok].find("\"position\":\"") + 12;
        lines[ok].replace(begin, lines[ok].find('"', begin) - begin, "999999");
        return true;
    });
    EXPECT_GT(findings.count(Check::loss_guard), 0u);
}

TEST(JudgedHistory, C18FindsAJournalWhoseAcknowledgedEndIsGone) {
    const check::Findings findings = doctored([](Lines& lines) {
        const std::size_t start = first(lines, 0, "\"dump\":\"start\"");
        if (first(lines, 0, "\"position\":\"") >= end_of(lines)) return false;
        std::erase_if(lines, [](const std::string& line) { return says(line, "\"dump\":\"record\""); });
        lines[start] = "{\"dump\":\"start\",\"end\":0}\n";
        return true;
    });
    EXPECT_GT(findings.count(Check::loss_guard), 0u);
}

}  // namespace
}  // namespace hapax::simulated_bank
