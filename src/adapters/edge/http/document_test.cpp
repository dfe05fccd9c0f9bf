#include "adapters/edge/http/document.hpp"

#include <gtest/gtest.h>

#include "adapters/edge/http/test_edge.hpp"

namespace hapax::http {
namespace {

Document a_page() {
    Document page{"/problems/overloaded", {{"text/html; charset=utf-8", "<p>no</p>"}, {"application/json", "{}"}}};
    page.fields = "Content-Security-Policy: default-src 'self'\r\n";
    return page;
}

class Documents : public testing::Test {
 protected:
    Documents() { edge.router = *Router::build(edge.service, {}, {a_page(), Document{"/", {{"text/html", "root"}}}}); }
    TestAnswer ask(const std::string& fields, const std::string& target = "/problems/overloaded") {
        return edge.ask("GET " + target + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n");
    }
    TestEdge edge;
};

TEST_F(Documents, AreSentAsTheyWereWritten) {
    const TestAnswer answer = ask("");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "<p>no</p>");
    EXPECT_EQ(answer.field("Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(answer.field("Content-Security-Policy"), "default-src 'self'");
    EXPECT_EQ(answer.field("Cache-Control"), "no-cache");
    EXPECT_EQ(answer.field("Vary"), "Accept");
    EXPECT_EQ(answer.field("ETag").size(), 34U);
    EXPECT_EQ(ask("", "/").body, "root");
}

TEST_F(Documents, ComeInTheFormThatIsAskedFor) {
    EXPECT_EQ(ask("Accept: application/json\r\n").body, "{}");
    EXPECT_EQ(ask("Accept: text/plain, Application/JSON;q=0.5\r\n").body, "{}");
    EXPECT_EQ(ask("Accept: */*\r\n").body, "<p>no</p>");
    EXPECT_EQ(ask("Accept: ,;,\r\n").body, "<p>no</p>");
    EXPECT_EQ(ask("Accept: text/plain\r\nAccept: image/png\r\n").body, "<p>no</p>");
}

TEST_F(Documents, AreNotSentAgainToWhoeverHasThem) {
    const std::string etag = ask("").field("ETag");
    for (const std::string& list : {etag, "W/" + etag, "\"x\", " + etag, std::string("*")}) {
        const TestAnswer answer = ask("If-None-Match: " + list + "\r\n");
        EXPECT_EQ(answer.status, 304) << list;
        EXPECT_EQ(answer.body, "");
        EXPECT_EQ(answer.field("ETag"), etag);
        EXPECT_EQ(answer.field("Content-Type"), "");
    }
    EXPECT_EQ(ask("Accept: application/json\r\nIf-None-Match: " + etag + "\r\n").status, 200);  // another rendering
    EXPECT_EQ(ask("If-None-Match: garbage,,\"\r\n").status, 200);
    EXPECT_EQ(ask("If-Match: " + etag + "\r\n").status, 400);
}

TEST_F(Documents, TakeNoOtherMethod) {
    EXPECT_EQ(edge.ask("PUT /problems/overloaded HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n").status, 405);
    EXPECT_EQ(ask("", "/problems/unknown").status, 404);
}

TEST(Served, AreAllRoutesAsTheyWereRegistered) {
    const Service service = bank_service();
    const auto router = Router::build(service, {}, {a_page()});
    ASSERT_TRUE(router);
    const auto& served = router->served();
    const auto has = [&](std::string_view one) { return std::ranges::count(served, one) == 1; };
    EXPECT_TRUE(has("GET /operations/{id}"));
    EXPECT_TRUE(has("GET /problems/overloaded"));
    EXPECT_TRUE(has("PUT /accounts/{account}/withdrawals/{operation}"));
    EXPECT_TRUE(has("GET /accounts/{account}/withdrawals/{operation}"));
}

TEST(Served, ARouteThatGoesAwaySaysSoInEveryAnswer) {
    TestEdge edge;
    for (Route& route : edge.service.routes) {
        route.deprecation = Deprecation{Timestamp{1'761'955'200'000'000}, Timestamp{1'782'777'600'000'000}};
    }
    edge.router = *Router::build(edge.service, {});
    const std::string start =
        "PUT /accounts/42/withdrawals/0197a3c0-6d1e-7cc2-8a57-0242ac120002 HTTP/1.1\r\nHost: x\r\n"
        "Content-Type: application/json\r\nContent-Length: ";
    for (const char* body : {"16\r\n\r\n{\"amount\":  200}", "2\r\n\r\n{x", "15\r\n\r\n{\"nothing\":  1}"}) {
        const TestAnswer answer = edge.ask(start + body);
        EXPECT_EQ(answer.field("Deprecation"), "@1761955200") << answer.status;
        EXPECT_EQ(answer.field("Sunset"), "Tue, 30 Jun 2026 00:00:00 GMT") << answer.status;
    }
    EXPECT_EQ(
        edge.ask("GET /operations/0197a3c0-6d1e-7cc2-8a57-0242ac120002 HTTP/1.1\r\nHost: x\r\n\r\n").field("Sunset"),
        "");
}

}  // namespace
}  // namespace hapax::http
