// Catalogue: which tables the database holds, how far each has come, which one serves, and when each came where.
//
//   hapax_views    one row per table: name, version, description, checkpoint, serving, indexed
//   hapax_history  (view, through) → after, at: when a view came from `after` to `through`; bounded
//   hapax_trash    tables that nobody needs any more, emptied a few rows at a time so that no write waits for them
//
// All functions change the database inside the caller's transaction and keep nothing in memory.
// Errors   views_errc.
#pragma once

#include <string>
#include <vector>

#include "adapters/views/sqlite/connection.hpp"
#include "adapters/views/sqlite/schema_sql.hpp"

namespace hapax::sqlite {

constexpr std::int64_t format_version = 2;  // PRAGMA user_version; another one is rebuilt

struct Entry {
    std::int64_t id = 0;
    std::string name;   // of the view
    std::string table;  // <name>_v<version>
    ViewSchema stored;  // as the table was made
    Mark checkpoint;
    bool serving = false;
    bool indexed = false;  // its secondary indexes are there
};

Result<void> create_catalogue(Connection& connection);
Result<std::vector<Entry>> read_catalogue(Connection& connection);

// A new empty table with its entry; with its indexes when `indexed`.
Result<Entry> add_table(Connection& connection, const ViewSchema& schema, bool indexed);

// Its entry, history, SQL view and indexes are gone; its rows go to the trash.
Result<void> discard_table(Connection& connection, const Entry& entry);
// Deletes up to `rows` rows of the trash; true when there may be more.
Result<bool> empty_trash(Connection& connection, std::int64_t rows);

Result<void> create_indexes(Connection& connection, const Entry& entry);
// `next` serves from now on, instead of whatever did.
Result<void> switch_to(Connection& connection, const Entry& next);

}  // namespace hapax::sqlite
