#include "adapters/views/sqlite/wal_buffer.hpp"

#include <csignal>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "adapters/views/sqlite/connection.hpp"
#include "support/temporary_directory.hpp"

namespace hapax::sqlite {
namespace {

class WalBufferTest : public testing::Test {
 protected:
    void SetUp() override {
        execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA cache_size = 2000");
        execute("CREATE TABLE t (id INTEGER PRIMARY KEY, at INTEGER, filler TEXT)");
        execute("CREATE INDEX by_at ON t (at)");
    }

    Connection open(Connection::Mode mode) {
        auto connection = Connection::open(path_, mode, std::chrono::milliseconds(100));
        EXPECT_TRUE(connection.has_value());
        return std::move(*connection);
    }

    void execute(const std::string& sql) {
        const auto done = writer_.execute(sql);
        ASSERT_TRUE(done.has_value()) << done.error().detail;
    }

    // `rows` more rows; half of them at random places of the index.
    void insert(int rows) {
        execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + std::to_string(rows) +
                ") INSERT INTO t (at, filler) SELECT random(), hex(randomblob(200)) FROM n");
    }

    // As somebody else sees it, who reads through SQLite's own file system.
    std::int64_t rows_seen() {
        Connection reader = open(Connection::Mode::read);
        EXPECT_EQ(reader.integer("SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'").value(),
                  0);
        return reader.integer("SELECT count(*) FROM t").value();
    }

    TemporaryDirectory directory_;
    std::string path_ = (directory_.path() / "views.sqlite").string();
    Connection writer_ = open(Connection::Mode::write);
};

// System calls that wrote, of this process.
std::uint64_t writes_made() {
    std::ifstream io("/proc/self/io");
    for (std::string name; io >> name;) {
        std::uint64_t value = 0;
        io >> value;
        if (name == "syscw:") return value;
    }
    return 0;
}

TEST_F(WalBufferTest, OthersSeeATransactionWhenItsCommitReturns) {
    std::int64_t rows = 0;
    for (const int more : {1, 2, 3, 100, 1000, 1}) {
        insert(more);
        rows += more;
        ASSERT_EQ(rows_seen(), rows);
    }
}

TEST_F(WalBufferTest, ATransactionLargerThanTheCacheIsReadBackAndCommitted) {
    execute("PRAGMA cache_size = 10");
    execute("BEGIN");
    for (int i = 0; i < 20; ++i) {
        insert(100);
        ASSERT_EQ(writer_.integer("SELECT count(*) FROM t WHERE at IS NOT NULL").value(), 100 * (i + 1));
    }
    EXPECT_EQ(rows_seen(), 0);
    execute("UPDATE t SET filler = 'changed after it was spilled' WHERE id % 7 = 0");
    execute("COMMIT");
    EXPECT_EQ(rows_seen(), 2000);
}

TEST_F(WalBufferTest, WhatWasSpilledAndRolledBackDoesNotComeBack) {
    insert(10);
    execute("PRAGMA cache_size = 10");
    for (int i = 0; i < 5; ++i) {
        execute("BEGIN");
        insert(500);
        execute("ROLLBACK");
        insert(1);
        ASSERT_EQ(rows_seen(), 10 + i + 1);
    }
}

TEST_F(WalBufferTest, GoesOnInALogThatBeginsAnew) {
    insert(100);
    execute("PRAGMA wal_checkpoint(RESTART)");
    insert(100);
    execute("PRAGMA wal_checkpoint(TRUNCATE)");
    insert(100);
    EXPECT_EQ(rows_seen(), 300);
}

TEST_F(WalBufferTest, GoesOnInALogThatAnotherConnectionWrote) {
    insert(100);
    Connection second = open(Connection::Mode::write);
    ASSERT_TRUE(second.execute("INSERT INTO t (at) VALUES (1)").has_value());
    insert(100);
    EXPECT_EQ(rows_seen(), 201);
}

// No file may grow beyond a limit meanwhile: the commit hears of it, and nothing of it appears later.
TEST_F(WalBufferTest, AWriteThatFailsFailsItsCommitAndLeavesNothing) {
    insert(1000);
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit tight{400'000, before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &tight);
    EXPECT_FALSE(writer_
                     .execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
                              "INSERT INTO t (at, filler) SELECT random(), hex(randomblob(200)) FROM n")
                     .has_value());
    ::setrlimit(RLIMIT_FSIZE, &before);
    if (writer_.in_transaction()) execute("ROLLBACK");
    EXPECT_EQ(rows_seen(), 1000);
    insert(500);
    EXPECT_EQ(rows_seen(), 1500);
}

TEST_F(WalBufferTest, ATransactionOfManyPagesIsFewWrites) {
    insert(5000);
    execute("PRAGMA wal_checkpoint(RESTART)");
    const std::uint64_t before = writes_made();
    execute("UPDATE t SET at = random() WHERE id % 50 = 0");
    EXPECT_LT(writes_made() - before, 20u);  // some hundred pages
    EXPECT_EQ(rows_seen(), 5000);
}

}  // namespace
}  // namespace hapax::sqlite
