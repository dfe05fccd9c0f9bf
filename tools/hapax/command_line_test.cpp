#include "tools/hapax/command_line.hpp"

#include <fstream>

#include <gtest/gtest.h>

#include "host/config/resolve.hpp"

namespace hapax::tools {
namespace {

constexpr const char* id = "0197a3c0-6d1e-7cc2-8a57-0242ac120002";

Result<Order> read(const std::vector<std::string>& arguments, const configuration::Environment& environment = {}) {
    return read_order(arguments, environment);
}

TEST(CommandLine, NamesTheStoreAsAServerDoes) {
    const auto order = read({"store", "verify", "--data", "/srv/bank"});
    ASSERT_TRUE(order) << order.error().detail;
    EXPECT_EQ(order->verb, Verb::store_verify);
    EXPECT_EQ(order->config.data.directory, "/srv/bank");
    EXPECT_EQ(order->config.data.witness, "/srv/bank.witness");
    EXPECT_EQ(order->config.views.path, "/srv/bank/views.sqlite");
}

TEST(CommandLine, TakesFileEnvironmentAndFlagsInThisOrder) {
    const std::string file = testing::TempDir() + "hapax_tool.toml";
    std::ofstream(file) << "[data]\ndirectory = \"/from/file\"\nwitness = \"/from/file.w\"\n";
    const std::vector<std::string> verify{"store", "verify", "--config", file};
    EXPECT_EQ(read(verify)->config.data.directory, "/from/file");
    EXPECT_EQ(read(verify, {"HAPAX_DATA__DIRECTORY=/from/env"})->config.data.directory, "/from/env");
    const auto order = read({"store", "verify", "--config", file, "--data", "/flag"}, {"HAPAX_DATA__DIRECTORY=/env"});
    EXPECT_EQ(order->config.data.directory, "/flag");
    EXPECT_EQ(order->config.data.witness, "/from/file.w");
}

TEST(CommandLine, NamesCopiesOfAStore) {
    const auto backup = read({"store", "backup", "--data", "/srv/bank", "--to", "/backup/bank//", "--verify"});
    ASSERT_TRUE(backup) << backup.error().detail;
    EXPECT_EQ(backup->verb, Verb::store_backup);
    EXPECT_EQ(backup->copy, "/backup/bank");
    EXPECT_TRUE(backup->verify);
    const auto restore = read({"store", "restore", "--from", "/backup/bank", "--data", "/srv/bank", "--until", "7"});
    ASSERT_TRUE(restore) << restore.error().detail;
    EXPECT_EQ(restore->until, Position{7});
    const auto mend = read({"store", "verify", "--data", "/srv/bank", "--mirror", "/second/bank", "--mend"});
    ASSERT_TRUE(mend) << mend.error().detail;
    EXPECT_EQ(mend->config.journal.mirror, "/second/bank");
    EXPECT_TRUE(mend->mend);
    EXPECT_EQ(read({"store", "verify", "--data", "/srv/bank", "--mirror", "/srv/bank/m"}).error().code,
              config_errc::invalid);
}

TEST(CommandLine, SplitsAStreamAtItsFirstSlash) {
    const auto order = read({"stream", "read", "account/a/b", "--from", "3", "--limit", "7", "--output", "ndjson"});
    ASSERT_TRUE(order) << order.error().detail;
    EXPECT_EQ(order->stream, (StreamId{"account", "a/b"}));
    EXPECT_EQ(order->from, Version{3});
    EXPECT_EQ(order->limit, 7U);
    EXPECT_EQ(order->form, OutputForm::ndjson);
}

TEST(CommandLine, TakesACallerWithAndWithoutIssuer) {
    const auto with = read({"op", "get", id, "--caller", "https://id|ann"});
    ASSERT_TRUE(with) << with.error().detail;
    EXPECT_EQ(with->caller, (Caller{"https://id", "ann"}));
    EXPECT_EQ(read({"op", "get", id, "--caller", "anonymous"})->caller, (Caller{"", "anonymous"}));
    EXPECT_EQ(read({"op", "get", id})->caller, std::nullopt);
}

TEST(CommandLine, TakesAServerOnThisMachine) {
    const auto order = read({"op", "get", id, "--server", "http://127.0.0.1:8080/", "--timeout", "250ms"});
    ASSERT_TRUE(order) << order.error().detail;
    ASSERT_TRUE(order->server);
    EXPECT_EQ(order->server->port, 8080);
    EXPECT_EQ(order->timeout, std::chrono::milliseconds(250));
    EXPECT_TRUE(read({"proj", "list", "--server", "http://localhost:80"}));
    EXPECT_TRUE(read({"proj", "list", "--server", "http://[::1]:80"}));
}

TEST(CommandLine, TakesTheTokenToShowFromTheEnvironment) {
    const std::vector<std::string> get{"op", "get", id, "--server", "http://127.0.0.1:8080"};
    EXPECT_EQ(read(get)->token, "");
    EXPECT_EQ(read(get, {"HAPAX_TOKEN=a.b-c_d"})->token, "a.b-c_d");
    for (const char* bad : {"HAPAX_TOKEN=a b", "HAPAX_TOKEN=a\r\nX: y", "HAPAX_TOKEN=\xC3\xA9"}) {
        const auto refused = read(get, {bad});
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, config_errc::usage);
    }
}

TEST(CommandLine, TakesWhomATokenNamesForHowLongAndForWhom) {
    const auto order = read({"token", "--sub", "Zoë of the till", "--ttl", "90m", "--aud", "shop", "--data", "d"});
    ASSERT_TRUE(order) << order.error().detail;
    EXPECT_EQ(order->verb, Verb::token_mint);
    EXPECT_EQ(order->subject, "Zoë of the till");
    EXPECT_EQ(order->lifetime, std::chrono::minutes(90));
    EXPECT_EQ(order->config.auth.audience, "shop");
    EXPECT_EQ(order->config.data.directory, "d");
    EXPECT_EQ(read({"token", "--sub", "a"})->lifetime, std::chrono::hours(1));
    EXPECT_EQ(read({"token", "--sub", "a"}, {"HAPAX_AUTH__AUDIENCE=bank"})->config.auth.audience, "bank");
}

TEST(CommandLine, HasAPageOfHelpForEveryCommand) {
    const auto page = read({"--help"});
    ASSERT_TRUE(page);
    for (const char* word : {"store", "stream", "op", "proj", "token", "Exit codes", "Examples"}) {
        EXPECT_NE(page->text.find(word), std::string::npos) << word << " in\n" << page->text;
    }
    const auto verify = read({"store", "verify", "--help"});
    ASSERT_TRUE(verify);
    EXPECT_NE(verify->text.find("hapax store verify"), std::string::npos) << verify->text;
    EXPECT_NE(verify->text.find("--data"), std::string::npos);
}

using Arguments = std::vector<std::string>;
class Misuse : public testing::TestWithParam<Arguments> {};

TEST_P(Misuse, IsOneLineAndAUsageError) {
    const auto order = read(GetParam());
    ASSERT_FALSE(order);
    EXPECT_EQ(order.error().code, config_errc::usage) << order.error().detail;
    EXPECT_EQ(order.error().detail.find('\n'), std::string::npos) << order.error().detail;
    EXPECT_NE(order.error().detail.find("--help"), std::string::npos) << order.error().detail;
}

INSTANTIATE_TEST_SUITE_P(
    CommandLine, Misuse,
    testing::Values(Arguments{}, Arguments{"nonsense"}, Arguments{"store"}, Arguments{"store", "nonsense"},
                    Arguments{"store", "verify", "--nonsense"}, Arguments{"store", "verify", "--data"},
                    Arguments{"store", "verify", "--output", "xml"}, Arguments{"store", "verify", "more"},
                    Arguments{"store", "verify", "--yes"}, Arguments{"store", "backup", "--data", "d"},
                    Arguments{"store", "backup", "--to", ""}, Arguments{"store", "restore", "--data", "d"},
                    Arguments{"store", "restore", "--from", "b", "--until", "0"},
                    Arguments{"store", "restore", "--from", "b", "--until", "tomorrow"},
                    Arguments{"store", "verify", "--copy", "b", "--data", "d"},
                    Arguments{"store", "verify", "--copy", "b", "--mirror", "m"},
                    Arguments{"store", "verify", "--copy", "b", "--mend"}, Arguments{"stream", "read"},
                    Arguments{"stream", "read", "account"}, Arguments{"stream", "read", "/a"},
                    Arguments{"stream", "read", "account/"}, Arguments{"stream", "read", "account/a", "--from", "0"},
                    Arguments{"stream", "read", "account/a", "--from", "-1"},
                    Arguments{"stream", "read", "account/a", "--limit", "0"},
                    Arguments{"stream", "read", "account/a", "--limit", "many"}, Arguments{"op", "get"},
                    Arguments{"op", "get", "42"}, Arguments{"op", "get", id, "--server", "127.0.0.1:8080"},
                    Arguments{"op", "get", id, "--server", "https://127.0.0.1:8080"},
                    Arguments{"op", "get", id, "--server", "http://10.0.0.1:8080"},
                    Arguments{"op", "get", id, "--server", "http://bank.example:80"},
                    Arguments{"op", "get", id, "--server", "http://127.0.0.1:8080/x"},
                    Arguments{"op", "get", id, "--server", "http://127.0.0.1:1", "--data", "d"},
                    Arguments{"op", "get", id, "--server", "http://127.0.0.1:1", "--caller", "ann"},
                    Arguments{"op", "get", id, "--server", "http://127.0.0.1:1", "--timeout", "0s"},
                    Arguments{"op", "get", id, "--server", "http://127.0.0.1:1", "--timeout", "soon"},
                    Arguments{"proj", "rebuild"}, Arguments{"proj", "rebuild", "balances", "--all"}, Arguments{"token"},
                    Arguments{"token", "--sub", ""}, Arguments{"token", "--sub", "a\nb"},
                    Arguments{"token", "--sub", "\xFF"}, Arguments{"token", "--sub", std::string(256, 'a')},
                    Arguments{"token", "--sub", "a", "--ttl", "0s"}, Arguments{"token", "--sub", "a", "--ttl", "366d"},
                    Arguments{"token", "--sub", "a", "--ttl", "forever"}));

TEST(CommandLine, ABadConfigurationIsNoUsageError) {
    EXPECT_EQ(read({"store", "verify", "--config", "/nowhere.toml"}).error().code, config_errc::invalid);
    EXPECT_EQ(read({"store", "verify"}, {"HAPAX_DATA__NONSENSE=1"}).error().code, config_errc::invalid);
}

}  // namespace
}  // namespace hapax::tools
