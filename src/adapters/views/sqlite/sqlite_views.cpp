#include "adapters/views/sqlite/sqlite_views.hpp"

#include "adapters/views/sqlite/writer.hpp"

namespace hapax {

std::unique_ptr<SqliteViews> open_sqlite_views(SqliteViewsOptions options) {
    return std::make_unique<sqlite::Writer>(std::move(options));
}

}  // namespace hapax
