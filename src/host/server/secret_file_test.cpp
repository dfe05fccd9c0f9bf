#include "host/server/secret_file.hpp"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace hapax {
namespace {

using testing::HasSubstr;
using testing::Not;

class SecretFile : public testing::Test {
 protected:
    SecretFile() : directory_(testing::TempDir() + "secret-" + std::to_string(::getpid())) {
        std::filesystem::create_directories(directory_);
    }
    ~SecretFile() override { std::filesystem::remove_all(directory_); }

    std::string write(const std::string& name, const std::string& text, mode_t mode) {
        const std::string path = directory_ + "/" + name;
        std::ofstream(path) << text;
        ::chmod(path.c_str(), mode);
        return path;
    }
    static mode_t mode_of(const std::string& path) {
        struct stat found{};
        ::stat(path.c_str(), &found);
        return found.st_mode & 07777;
    }

    std::string directory_;
};

TEST_F(SecretFile, WhatIsWrittenIsReadAgainAndNobodyElseMayReadIt) {
    const std::string path = directory_ + "/key";
    ASSERT_TRUE(write_secret(path, "the key"));
    EXPECT_EQ(*read_secret(path, 100), "the key");
    EXPECT_EQ(mode_of(path), 0600U);
    ASSERT_TRUE(write_secret(path, ""));
    EXPECT_EQ(*read_secret(path, 100), "");
    EXPECT_FALSE(std::filesystem::exists(path + ".new"));
}

TEST_F(SecretFile, WhatAProcessLeftThatDiedWhileItWroteIsNeverRead) {
    const std::string path = directory_ + "/key";
    write("key.new", "half a ke", 0644);
    EXPECT_EQ(*read_secret(path, 100), std::nullopt);
    ASSERT_TRUE(write_secret(path, "the key"));
    EXPECT_EQ(*read_secret(path, 100), "the key");
    EXPECT_EQ(mode_of(path), 0600U);
}

TEST_F(SecretFile, WhatOthersMayUseIsRefusedWithoutSayingWhatIsInIt) {
    for (const mode_t mode : {0640U, 0644U, 0604U, 0660U, 0620U, 0602U, 0610U}) {
        const auto read = read_secret(write("key", "the key", mode), 100);
        ASSERT_FALSE(read) << mode;
        EXPECT_EQ(read.error().code, secret_errc::too_open);
        EXPECT_THAT(read.error().detail, Not(HasSubstr("the key")));
    }
    for (const mode_t mode : {0600U, 0400U})
        EXPECT_TRUE(read_secret(write("key" + std::to_string(mode), "k", mode), 9));
}

TEST_F(SecretFile, WhatIsTooLargeOrNoFileIsRefused) {
    const std::string path = write("key", "0123456789", 0600);
    EXPECT_TRUE(read_secret(path, 10));
    EXPECT_FALSE(read_secret(path, 9));
    EXPECT_FALSE(read_secret(directory_, 100));
    const std::string pipe = directory_ + "/pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    EXPECT_FALSE(read_secret(pipe, 100)) << "and at once";
    EXPECT_FALSE(write_secret(directory_ + "/missing/key", "k"));
}

}  // namespace
}  // namespace hapax
