#include "adapters/views/sqlite/sqlite_views.hpp"

#include <atomic>
#include <fstream>
#include <thread>

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include "adapters/views/sqlite/mark_file.hpp"
#include "contract/views_contract.hpp"
#include "support/temporary_directory.hpp"

namespace hapax::contract {
namespace {

namespace fs = std::filesystem;

class SqliteHarness : public ViewsHarness {
 public:
    SqliteHarness() { open(); }
    Views& views() override { return *views_; }
    std::unique_ptr<ViewReader> make_reader() override { return views_->make_reader(); }
    void reopen() override { open(); }
    void crash_machine() override {
        ++boot_;
        open();
    }

 private:
    void open() {
        views_.reset();
        views_ =
            open_sqlite_views({.path = directory_.path() / "views.sqlite", .boot_id = "boot-" + std::to_string(boot_)});
    }
    TemporaryDirectory directory_;
    int boot_ = 1;
    std::unique_ptr<SqliteViews> views_;
};

INSTANTIATE_TEST_SUITE_P(Sqlite, ViewsContract,
                         testing::Values(MakeViewsHarness([] { return std::make_unique<SqliteHarness>(); })));

// ---- what only SQLite can get wrong

constexpr std::uint64_t page_bytes = 4096;

class SqliteViewsTest : public testing::Test {
 protected:
    fs::path file() const { return directory_.path() / "views.sqlite"; }
    std::unique_ptr<SqliteViews> open(SqliteViewsOptions options = {}) const {
        options.path = file();
        options.boot_id = "boot";
        return open_sqlite_views(options);
    }
    static std::vector<PreparedView> prepare(Views& views,
                                             const std::vector<ViewSchema>& schemas = {balances(), movements()}) {
        auto prepared = views.prepare(schemas, store_number(1));
        EXPECT_TRUE(prepared.has_value()) << (prepared ? "" : prepared.error().detail);
        return prepared ? *prepared : std::vector<PreparedView>(schemas.size());
    }
    static ViewWrites batch(std::uint64_t position, int rows) {
        ViewWrites writes;
        for (int i = 0; i < rows; ++i) {
            writes.rows.push_back({0, std::to_string(i), {}, 0, balance(static_cast<std::int64_t>(position))});
            writes.rows.push_back({1, {}, Position{position}, static_cast<std::uint32_t>(i), movement("42", i)});
        }
        writes.checkpoints = {{0, mark_at(position), time_at(position)}, {1, mark_at(position), time_at(position)}};
        return writes;
    }
    // Any SQLite client: the text of the first column of every row.
    std::vector<std::string> ask(const std::string& sql) const {
        sqlite3* handle = nullptr;
        EXPECT_EQ(sqlite3_open_v2(file().c_str(), &handle, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
        std::vector<std::string> found;
        const auto collect = [](void* to, int, char** values, char**) {
            static_cast<std::vector<std::string>*>(to)->push_back(values[0] == nullptr ? "NULL" : values[0]);
            return 0;
        };
        EXPECT_EQ(sqlite3_exec(handle, sql.c_str(), collect, &found, nullptr), SQLITE_OK) << sqlite3_errmsg(handle);
        sqlite3_close(handle);
        return found;
    }
    void scribble(std::uintmax_t from, std::uintmax_t bytes) const {
        std::fstream out(file(), std::ios::in | std::ios::out | std::ios::binary);
        out.seekp(static_cast<std::streamoff>(from));
        out << std::string(bytes, '\x5a');
    }
    TemporaryDirectory directory_;
};

TEST_F(SqliteViewsTest, AnyoneCanReadTheServingVersionsWhileWeWrite) {
    const auto views = open();
    prepare(*views);
    ASSERT_TRUE(views->write(batch(7, 3)));
    ASSERT_TRUE(views->serve(0) && views->serve(1));
    EXPECT_EQ(ask("SELECT account || '=' || amount FROM balances ORDER BY account"),
              (std::vector<std::string>{"0=7", "1=7", "2=7"}));
    EXPECT_EQ(ask("SELECT position || '.' || event_index || ' ' || account FROM movements"),
              (std::vector<std::string>{"7.0 42", "7.1 42", "7.2 42"}));
    ASSERT_TRUE(views->write(batch(8, 1)));
    EXPECT_EQ(ask("SELECT count(*) FROM movements"), std::vector<std::string>{"4"});
}

TEST_F(SqliteViewsTest, IndexesAreBuiltAtServeWhenNothingServesAndKeptLiveWhenSomethingDoes) {
    const std::string count = "SELECT count(*) FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL";
    const auto views = open();
    prepare(*views);
    ASSERT_TRUE(views->write(batch(1, 3)));
    EXPECT_EQ(ask(count), std::vector<std::string>{"0"});
    ASSERT_TRUE(views->serve(0) && views->serve(1));
    EXPECT_EQ(ask(count), std::vector<std::string>{"3"});
    prepare(*views, {balances(2), movements()});
    EXPECT_EQ(ask(count), std::vector<std::string>{"4"});
}

TEST_F(SqliteViewsTest, OutdatedTablesAreEmptiedInSmallSteps) {
    const auto views = open({.discard_rows = 10});
    prepare(*views);
    ASSERT_TRUE(views->write(batch(1, 35)));
    ASSERT_TRUE(views->serve(0) && views->serve(1));
    ASSERT_TRUE(views->reset(1));
    ASSERT_TRUE(views->write(batch(2, 1)));
    EXPECT_EQ(ask("SELECT count(*) FROM hapax_trash_1"), std::vector<std::string>{"25"});
    for (std::uint64_t i = 3; i < 8; ++i) ASSERT_TRUE(views->write(batch(i, 1)));
    EXPECT_EQ(ask("SELECT count(*) FROM hapax_trash"), std::vector<std::string>{"0"});
    EXPECT_EQ(ask("SELECT count(*) FROM sqlite_master WHERE name LIKE 'hapax_trash_%'"), std::vector<std::string>{"0"});
}

TEST_F(SqliteViewsTest, ListsUseTheirIndexAndNeverSort) {
    const auto views = open();
    prepare(*views);
    ASSERT_TRUE(views->serve(1));
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open_v2(file().c_str(), &handle, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
    std::string plan;
    const auto collect = [](void* to, int, char** values, char**) {
        *static_cast<std::string*>(to) += std::string(values[3]) + "\n";
        return 0;
    };
    sqlite3_exec(handle,
                 "EXPLAIN QUERY PLAN SELECT hapax_place FROM movements_v1 INDEXED BY hapax_movements_v1_by_account"
                 " WHERE hapax_place > 5 AND account = 'x' ORDER BY hapax_place LIMIT 3",
                 collect, &plan, nullptr);
    sqlite3_close(handle);
    EXPECT_NE(plan.find("(account=? AND rowid>?)"), std::string::npos) << plan;
    EXPECT_EQ(plan.find("B-TREE"), std::string::npos) << plan;
}

// Goal: kill -9 at any moment leaves whole transactions. Method: a child writes batch after batch and is killed; in
// every surviving state all rows of a batch have its position, and the checkpoint is that position.
TEST_F(SqliteViewsTest, AKilledWriterLeavesWholeBatches) {
    std::uint64_t from = 0;
    for (int round = 0; round < 8; ++round) {
        int told[2];
        ASSERT_EQ(::pipe(told), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            const auto views = open();
            if (!views->prepare({balances(), movements()}, store_number(1))) ::_exit(1);
            for (std::uint64_t position = from + 1;; ++position) {
                if (!views->write(batch(position, 40)) || ::write(told[1], "x", 1) != 1) ::_exit(1);
            }
        }
        char byte = 0;
        for (int i = 0; i < 5 + 7 * round; ++i) ASSERT_EQ(::read(told[0], &byte, 1), 1);
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        ::close(told[0]);
        ::close(told[1]);
        const auto views = open();
        const auto prepared = prepare(*views);
        const std::uint64_t at = prepared[0].checkpoint.position.value;
        ASSERT_GE(at, from + 5u + std::uint64_t{7} * static_cast<unsigned>(round));
        ASSERT_EQ(prepared[1].checkpoint, prepared[0].checkpoint);
        for (int i = 0; i < 40; ++i) {
            ASSERT_EQ(views->load(0, std::to_string(i)).value(), balance(static_cast<std::int64_t>(at)));
        }
        EXPECT_EQ(ask("SELECT count(*) FROM movements_v1"), std::vector<std::string>{std::to_string(at * 40)});
        EXPECT_EQ(ask("PRAGMA integrity_check"), std::vector<std::string>{"ok"});
        from = at;
    }
}

// Goal: readers see whole batches whatever the writer does meanwhile. Method: every row of a batch has the batch's
// number; two readers list all rows while the writer writes, switches versions and starts views anew.
TEST_F(SqliteViewsTest, ReadersSeeWholeBatchesWhileTheWriterWritesAndSwitches) {
    const auto views = open();
    prepare(*views);
    ASSERT_TRUE(views->write(batch(1, 20)));
    ASSERT_TRUE(views->serve(0) && views->serve(1));
    std::atomic<bool> stop = false;
    std::atomic<int> pages = 0;
    const auto read = [&] {
        const auto reader = views->make_reader();
        while (!stop) {
            const auto page = reader->list({0, "", {}, "", 100});
            if (!page) {
                EXPECT_EQ(page.error().code, views_errc::not_serving) << page.error().detail;
                continue;
            }
            ++pages;
            EXPECT_EQ(page->rows.size(), 20u);
            for (const KeyedRow& row : page->rows) EXPECT_EQ(row.row, page->rows[0].row);
        }
    };
    std::thread readers[] = {std::thread(read), std::thread(read)};
    std::uint64_t position = 1;
    for (std::uint32_t version = 2; version < 12 || pages < 200; ++version) {
        for (int i = 0; i < 10; ++i) EXPECT_TRUE(views->write(batch(++position, 20)));
        if (version % 3 == 0) {
            EXPECT_TRUE(views->reset(0));
        }
        if (version % 3 == 1) prepare(*views, {balances(version), movements()});
        EXPECT_TRUE(views->write(batch(++position, 20)));
        EXPECT_TRUE(views->serve(0));
    }
    stop = true;
    for (std::thread& reader : readers) reader.join();
}

TEST_F(SqliteViewsTest, AFileThatIsNoDatabaseIsRebuilt) {
    {
        const auto views = open();
        prepare(*views);
        ASSERT_TRUE(views->write(batch(3, 3)));
        ASSERT_TRUE(views->close());
    }
    scribble(0, 100);
    const auto views = open();
    EXPECT_EQ(prepare(*views)[0].checkpoint, Mark{});
    ASSERT_TRUE(views->write(batch(1, 3)));
}

TEST_F(SqliteViewsTest, DamageThatIsMetWhileWritingIsBrokenUntilPreparedAnew) {
    const auto views = open({.cache_bytes = 1 << 16});
    prepare(*views);
    ASSERT_TRUE(views->write(batch(1, 3000)));
    ASSERT_TRUE(views->serve(0) && views->serve(1));
    ASSERT_TRUE(views->close());
    const auto size = fs::file_size(file());
    const auto again = open({.cache_bytes = 1 << 16});
    prepare(*again);
    scribble(8 * page_bytes, size - 8 * page_bytes);
    std::string code;
    for (int i = 0; i < 3000 && code.empty(); ++i) {
        const auto row = again->load(0, std::to_string(i));
        if (!row) code = row.error().code.name;
    }
    EXPECT_EQ(code, "views-broken");
    EXPECT_EQ(again->write(batch(2, 1)).error().code.name, "views-broken");
    EXPECT_EQ(prepare(*again)[0].checkpoint, Mark{});
    ASSERT_TRUE(again->write(batch(1, 1)));
    ASSERT_TRUE(again->serve(0));
    EXPECT_EQ(again->make_reader()->get(0, "0").value(), balance(1));
}

TEST_F(SqliteViewsTest, DamageThatAReaderMeetsReachesTheWriter) {
    auto views = open();
    prepare(*views);
    ASSERT_TRUE(views->write(batch(1, 3000)));
    ASSERT_TRUE(views->serve(0) && views->serve(1));
    ASSERT_TRUE(views->close());
    const auto size = fs::file_size(file());
    views = open();
    prepare(*views);
    const auto reader = views->make_reader();
    scribble(8 * page_bytes, size - 8 * page_bytes);
    std::string code;
    for (int i = 0; i < 3000 && code.empty(); ++i) {
        const auto row = reader->get(0, std::to_string(i));
        if (!row) code = row.error().code.name;
    }
    EXPECT_EQ(code, "views-broken");
    EXPECT_EQ(views->write(batch(2, 1)).error().code.name, "views-broken");
    prepare(*views);
    ASSERT_TRUE(views->write(batch(1, 1)));
    ASSERT_TRUE(views->serve(0));
    EXPECT_EQ(reader->get(0, "0").value(), balance(1));
}

TEST_F(SqliteViewsTest, AnotherWriterMakesUsBusyAndNothingIsWritten) {
    const auto views = open({.busy_wait = std::chrono::milliseconds(0)});
    prepare(*views);
    ASSERT_TRUE(views->write(batch(1, 1)));
    sqlite3* other = nullptr;
    ASSERT_EQ(sqlite3_open(file().c_str(), &other), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
    EXPECT_EQ(views->write(batch(2, 1)).error().code.name, "views-busy");
    sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
    sqlite3_close(other);
    EXPECT_EQ(views->load(0, "0").value(), balance(1));
    ASSERT_TRUE(views->write(batch(2, 1)));
}

TEST_F(SqliteViewsTest, AFullDiskIsNoSpaceAndNothingIsWritten) {
    auto views = open({.bytes_max = 200'000});
    prepare(*views);
    ASSERT_TRUE(views->write(batch(1, 10)));
    EXPECT_EQ(views->write(batch(2, 5000)).error().code.name, "views-full");
    EXPECT_EQ(views->load(0, "0").value(), balance(1));
    EXPECT_EQ(views->load(0, "4999").value(), std::nullopt);
    ASSERT_TRUE(views->write(batch(2, 1)));
    views = open();
    EXPECT_EQ(prepare(*views)[0].checkpoint, mark_at(2));
    ASSERT_TRUE(views->write(batch(3, 5000)));
}

TEST_F(SqliteViewsTest, AMissingOrTornMarkTrustsNothing) {
    {
        const auto views = open();
        prepare(*views);
        ASSERT_TRUE(views->write(batch(3, 1)));
        ASSERT_TRUE(views->close());
    }
    const fs::path mark = directory_.path() / "views.mark";
    const auto read = sqlite::read_mark(mark);
    ASSERT_TRUE(read && read->clean);
    fs::resize_file(mark, fs::file_size(mark) - 2);
    EXPECT_FALSE(sqlite::read_mark(mark));
    const auto views = open();
    EXPECT_EQ(prepare(*views)[0].checkpoint, Mark{});
}

TEST_F(SqliteViewsTest, AnUnknownBootIsTrustedOnlyAfterACleanEnd) {
    EXPECT_FALSE(sqlite::trusted({store_number(1), "", false}, store_number(1), ""));
    EXPECT_TRUE(sqlite::trusted({store_number(1), "", true}, store_number(1), "boot"));
    EXPECT_TRUE(sqlite::trusted({store_number(1), "boot", false}, store_number(1), "boot"));
    EXPECT_FALSE(sqlite::trusted({store_number(1), "boot", true}, store_number(2), "boot"));
}

}  // namespace
}  // namespace hapax::contract
