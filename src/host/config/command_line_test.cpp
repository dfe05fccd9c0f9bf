#include "host/config/command_line.hpp"

#include <cstdio>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace hapax {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class CommandLineTest : public testing::Test {
 protected:
    void TearDown() override { std::remove(file_.c_str()); }
    void write_file(const std::string& text) const { std::ofstream(file_) << text; }

    std::string file_ = testing::TempDir() + "hapax_command_line_" + std::to_string(::getpid()) + ".toml";
};

TEST_F(CommandLineTest, TakesTheLineOfEveryExample) {
    const auto launch = read_command_line("bank", {"serve", "--listen", "127.0.0.1:9", "--data", "d"}, {});
    ASSERT_TRUE(launch) << launch.error().detail;
    EXPECT_EQ(launch->action, Launch::Action::serve);
    EXPECT_EQ(launch->config.server.listen, "127.0.0.1:9");
    EXPECT_EQ(launch->config.data.directory, "d");
}

TEST_F(CommandLineTest, PrintsTheOpenApiDocumentWithoutSettings) {
    const auto launch = read_command_line("bank", {"openapi"}, {"HAPAX_SERVER__LISTEN=nonsense"});
    ASSERT_TRUE(launch) << launch.error().detail;
    EXPECT_EQ(launch->action, Launch::Action::openapi);
    EXPECT_FALSE(read_command_line("bank", {"openapi", "--listen", "127.0.0.1:9"}, {}));
    EXPECT_FALSE(read_command_line("bank", {"openapi", "serve"}, {}));
}

TEST_F(CommandLineTest, PutsFlagsOverTheEnvironmentOverTheFile) {
    write_file("[server]\nwait = \"1s\"\nshutdown = \"1s\"\nloops = 1\n");
    const auto launch = read_command_line("bank", {"serve", "--config", file_, "--server.wait", "3s"},
                                          {"HAPAX_SERVER__WAIT=2s", "HAPAX_SERVER__SHUTDOWN=2s"});
    ASSERT_TRUE(launch) << launch.error().detail;
    EXPECT_EQ(launch->config.server.wait, Duration(3s));
    EXPECT_EQ(launch->config.server.shutdown, Duration(2s));
    EXPECT_EQ(launch->config.server.loops, 1U);
}

TEST_F(CommandLineTest, ShowsWhatHoldsAndWhereItCameFrom) {
    write_file("[server]\nwait = \"1s\"\n");
    const auto launch = read_command_line("bank", {"serve", "--config", file_, "--data", "d", "--print-config"}, {});
    ASSERT_TRUE(launch) << launch.error().detail;
    EXPECT_EQ(launch->action, Launch::Action::print);
    EXPECT_THAT(launch->text, HasSubstr("wait = \"1s\"  # " + file_ + ":2\n"));
    EXPECT_THAT(launch->text, HasSubstr("directory = \"d\"  # --data.directory\n"));
}

TEST_F(CommandLineTest, ReportsTheLineOfAnUnknownKey) {
    write_file("\n[server]\nwiat = \"1s\"\n");
    const auto launch = read_command_line("bank", {"serve", "--config", file_}, {});
    ASSERT_FALSE(launch);
    EXPECT_EQ(launch.error().code, config_errc::invalid);
    EXPECT_EQ(launch.error().detail, file_ + ":3: unknown key 'server.wiat'; did you mean 'server.wait'?");
}

TEST_F(CommandLineTest, NeedsInsecureBeyondLoopback) {
    EXPECT_FALSE(read_command_line("bank", {"serve", "--listen", "0.0.0.0:80"}, {}));
    EXPECT_TRUE(read_command_line("bank", {"serve", "--listen", "0.0.0.0:80", "--insecure"}, {}));
}

TEST_F(CommandLineTest, RefusesWhatItDoesNotUnderstand) {
    for (const std::vector<std::string>& line : std::vector<std::vector<std::string>>{
             {}, {"srve"}, {"serve", "--lisen", "a"}, {"serve", "--listen"}, {"serve", "extra"}, {"--listen", "a"}}) {
        const auto launch = read_command_line("bank", line, {});
        ASSERT_FALSE(launch);
        EXPECT_EQ(launch.error().code, config_errc::usage);
    }
}

TEST_F(CommandLineTest, HelpsWithEverySettingAndItsDefault) {
    const auto launch = read_command_line("bank", {"serve", "--help"}, {});
    ASSERT_TRUE(launch);
    EXPECT_EQ(launch->action, Launch::Action::print);
    EXPECT_THAT(launch->text, HasSubstr("--listen,--server.listen"));
    EXPECT_THAT(launch->text, HasSubstr("[127.0.0.1:8080]"));
    EXPECT_THAT(read_command_line("bank", {"--help"}, {})->text, HasSubstr("serve"));
}

}  // namespace
}  // namespace hapax
