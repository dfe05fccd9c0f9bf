// The fear: journal and index are each right alone, and wrong together. Here is the whole store as a server has it: the
// journal, RocksDB under it, and the files of this machine under both.

#include <csignal>
#include <filesystem>
#include <fstream>

#include "adapters/index/rocksdb/rocksdb_index.hpp"
#include "contract/event_store_contract.hpp"
#include "support/posix_journal.hpp"

namespace hapax {
namespace {

namespace fs = std::filesystem;
using namespace contract;

constexpr std::size_t run_records = 100;

class RocksdbJournal final : public PosixFixture {
 public:
    RocksdbJournal()
        : PosixFixture(run_records, [](const std::string& path) { return open_rocksdb_index(path, {}); }) {}

    // Records number from … from + count - 1, ten in a call, on seven accounts; the index follows.
    void fill(std::uint64_t from, std::uint64_t count) {
        for (std::uint64_t number = from; number < from + count; number += 10) {
            std::vector<Commit> commits;
            for (std::uint64_t i = number; i < number + 10; ++i) commits.push_back(commit(i));
            for (const auto& outcome : appended(store(), commits)) {
                ASSERT_EQ(outcome.status, AppendOutcome::Status::appended);
            }
            ASSERT_TRUE(store().maintain(now_ += std::chrono::seconds(2)));
        }
    }

    static Commit commit(std::uint64_t number) {
        Commit commit = deposit(number, std::to_string(number % 7), any(), 1 + number % 3);
        commit.opened = {{{PendingKind::timer, std::to_string(number % 5)}, Timestamp{1}, std::to_string(number)}};
        return commit;
    }

    // Records 1 … count are there by position, by operation and in their streams; no other is.
    void expect_records(std::uint64_t count) {
        const auto log = whole_log(store());
        ASSERT_EQ(log.size(), count);
        for (std::uint64_t number = 1; number <= count; ++number) {
            ASSERT_EQ(log[number - 1].operation, key_of(number));
            const auto found = store().find(key_of(number));
            ASSERT_TRUE(found && *found) << number;
            ASSERT_EQ((*found)->commit, commit(number));
        }
        EXPECT_FALSE(*store().find(key_of(count + 1)));
        for (std::uint64_t stream = 0; stream < 7; ++stream) expect_stream(stream, count);
        EXPECT_EQ(store().pending(PendingKind::timer)->size(), 5U);
    }

    std::uint64_t runs() { return store().state().index_runs; }

 private:
    void expect_stream(std::uint64_t stream, std::uint64_t count) {
        const auto slice = store().read_stream(account(std::to_string(stream)), Version{0}, 1'000'000);
        ASSERT_TRUE(slice) << slice.error().detail;
        std::size_t at = 0;
        for (std::uint64_t number = stream == 0 ? 7 : stream; number <= count; number += 7) {
            for (const EventData& event : commit(number).events) {
                ASSERT_LT(at, slice->events.size());
                ASSERT_EQ(slice->events[at].event, event);
                ASSERT_EQ(slice->events[at].version, Version{at + 1});
                ++at;
            }
        }
        ASSERT_EQ(at, slice->events.size());
        ASSERT_EQ(slice->version.value, at);
    }

    Instant now_{};
};

TEST(JournalOverRocksdb, IsThereAfterEveryKindOfEnd) {
    RocksdbJournal journal;
    journal.fill(1, 450);
    EXPECT_EQ(journal.runs(), 4U);
    journal.expect_records(450);
    journal.reopen(Stop::clean);
    EXPECT_EQ(journal.runs(), 4U) << "an index that fits is taken as it is";
    journal.expect_records(450);
    journal.reopen(Stop::abrupt);
    journal.fill(451, 200);
    journal.expect_records(650);
}

// Nothing is closed and no destructor runs: the process appends, builds runs, and is gone.
TEST(JournalOverRocksdbDeathTest, OutlivesAProcessThatIsKilledWithBothOpen) {
    RocksdbJournal journal;
    journal.fill(1, 150);
    journal.close();
    const auto live_and_die = [&] {
        if (!journal.try_open()) ::_exit(1);
        journal.fill(151, 300);
        if (testing::Test::HasFailure() || journal.runs() != 4) ::_exit(2);
        (void)std::raise(SIGKILL);
    };
    EXPECT_EXIT(live_and_die(), testing::KilledBySignal(SIGKILL), "");
    ASSERT_TRUE(journal.try_open());
    EXPECT_EQ(journal.runs(), 4U);
    journal.expect_records(450);
    journal.fill(451, 60);
    journal.expect_records(510);
}

TEST(JournalOverRocksdb, RebuildsAnIndexThatIsGone) {
    RocksdbJournal journal;
    journal.fill(1, 450);
    journal.close();
    fs::remove_all(journal.index_path());
    ASSERT_TRUE(journal.try_open());
    EXPECT_EQ(journal.runs(), 4U);
    journal.expect_records(450);
}

TEST(JournalOverRocksdb, RebuildsAnIndexThatIsDamaged) {
    RocksdbJournal journal;
    journal.fill(1, 450);
    journal.close();
    for (const auto& entry : fs::recursive_directory_iterator(journal.index_path())) {
        if (entry.path().extension() == ".sst") fs::resize_file(entry.path(), 10);
    }
    ASSERT_TRUE(journal.try_open());
    EXPECT_EQ(journal.runs(), 4U);
    journal.expect_records(450);
}

TEST(JournalOverRocksdb, BringsUpAnIndexThatIsBehind) {
    RocksdbJournal journal;
    journal.fill(1, 250);
    journal.close();
    fs::copy(journal.index_path(), journal.data_path() + "/behind", fs::copy_options::recursive);
    ASSERT_TRUE(journal.try_open());
    journal.fill(251, 300);
    EXPECT_EQ(journal.runs(), 5U);
    journal.close();
    fs::remove_all(journal.index_path());
    fs::rename(journal.data_path() + "/behind", journal.index_path());
    ASSERT_TRUE(journal.try_open());
    EXPECT_EQ(journal.runs(), 5U);
    journal.expect_records(550);
}

// The journal, its tail and its witness were put back together; only the index remembers more.
TEST(JournalOverRocksdb, RefusesAnIndexThatIsAhead) {
    RocksdbJournal journal;
    journal.fill(1, 250);
    journal.close();
    const fs::path old = journal.data_path() + "/old";
    const fs::path witness = journal.data_path() + ".witness";
    fs::copy(journal.data_path() + "/journal", old, fs::copy_options::recursive);
    fs::copy_file(witness, witness.string() + ".old");
    ASSERT_TRUE(journal.try_open());
    journal.fill(251, 100);
    journal.close();
    fs::remove_all(journal.data_path() + "/journal");
    fs::rename(old, journal.data_path() + "/journal");
    fs::rename(witness.string() + ".old", witness);
    const auto refused = journal.try_open();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, store_errc::history_lost) << refused.error().detail;
    EXPECT_NE(refused.error().detail.find("the index"), std::string::npos) << refused.error().detail;
}

TEST(JournalOverRocksdb, RebuildsTheIndexOfAnotherStore) {
    RocksdbJournal other;
    other.fill(1, 650);
    other.close();
    RocksdbJournal journal;
    journal.fill(1, 250);
    journal.close();
    fs::remove_all(journal.index_path());
    fs::rename(other.index_path(), journal.index_path());
    ASSERT_TRUE(journal.try_open());
    EXPECT_EQ(journal.runs(), 2U);
    journal.expect_records(250);
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(JournalOverRocksdb, EventStoreContract,
                         testing::Values(contract::store_under_test<RocksdbJournal>("Rocksdb")),
                         contract::name_of_store);
INSTANTIATE_TEST_SUITE_P(JournalOverRocksdb, EventStoreRestartContract,
                         testing::Values(contract::store_under_test<RocksdbJournal>("Rocksdb")),
                         contract::name_of_store);

}  // namespace hapax
