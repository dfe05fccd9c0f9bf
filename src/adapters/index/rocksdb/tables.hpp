// Tables: one RocksDB with the five tables of the index, and how a run of sorted files enters it.
//
//   auto tables = Tables::open("data/index", options);
//   RunFiles files(*tables, 7);
//   files.put(Table::operations, key, value);      // per table in ascending order
//   files.ingest();                                // all tables of the run, or nothing
//
// Errors   rocksdb::Status; the index makes words of it.
// Threads  get() and iterator() from any; RunFiles by one.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include <rocksdb/db.h>
#include <rocksdb/sst_file_writer.h>

#include "adapters/index/rocksdb/rocksdb_index.hpp"

namespace hapax::index {

enum class Table : std::uint8_t { runs, operations, streams, callers, pending };
inline constexpr std::size_t tables_count = 5;

class Tables {
 public:
    static rocksdb::Status open(const std::string& path, const RocksdbIndexOptions& options,
                                std::unique_ptr<Tables>& opened);
    ~Tables();

    rocksdb::Status get(Table table, const std::string& key, rocksdb::PinnableSlice& value) const;
    std::unique_ptr<rocksdb::Iterator> iterator(Table table, const rocksdb::ReadOptions& options) const;
    rocksdb::Status drop_before(Table table, const std::string& key);  // whole files only

 private:
    friend class RunFiles;
    Tables() = default;

    std::string incoming_;  // folder of files that are being written
    rocksdb::Options options_;
    std::unique_ptr<rocksdb::DB> db_;
    std::array<rocksdb::ColumnFamilyHandle*, tables_count> handles_{};
};

class RunFiles {
 public:
    RunFiles(Tables& tables, std::uint32_t run) : tables_(tables), run_(run) {}
    ~RunFiles();
    RunFiles(const RunFiles&) = delete;
    RunFiles& operator=(const RunFiles&) = delete;

    rocksdb::Status put(Table table, const std::string& key, const std::string& value);
    rocksdb::Status ingest();

 private:
    std::string path(std::size_t table) const;
    rocksdb::Status begin(std::size_t table);

    Tables& tables_;
    std::uint32_t run_;
    std::array<std::unique_ptr<rocksdb::SstFileWriter>, tables_count> writers_;
};

}  // namespace hapax::index
