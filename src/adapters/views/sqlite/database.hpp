// The database file as a whole: opened with our settings, deleted, made durable.
//
// Errors   views_errc.
// Threads  none of its own.
#pragma once

#include "adapters/views/sqlite/connection.hpp"
#include "adapters/views/sqlite/sqlite_views.hpp"

namespace hapax::sqlite {

std::filesystem::path mark_path(const SqliteViewsOptions& options);

// Opens or creates the file and its catalogue; broken when it is no database, or one of another format.
Result<Connection> open_database(const SqliteViewsOptions& options);
Result<Connection> open_reader(const SqliteViewsOptions& options);

// After it, no trace of the database is left. Connections that are still open keep the old file for themselves.
Result<void> delete_database(const SqliteViewsOptions& options);
// Everything that was committed is on the disk.
Result<void> sync_database(const SqliteViewsOptions& options);

}  // namespace hapax::sqlite
