#include "host/config/print_config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/config/toml_source.hpp"

namespace hapax::configuration {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

Resolved example() {
    return *resolve({{{{"server.wait", "250ms", "bank.toml:3"}, {"log.file", "a\"b\\c\nd", "--log.file"}}, {}}});
}

TEST(PrintConfig, ShowsEachValueAndWhereItCameFrom) {
    const std::string page = print_config(example());
    EXPECT_THAT(page, StartsWith("[server]\nlisten = \"127.0.0.1:8080\"  # default\ninsecure = false  # default\n"));
    EXPECT_THAT(page, HasSubstr("\nwait = \"250ms\"  # bank.toml:3\n"));
    EXPECT_THAT(page, HasSubstr("\n\n[limits]\nbody_bytes = \"1MiB\"  # default\n"));
    EXPECT_THAT(page, HasSubstr("\nwitness = \"var/data.witness\"  # from data.directory\n"));
}

TEST(PrintConfig, IsAFileThatGivesTheSameConfiguration) {
    Resolved first = example();
    const auto reading = read_toml(print_config(first), "printed");
    EXPECT_THAT(reading.problems, IsEmpty());
    Resolved second = *resolve({reading});
    EXPECT_EQ(second.config.log.file, "a\"b\\c\nd");
    second.origins = first.origins;
    EXPECT_EQ(print_config(first), print_config(second));
}

TEST(PrintConfig, IsTextWhateverTheFileWasCalled) {
    EXPECT_FALSE(resolve({{{{"log.file", "a\xE7", "--log.file"}}, {}}})) << "no file could say it";
    const auto resolved = resolve({{{{"log.file", "\u00e4", "b\xE4nk.toml:3"}}, {}}});
    EXPECT_THAT(print_config(*resolved), HasSubstr("file = \"\u00e4\"  # b?nk.toml:3\n"));
}

}  // namespace
}  // namespace hapax::configuration
