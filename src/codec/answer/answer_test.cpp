// The stored answers, byte for byte: tests/golden/answer_v1.txt was written once and is never regenerated. A difference
// here means that repeats of old operations would get other bytes than their first answer.
#include "codec/answer/answer.hpp"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace hapax {
namespace {

StoredCommit withdrawal() {
    StoredCommit stored{Position{17}, Version{3}, {}};
    Commit& commit = stored.commit;
    commit.operation = {OperationId{*Uuid::parse("0197a3c0-6d1e-7cc2-8a57-0242ac120002")}, CallerScope{1}};
    commit.caller = {"", "anonymous"};
    commit.type = "Withdraw";
    commit.method = "PUT";
    commit.address = "/accounts/42/withdrawals/0197a3c0-6d1e-7cc2-8a57-0242ac120002";
    commit.resource = "/accounts/42";
    commit.stream = {"account", "42"};
    commit.correlation.correlation_id = "order-9";
    return stored;
}

std::string text(const StoredCommit& stored) {
    Answer answer;
    render_answer(stored, answer);
    std::ostringstream out;
    out << answer.status << '\n'
        << answer.content_type << '\n'
        << answer.location << '\n'
        << answer.operation << '\n'
        << answer.resource << '\n'
        << answer.etag << '\n'
        << answer.position << '\n'
        << answer.body << "\n\n";
    return out.str();
}

StoredCommit with(Outcome outcome, std::string code = {}, std::string detail = {}, std::string fields = {}) {
    StoredCommit stored = withdrawal();
    stored.commit.outcome = outcome;
    stored.commit.reply = {1, std::move(code), std::move(detail), std::move(fields)};
    return stored;
}

std::string all_kinds() {
    std::string out = text(withdrawal());
    out += text(with(Outcome::accomplished, {}, {}, R"({"balance":7000})"));
    out += text(with(Outcome::rejected, "insufficient-funds", "7000 are there, \"8000\" were asked for",
                     R"({"balance":7000})"));
    out += text(with(Outcome::rejected, "account-not-open"));
    out += text(with(Outcome::precondition_failed));
    StoredCommit failed = with(Outcome::failed);
    failed.commit.causes = {"no such table", "line\nbreak"};
    out += text(failed);

    StoredCommit created = withdrawal();
    created.commit.operation.id = OperationId{*Uuid::parse("74738ff5-5367-5958-9aee-98fffdcd1876")};
    created.commit.address = created.commit.resource = "/accounts/a b\u00e9/\"x\"";
    created.commit.stream.key = "a b\u00e9";
    out += text(created);

    StoredCommit posted = withdrawal();
    posted.commit.method = "POST";
    posted.commit.address = "/accounts/42/closing";
    posted.position = Position{18446744073709551615U};
    out += text(posted);
    return out;
}

std::string golden() {
    std::ifstream file(HAPAX_GOLDEN_DIR "/answer_v1.txt");
    std::ostringstream out;
    out << file.rdbuf();
    return out.str();
}

TEST(Answer, HasTheBytesOfTheGoldenFile) {
    EXPECT_EQ(all_kinds(), golden());
}

TEST(Answer, IsTheSameWhenItsMemoryIsReused) {
    Answer reused;
    render_answer(with(Outcome::rejected, "insufficient-funds", "a long detail that is not there any more"), reused);
    render_answer(withdrawal(), reused);
    Answer fresh;
    render_answer(withdrawal(), fresh);
    EXPECT_EQ(reused.body, fresh.body);
    EXPECT_EQ(reused.location, fresh.location);
    EXPECT_EQ(reused.etag, fresh.etag);
}

TEST(Answer, NeverPutsALineEndIntoAHeader) {
    StoredCommit hostile = withdrawal();
    hostile.commit.address = "/accounts/a\r\nSet-Cookie: x/withdrawals/0197a3c0-6d1e-7cc2-8a57-0242ac120002";
    hostile.commit.resource = "/accounts/a\r\nSet-Cookie: x";
    Answer answer;
    render_answer(hostile, answer);
    EXPECT_EQ(answer.location.find_first_of("\r\n "), std::string::npos);
    EXPECT_EQ(answer.resource, "/accounts/a%0D%0ASet-Cookie:%20x");
}

TEST(AnswerDeathTest, OfAnUnknownRendererStopsTheProgram) {
    StoredCommit later = withdrawal();
    later.commit.reply.renderer = 99;
    Answer answer;
    EXPECT_DEATH(render_answer(later, answer), "renderer");
}

}  // namespace
}  // namespace hapax
