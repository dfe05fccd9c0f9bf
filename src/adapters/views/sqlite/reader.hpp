// The reader of SQLite views: its own read-only connection, statements prepared once per published edition.
//
// Errors   not_serving, unknown_view, bad_cursor, busy, broken.
// Threads  one loop.
#pragma once

#include <memory>

#include "adapters/views/sqlite/published.hpp"
#include "adapters/views/sqlite/sqlite_views.hpp"

namespace hapax::sqlite {

constexpr std::uint32_t list_limit_max = 1000;

std::unique_ptr<ViewReader> make_sqlite_reader(const SqliteViewsOptions& options, std::shared_ptr<Published> published);

}  // namespace hapax::sqlite
