// Goal: what the disk changed is never shown, and everybody else can read the file as ever.
// Method: a small database; every byte of it changed in turn; pages exchanged; a database that has no room for checks.
#include "adapters/views/sqlite/page_check.hpp"

#include <fstream>
#include <optional>
#include <string>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "adapters/views/sqlite/connection.hpp"
#include "support/temporary_directory.hpp"

namespace hapax::sqlite {
namespace {

constexpr std::size_t page_bytes = 4096;
constexpr int rows = 60;

class PageCheckTest : public testing::Test {
 protected:
    void SetUp() override {
        Connection writer = open(Connection::Mode::write);
        const auto filled = writer.execute(
            "PRAGMA journal_mode = WAL; CREATE TABLE t (id INTEGER PRIMARY KEY, filler TEXT);"
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
            std::to_string(rows) +
            ") INSERT INTO t (filler) SELECT printf('%0200d', i) FROM n;"
            "PRAGMA wal_checkpoint(TRUNCATE)");
        ASSERT_TRUE(filled) << filled.error().detail;
    }

    Connection open(Connection::Mode mode) {
        auto connection = Connection::open(path_, mode, std::chrono::milliseconds(100));
        EXPECT_TRUE(connection.has_value());
        return std::move(*connection);
    }

    // Nothing when the database cannot be read.
    std::optional<std::int64_t> rows_as_they_were() {
        Connection reader = open(Connection::Mode::read);
        const auto found = reader.integer("SELECT sum(filler = printf('%0200d', id)) FROM t");
        return found ? std::optional(*found) : std::nullopt;
    }

    std::string content() {
        std::ifstream file(path_, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    void replace_by(const std::string& content) { std::ofstream(path_, std::ios::binary | std::ios::trunc) << content; }

    TemporaryDirectory directory_;
    std::string path_ = (directory_.path() / "views.sqlite").string();
};

TEST_F(PageCheckTest, NoByteThatChangedIsShown) {
    const std::string whole = content();
    ASSERT_GE(whole.size(), 3 * page_bytes);
    ASSERT_EQ(rows_as_they_were(), rows);
    std::size_t refused = 0;
    for (std::size_t at = 0; at < whole.size(); at += 3) {
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ (1 << at % 8));
        replace_by(changed);
        const auto seen = rows_as_they_were();
        refused += seen ? 0 : 1;
        ASSERT_TRUE(!seen || *seen == rows) << "byte " << at;
    }
    EXPECT_GT(refused, whole.size() / 3 * 9 / 10);
    replace_by(whole);
    EXPECT_EQ(rows_as_they_were(), rows);
}

TEST_F(PageCheckTest, APageInThePlaceOfAnotherIsNotRead) {
    std::string swapped = content();
    std::swap_ranges(swapped.begin() + page_bytes, swapped.begin() + 2 * page_bytes, swapped.begin() + 2 * page_bytes);
    replace_by(swapped);
    EXPECT_FALSE(rows_as_they_were());
}

TEST_F(PageCheckTest, AnyoneElseReadsTheDatabase) {
    sqlite3* plain = nullptr;
    ASSERT_EQ(sqlite3_open_v2(path_.c_str(), &plain, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
    const auto one_ok = [](void* ok, int, char** values, char**) {
        *static_cast<bool*>(ok) = std::string(values[0]) == "ok";
        return 0;
    };
    bool ok = false;
    EXPECT_EQ(sqlite3_exec(plain, "PRAGMA integrity_check", one_ok, &ok, nullptr), SQLITE_OK);
    EXPECT_TRUE(ok);
    sqlite3_close(plain);
}

TEST_F(PageCheckTest, ADatabaseThatWasWrittenWithoutChecksIsNotUsed) {
    sqlite3* plain = nullptr;
    ASSERT_EQ(sqlite3_open(path_.c_str(), &plain), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(plain, "UPDATE t SET filler = 'other'", nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(plain);
    EXPECT_FALSE(rows_as_they_were());
    EXPECT_FALSE(open(Connection::Mode::write).execute("INSERT INTO t (filler) VALUES ('more')"));
}

}  // namespace
}  // namespace hapax::sqlite
