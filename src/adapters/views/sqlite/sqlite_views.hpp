// SQLite views: the read model in one file that anyone may read with any SQLite client.
//
//   auto views = open_sqlite_views({data / "views.sqlite", boot_id});
//   auto prepared = views->prepare(schemas, store_id);     // opens, or deletes and starts anew
//   auto reader = views->make_reader();                    // one per query loop, with its own connection
//
// The file is never synced while it is used (WAL, synchronous=OFF): it survives the process, not the machine.
// `views.mark` beside it knows the difference (mark_file.hpp). Whatever is lost is rebuilt from the journal.
// External readers open the file read-only; one that keeps a transaction open makes the WAL grow.
//
// Units    sizes in bytes.
// Errors   views_errc.
// Threads  the Views by one loop; make_reader() from any; each reader by one loop. Readers may outlive the Views.
// Source   ARCHITECTURE.md, sections 6 and 7.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "ports/driven/views.hpp"

namespace hapax {

struct SqliteViewsOptions {
    std::filesystem::path path{};  // of the database; its mark is beside it, with the extension .mark
    std::string boot_id{};         // of this machine's run; empty = unknown
    std::chrono::milliseconds busy_wait{1000};
    std::uint64_t cache_bytes = 64 << 20;        // of the writer
    std::uint64_t reader_cache_bytes = 8 << 20;  // of each reader
    std::uint32_t wal_pages = 4000;              // the WAL is written back beyond this
    std::uint64_t bytes_max = 0;                 // of the database; 0 = as many as the disk has
    std::uint64_t history_rows = 4096;           // per view, for reached()
    std::uint32_t discard_rows = 512;            // of outdated tables, per write()
};

class SqliteViews : public Views {
 public:
    virtual std::unique_ptr<ViewReader> make_reader() = 0;
};

std::unique_ptr<SqliteViews> open_sqlite_views(SqliteViewsOptions options);

}  // namespace hapax
