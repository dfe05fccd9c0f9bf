// Every case of http.tsv through the edge: in the writes that the table has, then cut in two everywhere, a byte at a
// time, and in drawn pieces. However it is cut, what comes back is the same.
#include "grammar/http_cases.hpp"

#include <gtest/gtest.h>

#include "kernel/random.hpp"
#include "support/bank_edge.hpp"

namespace hapax::grammar {
namespace {

using test::BankEdge;
using test::EdgeAnswer;
using test::EdgeRun;
using Pieces = std::vector<std::string_view>;

constexpr std::string_view good = "GET /health/live HTTP/1.1\r\nHost: after\r\n\r\n";
constexpr std::size_t cuts_most = 400;

const std::vector<HttpCase>& cases() {
    static const auto table = read_http_cases(HAPAX_GRAMMAR_DIR "/http.tsv");
    return table;
}

std::string name_of(const HttpCase& one) {
    return "http.tsv:" + std::to_string(one.line) + " (RFC " + one.section + "): " + one.why;
}

void check_fields(const EdgeAnswer& answer, const Expected& expected) {
    for (const FieldDemand& demand : expected.fields) {
        std::string lower = demand.name;
        for (char& c : lower) c = http::lower(c);
        EXPECT_EQ(answer.has(lower), !demand.absent) << demand.name;
        EXPECT_EQ(answer.field(lower), demand.value.value_or(answer.field(lower))) << demand.name;
    }
}

// A client that waits for 100 gets it only as long as its body is not there: cut otherwise it may be missing.
std::vector<Expected> without_interim(std::vector<Expected> expected) {
    std::erase_if(expected, [](const Expected& e) { return e.status < 200; });
    return expected;
}

void check(const EdgeRun& run, const HttpCase& one, bool as_written) {
    ASSERT_FALSE(run.torn);
    std::vector<Expected> expected = as_written ? one.answers : without_interim(one.answers);
    if (!one.waits && !one.closes()) expected.push_back({200, false, {}});
    const auto answers = as_written ? run.answers : run.final_answers();
    ASSERT_EQ(answers.size(), expected.size());
    for (std::size_t i = 0; i < answers.size(); ++i) {
        EXPECT_EQ(answers[i].status, expected[i].status) << answers[i].body;
        EXPECT_EQ(answers[i].closes(), expected[i].closes);
        check_fields(answers[i], expected[i]);
    }
    EXPECT_EQ(run.closed, one.closes());
}

std::string whole(const HttpCase& one) {
    std::string bytes;
    for (const std::string& write : one.writes) bytes += write;
    if (!one.waits) bytes += good;
    return bytes;
}

Pieces drawn(std::string_view bytes, std::uint64_t seed) {
    Random random(seed);
    Pieces pieces;
    while (!bytes.empty()) {
        const std::size_t size = std::min<std::size_t>(bytes.size(), 1 + random.below(1 + bytes.size() / 4));
        pieces.push_back(bytes.substr(0, size));
        bytes.remove_prefix(size);
    }
    return pieces;
}

TEST(HttpCases, AreAtLeastTwoHundredAndFifty) {
    EXPECT_GE(cases().size(), 250U);
}

TEST(HttpCases, AreAnsweredAsTheTableSays) {
    BankEdge edge;
    for (const HttpCase& one : cases()) {
        SCOPED_TRACE(name_of(one));
        Pieces pieces(one.writes.begin(), one.writes.end());
        if (!one.waits) pieces.push_back(good);
        check(edge.run(pieces), one, true);
    }
}

TEST(HttpCases, AreAnsweredTheSameCutInTwoAnywhere) {
    BankEdge edge;
    for (const HttpCase& one : cases()) {
        SCOPED_TRACE(name_of(one));
        const std::string bytes = whole(one);
        const std::size_t step = 1 + bytes.size() / cuts_most;
        for (std::size_t at = 0; at < bytes.size(); at += step) {
            const std::string_view view = bytes;
            check(edge.run({view.substr(0, at), view.substr(at)}), one, false);
            if (HasFailure()) FAIL() << "cut at " << at;
        }
    }
}

TEST(HttpCases, AreAnsweredTheSameInManyPieces) {
    BankEdge edge;
    for (const HttpCase& one : cases()) {
        SCOPED_TRACE(name_of(one));
        const std::string bytes = whole(one);
        Pieces single;
        for (std::size_t at = 0; at < bytes.size(); ++at) single.push_back(std::string_view(bytes).substr(at, 1));
        check(edge.run(single), one, false);
        for (std::uint64_t seed = 1; seed <= 20; ++seed) check(edge.run(drawn(bytes, seed)), one, false);
        if (HasFailure()) return;
    }
}

}  // namespace
}  // namespace hapax::grammar
