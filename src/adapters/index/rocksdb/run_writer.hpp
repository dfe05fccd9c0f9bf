// RunWriter: makes the files of one run, and its filters on the way, and ingests all of them or none.
//
//   RunWriter writer(tables, 7, identity, index_run);
//   if (writer.write().ok()) runs.push_back(writer.made());
//
// Errors   a run that is out of order or does not follow `before` is a programmer error (asserts); else rocksdb::Status.
// Threads  one.
#pragma once

#include "adapters/index/rocksdb/bloom.hpp"
#include "adapters/index/rocksdb/index_format.hpp"
#include "adapters/index/rocksdb/tables.hpp"

namespace hapax::index {

// A run that was ingested, as look-ups need it.
struct Run {
    std::uint32_t number;
    RunHead head;
    Bloom operations;
    Bloom streams;
    Bloom callers;
};

// `before` is the newest run, if there is one.
void assert_follows(const IndexRun& run, const Run* before);

class RunWriter {
 public:
    RunWriter(Tables& tables, std::uint32_t number, const Identity& identity, const IndexRun& run);

    rocksdb::Status write();
    Run&& made() { return std::move(made_); }  // after write() went well

 private:
    rocksdb::Status operations();
    rocksdb::Status streams();
    rocksdb::Status callers();
    rocksdb::Status pending();
    rocksdb::Status parts();

    RunFiles files_;
    const std::uint64_t salt_;
    const IndexRun& run_;
    Run made_;
};

}  // namespace hapax::index
