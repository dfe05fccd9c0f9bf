// The small parts of the edge: timer wheel, router, values of fields, dates.
#include <random>

#include <gtest/gtest.h>

#include "adapters/edge/http/authority.hpp"
#include "adapters/edge/http/fake_application.hpp"
#include "adapters/edge/http/field_values.hpp"
#include "adapters/edge/http/http_date.hpp"
#include "adapters/edge/http/router.hpp"
#include "adapters/edge/http/timer_wheel.hpp"

namespace hapax::http {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(TimerWheel, FiresNothingEarlyAndEverythingWithinAStep) {
    std::mt19937 random(3);

    TimerWheel wheel(milliseconds{50});
    Instant now{seconds{1000}};
    wheel.advance(now, [](std::uint32_t) {});
    std::vector<Instant> deadlines(500, never);
    for (int round = 0; round < 4000; ++round) {
        const auto slot = static_cast<std::uint32_t>(random() % deadlines.size());
        if (random() % 4 == 0) {
            wheel.clear(slot);
            deadlines[slot] = never;
        } else {
            deadlines[slot] = now + milliseconds{random() % 90'000};
            wheel.set(slot, deadlines[slot]);
        }
        now += milliseconds{random() % 120};
        wheel.advance(now, [&](std::uint32_t fired) {
            EXPECT_LE(deadlines[fired], now);
            deadlines[fired] = never;
        });
        for (const Instant deadline : deadlines) ASSERT_GT(deadline, now);
    }
    now += seconds{200};
    wheel.advance(now, [&](std::uint32_t fired) { deadlines[fired] = never; });
    for (const Instant deadline : deadlines) EXPECT_EQ(deadline, never);
}

TEST(TimerWheel, SetsAndClearsWhileFiring) {
    TimerWheel wheel(milliseconds{10});
    Instant now{seconds{1}};
    wheel.advance(now, [](std::uint32_t) {});
    wheel.set(0, now);
    int fired = 0;
    for (int i = 0; i < 3; ++i) {
        now += milliseconds{10};
        wheel.advance(now, [&](std::uint32_t slot) {
            ++fired;
            wheel.set(slot, now + milliseconds{5});
        });
    }
    EXPECT_EQ(fired, 3);
}

TEST(Router, PrefersLiteralsAndKeepsTheAuthorsOwnReads) {
    Service service = bank_service();
    const CommandType* command = service.commands[0].get();
    service.routes.push_back(
        {Verb::put, "/accounts/main/withdrawals/{operation}", "", "operation", command, 0, {}, false});
    service.routes.push_back(
        {Verb::get, "/accounts/{account}", "/accounts/{account}", "account", nullptr, 0, {}, false});
    const auto router = Router::build(service, {});
    ASSERT_TRUE(router);
    Target target;
    ASSERT_EQ(target.parse("/accounts/main/withdrawals/1"), nullptr);
    EXPECT_EQ(router->find(Method::put, target).endpoint->route->pattern, "/accounts/main/withdrawals/{operation}");
    ASSERT_EQ(target.parse("/accounts/main/balance"), nullptr);
    EXPECT_EQ(router->find(Method::get, target).endpoint->route->pattern, "/accounts/{account}/balance");
    ASSERT_EQ(target.parse("/accounts/42"), nullptr);
    EXPECT_EQ(router->find(Method::get, target).endpoint->kind, EndpointKind::row);
    EXPECT_EQ(router->find(Method::head, target).endpoint, router->find(Method::get, target).endpoint);
}

TEST(Router, RefusesTwoRoutesForOneAddressAndBadPatterns) {
    Service service = bank_service();
    service.routes.push_back(service.routes[1]);
    EXPECT_EQ(Router::build(service, {}).error().code, router_errc::route_conflict);
    service.routes.pop_back();
    service.routes.push_back({Verb::put, "no-slash/{operation}", "", "operation", nullptr, 0, {}, false});
    EXPECT_EQ(Router::build(service, {}).error().code, router_errc::bad_pattern);
    service.routes.pop_back();
    EXPECT_EQ(Router::build(service, {{"/operations/{any}", [](PageAnswer&) {}}}).error().code,
              router_errc::route_conflict);
}

TEST(FieldValues, PreferTakesTheFirstOfEachWishAndPassesOverTheRest) {
    const Preferences wishes = preferences("foo; bar, respond-async ,wait=10, wait=20, handling=lenient");
    EXPECT_TRUE(wishes.respond_async);
    EXPECT_EQ(wishes.wait_seconds, 10U);
    EXPECT_EQ(preferences("wait=-1").wait_seconds, std::nullopt);
    EXPECT_EQ(preferences("wait=99999999999").wait_seconds, std::nullopt);
    EXPECT_EQ(preferences("WAIT = 3").wait_seconds, 3U);
    EXPECT_FALSE(preferences("").respond_async);
    EXPECT_FALSE(preferences(",,=,;").respond_async);
}

TEST(FieldValues, AMediaTypeMayHaveParametersInQuotes) {
    EXPECT_TRUE(json_media_type("application/json; a=\";charset=latin1;\\\";\"; charset=\"UTF-8\""));
    EXPECT_FALSE(json_media_type("application/json; a=\"b\"; charset=latin1"));
    EXPECT_TRUE(json_media_type("application/json; a=\"open\\"));
}

TEST(FieldValues, OfSeveralTagsTheNewestCounts) {
    EXPECT_EQ(newest_tag("\"3\", W/\"12\", \"4\""), 12U);
    EXPECT_EQ(newest_tag(",, \"x\" ,"), std::nullopt);
    EXPECT_EQ(newest_tag(""), std::nullopt);
}

TEST(FieldValues, TracesAreValidOrNothing) {
    const std::string good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    EXPECT_TRUE(valid_traceparent(good));
    EXPECT_FALSE(valid_traceparent(good + "-x"));
    EXPECT_TRUE(valid_traceparent("01" + good.substr(2) + "-x"));
    EXPECT_FALSE(valid_traceparent("01" + good.substr(2) + "-\xC3"));
    EXPECT_FALSE(valid_traceparent("ff" + good.substr(2)));
    EXPECT_FALSE(valid_traceparent("00-4BF92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
    EXPECT_FALSE(valid_traceparent("00-00000000000000000000000000000000-00f067aa0ba902b7-01"));
    EXPECT_FALSE(valid_traceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"));
    EXPECT_FALSE(valid_traceparent(good.substr(1)));
    EXPECT_FALSE(valid_traceparent(""));
}

TEST(FieldValues, WhatAClientSaysOfItselfIsPrintableAndShort) {
    EXPECT_EQ(self_description("till/1 (x)", 6), "till/1");
    EXPECT_EQ(self_description("\x1b[31m", 64), "");
    EXPECT_EQ(self_description("t\xC3\xA9l", 64), "");
    EXPECT_FALSE(valid_correlation_id(std::string(65, 'a')));
    EXPECT_FALSE(valid_correlation_id("a b"));
    EXPECT_TRUE(valid_correlation_id("A-9"));
    EXPECT_EQ(retry_count("x"), 0U);
}

TEST(Authority, IsAHostAndPerhapsAPort) {
    for (const char* good :
         {"x", "x:", "x:80", "a.b-c_d~e", "%C3%a4", "1.2.3.4:65535", "999.1", "[::]", "[::1]:80", "[1:2:3:4:5:6:7:8]",
          "[1:2:3:4:5:6:1.2.3.4]", "[::ffff:1.2.3.4]", "[1::]", "[1:2::7:8]", "[v1.a:b]", "[VF.x]"}) {
        EXPECT_TRUE(valid_authority(good)) << good;
    }
    for (const char* bad : {"",
                            ":80",
                            "x:8o",
                            "x:123456",
                            "a@x",
                            "x y",
                            "x/",
                            "%",
                            "%4",
                            "%zz",
                            "a%",
                            "[]",
                            "[:]",
                            "[::1",
                            "[:::]",
                            "[1]",
                            "[1:2:3:4:5:6:7]",
                            "[1:2:3:4:5:6:7:8:9]",
                            "[1::2::3]",
                            "[::12345]",
                            "[::g]",
                            "[1:2:3:4:5:6:7::8]",
                            "[1.2.3.4]",
                            "[::1.2.3.4:5]",
                            "[::1.2.3]",
                            "[::1.2.3.256]",
                            "[::01.2.3.4]",
                            "[1:]",
                            "[:1]",
                            "[::1:]",
                            "[v.a]",
                            "[v1.]",
                            "[v1]",
                            "[vg.a]",
                            "[::1]x",
                            "[::1]:x"}) {
        EXPECT_FALSE(valid_authority(bad)) << bad;
    }
    EXPECT_TRUE(same_authority("BANK:80", "bank:80"));
    EXPECT_FALSE(same_authority("bank", "bank:80"));
}

TEST(HttpDate, IsTheFixedForm) {
    std::string out;
    append_http_date(out, Timestamp{784'111'777'000'000});
    EXPECT_EQ(out, "Sun, 06 Nov 1994 08:49:37 GMT");
    out.clear();
    append_http_date(out, Timestamp{INT64_MAX});
    EXPECT_EQ(out, "Fri, 31 Dec 9999 23:59:59 GMT");
}

}  // namespace
}  // namespace hapax::http
