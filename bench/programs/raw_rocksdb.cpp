// RocksDB as the truth: four puts per command, in synced write batches of so many commands. No logic at all.
//
//   raw_rocksdb --directory /var/tmp/x --record_bytes 373 --batch 256 --seconds 5
//
// The puts are those of an operation store: the operation's record by its id, the event by stream and version, the
// aggregate's row, the log entry by position; together they hold as many bytes as one record of the journal.
#include <memory>
#include <random>

#include <rocksdb/db.h>
#include <rocksdb/options.h>
#include <rocksdb/write_batch.h>

#include "arguments.hpp"

namespace hapax::bench {
namespace {

constexpr std::uint64_t accounts = 1000;
constexpr std::uint64_t row_bytes = 24;
constexpr std::uint64_t log_entry_bytes = 24;

void check(const rocksdb::Status& status) {
    if (!status.ok()) fail(status.ToString());
}

void append_number(std::string& key, std::uint64_t n) {
    for (int shift = 56; shift >= 0; shift -= 8) key.push_back(static_cast<char>(n >> shift & 0xff));
}

class Puts {
 public:
    explicit Puts(std::uint64_t record_bytes)
        : operation_((record_bytes - row_bytes - log_entry_bytes) / 2, 'o'), event_(operation_.size(), 'e') {}

    void add(rocksdb::WriteBatch& batch) {
        const std::uint64_t position = ++position_;
        const std::uint64_t account = random_() % accounts;
        std::string key = "o";
        append_number(key, random_());
        append_number(key, random_());
        check(batch.Put(key, operation_));
        check(batch.Put(numbered("e", account, position), event_));
        check(batch.Put(numbered("a", account, 0), row_));
        check(batch.Put(numbered("l", position, 0), log_entry_));
    }

 private:
    static std::string numbered(const char* prefix, std::uint64_t a, std::uint64_t b) {
        std::string key = prefix;
        append_number(key, a);
        append_number(key, b);
        return key;
    }

    std::string operation_;
    std::string event_;
    std::string row_ = std::string(row_bytes, 'r');
    std::string log_entry_ = std::string(log_entry_bytes, 'l');
    std::uint64_t position_ = 0;
    std::mt19937_64 random_{7};
};

std::unique_ptr<rocksdb::DB> opened(const std::string& directory) {
    rocksdb::Options options;
    options.create_if_missing = true;
    options.IncreaseParallelism(2);
    rocksdb::DB* db = nullptr;
    check(rocksdb::DB::Open(options, directory, &db));
    return std::unique_ptr<rocksdb::DB>(db);
}

void run(const Arguments& arguments) {
    const std::uint64_t batch_commands = arguments.number("batch");
    std::unique_ptr<rocksdb::DB> db = opened(arguments.text("directory"));
    Puts puts(arguments.number("record_bytes"));
    rocksdb::WriteOptions synced;
    synced.sync = true;
    const Measured measured = measure(arguments.number("seconds"), [&] {
        rocksdb::WriteBatch batch;
        for (std::uint64_t i = 0; i < batch_commands; ++i) puts.add(batch);
        check(db->Write(synced, &batch));
        return batch_commands;
    });
    print(measured);
    db.reset();
    check(rocksdb::DestroyDB(arguments.text("directory"), rocksdb::Options()));
}

}  // namespace
}  // namespace hapax::bench

int main(int argc, char** argv) {
    hapax::bench::run(
        {argc, argv, {{"directory", "raw_rocksdb.tmp"}, {"record_bytes", "373"}, {"batch", "256"}, {"seconds", "5"}}});
}
