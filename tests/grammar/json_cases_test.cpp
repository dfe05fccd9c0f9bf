// Every case of json.tsv through the codec, and as the body of a PUT through the edge: with a length and in chunks.
#include <gtest/gtest.h>

#include "codec/canonical.hpp"
#include "codec/json_document.hpp"
#include "grammar/notation.hpp"
#include "support/bank_edge.hpp"

namespace hapax::grammar {
namespace {

struct JsonCase {
    std::size_t line = 0;
    bool accepted = false;
    bool to_deposit = false;
    int status = 0;
    std::optional<std::string> canonical;
    std::string text;
    std::string reason;
};

JsonCase case_of(const Line& line) {
    const auto& [verdict, status, canonical, text, reason] =
        std::tie(line.columns[0], line.columns[1], line.columns[2], line.columns[3], line.columns[4]);
    JsonCase one{line.number, verdict.ends_with("yes"), status.starts_with("deposit:"), 0, {}, bytes_of(text), reason};
    one.status = std::stoi(status.substr(status.find(':') + 1));
    if (canonical == "=") one.canonical = one.text;
    if (canonical != "=" && canonical != "-") one.canonical = bytes_of(canonical);
    return one;
}

const std::vector<JsonCase>& cases() {
    static const auto table = [] {
        std::vector<JsonCase> all;
        for (const Line& line : read_table(HAPAX_GRAMMAR_DIR "/json.tsv", 5)) all.push_back(case_of(line));
        return all;
    }();
    return table;
}

std::string name_of(const JsonCase& one) {
    return "json.tsv:" + std::to_string(one.line) + ": " + one.reason + ": " + one.text.substr(0, 60);
}

TEST(JsonCases, AreHundreds) {
    EXPECT_GE(cases().size(), 320U);
}

TEST(JsonCases, AreJudgedAsTheTableSays) {
    for (const JsonCase& one : cases()) {
        SCOPED_TRACE(name_of(one));
        JsonDocument document;
        const auto refused = document.parse(one.text);
        EXPECT_EQ(!refused, one.accepted) << refused.value_or("taken");
        EXPECT_TRUE(!refused || !refused->empty());
    }
}

TEST(JsonCases, HaveTheCanonicalFormOfTheTable) {
    for (const JsonCase& one : cases()) {
        if (!one.canonical) continue;
        SCOPED_TRACE(name_of(one));
        JsonDocument document;
        ASSERT_FALSE(document.parse(one.text));
        const std::string canonical = canonical_json(document.root());
        EXPECT_EQ(canonical, *one.canonical);
        ASSERT_FALSE(document.parse(canonical));
        EXPECT_EQ(canonical_json(document.root()), canonical) << "canonical once more";
    }
}

std::string head_of(const JsonCase& one) {
    const std::string address = bytes_of(one.to_deposit ? "/accounts/x/deposits/~i" : "/accounts/~a");
    return "PUT " + address + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";
}

std::string with_length(const JsonCase& one) {
    return head_of(one) + "Content-Length: " + std::to_string(one.text.size()) + "\r\n\r\n" + one.text;
}

std::string in_chunks(const JsonCase& one) {
    std::string request = head_of(one) + "Transfer-Encoding: chunked\r\n\r\n";
    const std::size_t middle = one.text.size() / 2;
    for (const std::string& part : {one.text.substr(0, middle), one.text.substr(middle)}) {
        if (part.empty()) continue;
        char size[20];
        std::snprintf(size, sizeof size, "%zx\r\n", part.size());
        request += size + part + "\r\n";
    }
    return request + "0\r\n\r\n";
}

TEST(JsonCases, GetTheirStatusThroughTheEdge) {
    test::BankEdge edge;
    for (const JsonCase& one : cases()) {
        for (const std::string& request : {with_length(one), in_chunks(one)}) {
            SCOPED_TRACE(name_of(one));
            const test::EdgeRun run = edge.run({request});
            ASSERT_EQ(run.answers.size(), 1U);
            EXPECT_EQ(run.answers[0].status, one.status) << run.answers[0].body;
            EXPECT_EQ(run.submitted, one.status == 201 ? 1U : 0U);
        }
    }
}

}  // namespace
}  // namespace hapax::grammar
