#include "host/config/resolve.hpp"

#include <gtest/gtest.h>

#include "host/config/setting.hpp"

namespace hapax::configuration {
namespace {

using namespace std::chrono_literals;

SourceReading given(std::initializer_list<Assignment> assignments) {
    return {assignments, {}};
}

TEST(Resolve, HoldsTheDefaultsOfTheHouse) {
    const auto resolved = resolve({});
    ASSERT_TRUE(resolved);
    const Config& config = resolved->config;
    EXPECT_EQ(config.server.listen, "127.0.0.1:8080");
    EXPECT_EQ(config.server.wait, Duration(10s));
    EXPECT_EQ(config.limits.body_bytes, 1U << 20U);
    EXPECT_EQ(config.limits.url_bytes, 8192U);
    EXPECT_EQ(config.limits.headers, 64U);
    EXPECT_EQ(config.limits.header_bytes, 16384U);
    EXPECT_EQ(config.limits.header_time, Duration(10s));
    EXPECT_EQ(config.push.subscribers, 20'000U);
    EXPECT_EQ(config.push.heartbeat, Duration(15s));
    EXPECT_EQ(config.retention.operations, Duration::max());
    EXPECT_EQ(config.log.level, Level::info);
    for (const Setting& setting : settings()) EXPECT_TRUE(resolved->origins.contains(std::string(setting.path)));
}

TEST(Resolve, KnowsNoSettingThatNothingUses) {
    EXPECT_EQ(find_setting("limits.json_depth"), nullptr);
    EXPECT_EQ(find_setting("engine.batch"), nullptr);
}

TEST(Resolve, LetsLaterSourcesWinAndRemembersThem) {
    const auto resolved = resolve({given({{"server.wait", "1s", "f:1"}, {"log.level", "error", "f:2"}}),
                                   given({{"server.wait", "2s", "HAPAX_SERVER__WAIT"}}), given({})});
    ASSERT_TRUE(resolved);
    EXPECT_EQ(resolved->config.server.wait, Duration(2s));
    EXPECT_EQ(resolved->origins.at("server.wait"), "HAPAX_SERVER__WAIT");
    EXPECT_EQ(resolved->config.log.level, Level::error);
    EXPECT_EQ(resolved->origins.at("server.shutdown"), "default");
}

TEST(Resolve, ReportsEveryProblemWithItsOrigin) {
    const auto resolved = resolve({given({{"server.wait", "1h", "f:3"}, {"limits.headers", "7", "f:4"}}),
                                   {{{"log.level", "loud", "HAPAX_LOG__LEVEL"}}, {"f:9: unknown key 'a'"}}});
    ASSERT_FALSE(resolved);
    EXPECT_EQ(resolved.error().code, config_errc::invalid);
    EXPECT_EQ(resolved.error().detail,
              "f:3: server.wait: '1h' is more than 10m\n"
              "f:4: limits.headers: '7' is less than 8\n"
              "f:9: unknown key 'a'\n"
              "HAPAX_LOG__LEVEL: log.level: 'loud' is not one of \"debug\", \"info\", \"warning\", \"error\"");
}

TEST(Resolve, KeepsPushWithinWhatItsClientsBear) {
    const auto refused = resolve({given({{"push.heartbeat", "30s", "f:1"},
                                         {"push.client_silence", "15s", "f:2"},
                                         {"push.in_flight", "0", "f:3"},
                                         {"push.message_bytes", "1GiB", "f:4"},
                                         {"push.reconnect", "forever", "f:5"}})});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().detail,
              "f:1: push.heartbeat: '30s' is more than 25s\n"
              "f:2: push.client_silence: '15s' is less than 16s: SignalR clients say something every 15s\n"
              "f:3: push.in_flight: '0' is less than 1\n"
              "f:4: push.message_bytes: '1GiB' is more than 1MiB\n"
              "f:5: push.reconnect: 'forever' is more than 1h");
    EXPECT_TRUE(resolve({given({{"push.heartbeat", "1s", "f:1"}, {"push.subscribers", "1", "f:2"}})}));
}

TEST(Resolve, ListensBeyondLoopbackOnlyWhenTold) {
    const Assignment listen{"server.listen", "0.0.0.0:80", "--listen"};
    const auto refused = resolve({given({listen})});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().detail,
              "--listen: server.listen: '0.0.0.0:80' is not a loopback address; nothing is encrypted, so that needs "
              "--insecure");
    EXPECT_TRUE(resolve({given({listen, {"server.insecure", "true", "--insecure"}})}));
}

TEST(Resolve, WhoAsksIsSaidInOneWayOnly) {
    const auto with = [](std::initializer_list<Assignment> assignments) { return resolve({given(assignments)}); };
    const auto dev = with({{"auth.mode", "dev", "f:1"}});
    ASSERT_TRUE(dev);
    EXPECT_EQ(dev->config.auth.mode, AuthMode::dev);
    EXPECT_EQ(dev->config.auth.issuer, "urn:hapax:dev");
    EXPECT_FALSE(dev->config.auth.anonymous);
    EXPECT_TRUE(with({{"auth.mode", "bearer", "f:1"}, {"auth.bearer_file", "tokens", "f:2"}}));
    EXPECT_EQ(with({{"auth.mode", "bearer", "f:1"}}).error().detail, "f:1: auth.mode: 'bearer' needs auth.bearer_file");
    EXPECT_EQ(with({{"auth.mode", "oidc", "f:1"}}).error().detail,
              "f:1: auth.mode: 'oidc' is not one of \"anonymous\", \"dev\", \"bearer\"");
    EXPECT_FALSE(with({{"auth.bearer_file", "tokens", "f:1"}})) << "nobody would read it";
    EXPECT_FALSE(with({{"auth.anonymous", "true", "f:1"}})) << "everybody is";
    EXPECT_FALSE(with({{"auth.issuer", "", "f:1"}}));
    EXPECT_FALSE(with({{"auth.issuer", "a|b", "f:1"}})) << "it would be read as another caller";
    EXPECT_FALSE(with({{"auth.audience", "", "f:1"}}));
}

// The last prepared segment belongs to what completes: with one alone every request would be 507 for ever.
TEST(Resolve, RefusesAJournalThatCouldNotAdmitAnything) {
    const auto with = [](const char* text) { return resolve({given({{"journal.prepared_segments", text, "f:1"}})}); };
    const auto refused = with("1");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().detail,
              "f:1: journal.prepared_segments: '1' is less than 2: "
              "the last one prepared is kept for what completes, so nothing would ever be admitted");
    EXPECT_FALSE(with("0"));
    EXPECT_TRUE(with("2"));
}

TEST(Resolve, RefusesSegmentsThatTheJournalCannotLayOut) {
    const auto with = [](const char* text) { return resolve({given({{"journal.segment_bytes", text, "f:1"}})}); };
    EXPECT_TRUE(with("2GiB"));
    EXPECT_EQ(with("4GiB").error().detail, "f:1: journal.segment_bytes: '4GiB' is more than 2GiB");
    EXPECT_TRUE(with("1052672"));
    EXPECT_EQ(with("1048577").error().detail, "f:1: journal.segment_bytes: 1048577 is no multiple of 4KiB");
}

TEST(Resolve, KeepsTheArchiveOutOfTheData) {
    const auto with = [](const char* archive) {
        return resolve({given({{"data.directory", "/srv/bank/", "f:1"}, {"journal.archive", archive, "f:2"}})});
    };
    for (const char* apart : {"", "/backup/bank", "/srv/bank-archive", "/srv/bank/../archive", "/srv", "archive"}) {
        EXPECT_TRUE(with(apart)) << apart;
    }
    for (const char* inside : {"/srv/bank", "/srv/bank/archive", "/srv/bank/journal/", "/srv/./bank//journal"}) {
        EXPECT_FALSE(with(inside)) << inside;
    }
    EXPECT_EQ(with("/srv/bank/a").error().detail,
              "f:2: journal.archive: '/srv/bank/a' lies in data.directory: what loses one loses both");
}

TEST(Resolve, KeepsTheMirrorApartFromDataAndArchive) {
    const auto with = [](const char* mirror) {
        return resolve({given({{"data.directory", "/srv/bank", "f:1"},
                               {"journal.archive", "/backup/bank", "f:2"},
                               {"journal.mirror", mirror, "f:3"}})});
    };
    for (const char* apart : {"", "/second/bank", "/srv/bank-mirror", "/backup/bank2", "/second/bank/"}) {
        EXPECT_TRUE(with(apart)) << apart;
    }
    EXPECT_EQ(with("/second/bank//")->config.journal.mirror, "/second/bank");
    for (const char* entangled :
         {"/srv/bank", "/srv/bank/m", "/srv", "/", "/backup", "/backup/bank", "/backup/bank/m"}) {
        EXPECT_FALSE(with(entangled)) << entangled;
    }
    EXPECT_EQ(with("/srv/bank/m").error().detail,
              "f:3: journal.mirror: '/srv/bank/m' lies in data.directory: what loses one loses both");
    EXPECT_EQ(with("/backup/bank").error().detail,
              "f:3: journal.mirror: '/backup/bank' and journal.archive '/backup/bank' lie in one another");
}

TEST(Resolve, PutsWhatIsNotNamedBesideTheData) {
    const auto resolved = resolve({given({{"data.directory", "var/bank/", "--data"}})});
    ASSERT_TRUE(resolved);
    EXPECT_EQ(resolved->config.data.witness, "var/bank.witness");
    EXPECT_EQ(resolved->config.views.path, "var/bank/views.sqlite");
    EXPECT_FALSE(resolve({given({{"data.directory", "", "--data"}})}));
}

}  // namespace
}  // namespace hapax::configuration
