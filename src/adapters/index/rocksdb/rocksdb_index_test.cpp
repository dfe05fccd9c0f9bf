#include "adapters/index/rocksdb/rocksdb_index.hpp"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include <unistd.h>

#include "adapters/index/rocksdb/index_format.hpp"
#include "adapters/index/rocksdb/tables.hpp"
#include "contract/index_contract.hpp"

namespace hapax {
namespace {

namespace fs = std::filesystem;

class Folder {
 public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "hapax-index-XXXXXX").string();
        path_ = mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path_); }
    std::string path() const { return path_ + "/index"; }

 private:
    std::string path_;
};

std::unique_ptr<Index> opened(const Folder& folder) {
    auto index = open_rocksdb_index(folder.path(), {});
    EXPECT_TRUE(index) << index.error().detail;
    return *std::move(index);
}

std::vector<fs::path> files_of(const Folder& folder, const std::string& extension) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(folder.path())) {
        if (entry.path().extension() == extension) files.push_back(entry.path());
    }
    return files;
}

class RocksdbFixture final : public contract::IndexFixture {
 public:
    Index& index() override { return *index_; }
    void reopen() override {
        index_.reset();
        index_ = opened(folder_);
    }
    void damage() override { fs::remove(files_of(folder_, ".sst").front()); }

 private:
    Folder folder_;
    std::unique_ptr<Index> index_ = opened(folder_);
};

TEST(RocksdbIndex, RefusesAPathThatIsInUse) {
    const Folder folder;
    const auto first = opened(folder);
    const auto second = open_rocksdb_index(folder.path(), {});
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, index_errc::broken);
    EXPECT_TRUE(first->through());
}

TEST(RocksdbIndex, RefusesAPathThatIsAFile) {
    const Folder folder;
    std::ofstream(folder.path()) << "a file";
    EXPECT_FALSE(open_rocksdb_index(folder.path(), {}));
}

// Goal: whatever byte of a table is wrong, the answer is right or `broken`. Method: flip one byte of each kind of file
// at several places, open, and ask for everything.
TEST(RocksdbIndex, NeverAnswersWronglyAfterAFlippedByte) {
    for (int part = 0; part < 12; ++part) {
        const Folder folder;
        IndexRun run = run_of(1, 200);
        run.pending = {pending_item(PendingKind::timer, 200)};
        ASSERT_TRUE(opened(folder)->ingest(run));
        for (const fs::path& path : files_of(folder, ".sst")) {
            std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
            const auto place = static_cast<std::streamoff>(fs::file_size(path)) * part / 12;
            file.seekg(place);
            const int byte = file.get();
            file.seekp(place);
            file.put(static_cast<char>(byte ^ 0x40));
        }
        const auto index = opened(folder);
        std::uint64_t wrong = 0;
        for (std::uint64_t p = 1; p <= 200; ++p) {
            const auto found = index->find_operation(indexed_key(p));
            wrong += found && *found != std::optional(address_of(Position{p})) ? 1 : 0;
            const auto entry = index->find_stream(indexed_stream(p % 10), Version{p / 10 + 1}, 1);
            wrong += entry && (entry->empty() || entry->front().address != address_of(Position{p})) ? 1 : 0;
        }
        for (std::uint64_t caller = 0; caller < 5; ++caller) {
            const auto own = index->find_caller(indexed_key(caller).scope, Position{201}, 1000);
            wrong += own && own->size() != 40 ? 1 : 0;
            for (std::size_t i = 0; own && i < own->size(); ++i) {
                wrong += (*own)[i].address != address_of((*own)[i].position) ? 1 : 0;
            }
        }
        const auto pending = index->pending();
        wrong += pending && *pending != run.pending ? 1 : 0;
        EXPECT_EQ(wrong, 0U) << "part " << part;
    }
}

// Goal: an index from before there were callers in it is not read as one of nobody: it is made again.
TEST(RocksdbIndex, IsBrokenWhenItIsOfTheFormatBefore) {
    const Folder folder;
    {
        fs::create_directories(folder.path());
        std::unique_ptr<index::Tables> tables;
        ASSERT_TRUE(index::Tables::open(folder.path(), {}, tables).ok());
        std::string identity = index::encode(index::Identity{Uuid::v7(1, 2, 3), 7});
        identity[0] = 1;
        index::RunFiles files(*tables, 0);
        ASSERT_TRUE(files.put(index::Table::runs, index::part_key(0, index::Part::identity), identity).ok());
        ASSERT_TRUE(files.ingest().ok());
    }
    const auto index = opened(folder);
    EXPECT_EQ(index->through().error().code, index_errc::broken);
    ASSERT_TRUE(index->clear(Uuid{}));
    ASSERT_TRUE(index->ingest(run_of(1, 10)));
    EXPECT_EQ(index->find_caller(indexed_key(1).scope, Position{11}, 9)->size(), 2U);
}

TEST(RocksdbIndex, ForgetsFilesThatAnInterruptedRunLeft) {
    const Folder folder;
    ASSERT_TRUE(opened(folder)->ingest(run_of(1, 10)));
    std::ofstream(folder.path() + "/incoming/2-operations.sst") << "half a file";
    const auto index = opened(folder);
    EXPECT_TRUE(fs::is_empty(folder.path() + "/incoming"));
    ASSERT_TRUE(index->ingest(run_of(11, 20)));
    EXPECT_TRUE(fs::is_empty(folder.path() + "/incoming"));
    EXPECT_TRUE(*index->find_operation(indexed_key(20)));
}

TEST(RocksdbIndex, KeepsThePendingItemsOfTheNewestRunOnly) {
    const Folder folder;
    const auto index = opened(folder);
    for (std::uint64_t i = 0; i < 10; ++i) {
        IndexRun run = run_of(i + 1, i + 1);
        run.pending = {pending_item(PendingKind::message, i)};
        run.pending[0].payload.assign(1 << 20, 'x');
        ASSERT_TRUE(index->ingest(run));
    }
    std::uint64_t large = 0;
    for (const fs::path& path : files_of(folder, ".sst")) large += fs::file_size(path) > (1 << 19) ? 1 : 0;
    EXPECT_LE(large, 2U) << "files of closed runs go away";
    EXPECT_EQ(index->pending()->size(), 1U);
}

TEST(RocksdbIndex, ServesReadersWhileRunsComeIn) {
    const Folder folder;
    const auto index = opened(folder);
    std::atomic<std::uint64_t> through = 0;
    std::thread reader([&] {
        while (through < 2000) {
            const std::uint64_t last = through;
            for (std::uint64_t p = last > 50 ? last - 50 : 1; p <= last; ++p) {
                const auto found = index->find_operation(indexed_key(p));
                ASSERT_TRUE(found && *found) << p;
                const auto entry = index->find_stream(indexed_stream(p % 10), Version{UINT64_MAX}, 1);
                ASSERT_TRUE(entry && !entry->empty() && entry->front().version.value >= p / 10 + 1) << p;
            }
        }
    });
    for (std::uint64_t i = 0; i < 20; ++i) {
        EXPECT_TRUE(index->ingest(run_of(100 * i + 1, 100 * i + 100)));
        through = 100 * i + 100;
    }
    reader.join();
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Rocksdb, IndexContract, testing::Values(contract::index_under_test<RocksdbFixture>("Rocksdb")),
                         contract::name_of_index);

}  // namespace hapax
