#include "adapters/views/sqlite/stored_views.hpp"

#include "adapters/views/sqlite/catalogue.hpp"
#include "adapters/views/sqlite/database.hpp"
#include "adapters/views/sqlite/mark_file.hpp"

namespace hapax {
namespace sqlite {
namespace {

Result<void> check_presence(const SqliteViewsOptions& options) {
    std::error_code error;
    if (std::filesystem::exists(options.path, error)) return {};
    return fail(views_errc::unknown_view, "there are no views at " + options.path.string());
}

// Every version of the view; the rows go with the trash, which the next server empties.
Result<void> discard(Connection& connection, const std::string& name) {
    const auto entries = read_catalogue(connection);
    if (!entries) return pass_on(entries);
    auto transaction = Transaction::begin(connection);
    if (!transaction) return pass_on(transaction);
    bool found = false;
    for (const Entry& entry : *entries) {
        if (entry.name != name) continue;
        found = true;
        if (auto done = discard_table(connection, entry); !done) return done;
    }
    if (!found) return fail(views_errc::unknown_view, "there is no view " + name);
    return transaction->commit();
}

Result<void> discard_and_close(const SqliteViewsOptions& options, const std::string& name) {
    auto connection = open_database(options);
    if (!connection) return pass_on(connection);
    if (auto done = discard(*connection, name); !done) return done;
    return connection->execute("PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace
}  // namespace sqlite

Result<std::vector<StoredView>> stored_views(const SqliteViewsOptions& options) {
    if (auto there = sqlite::check_presence(options); !there) return pass_on(there);
    auto connection = sqlite::open_reader(options);
    if (!connection) return pass_on(connection);
    const auto entries = sqlite::read_catalogue(*connection);
    if (!entries) return pass_on(entries);
    std::vector<StoredView> views;
    for (const sqlite::Entry& entry : *entries) {
        views.push_back({entry.name, entry.stored.version, entry.checkpoint.position, entry.serving});
    }
    return views;
}

// A mark that was clean says "not clean" while the database is changed, and clean again once it is synced.
Result<void> forget_view(const SqliteViewsOptions& options, const std::string& name) {
    if (auto there = sqlite::check_presence(options); !there) return there;
    const auto path = sqlite::mark_path(options);
    const auto mark = sqlite::read_mark(path);
    const bool clean = mark && mark->clean;
    if (clean) {
        if (auto done = sqlite::write_mark(path, {mark->store_id, options.boot_id, false}); !done) return done;
    }
    const auto discarded = sqlite::discard_and_close(options, name);
    if (auto synced = sqlite::sync_database(options); !synced) return synced;
    if (clean) {
        if (auto done = sqlite::write_mark(path, *mark); !done) return done;
    }
    return discarded;
}

// Without the mark nothing is trusted.
Result<void> forget_all_views(const SqliteViewsOptions& options) {
    if (auto there = sqlite::check_presence(options); !there) return there;
    std::error_code error;
    std::filesystem::remove(sqlite::mark_path(options), error);
    if (error) return fail(views_errc::busy, "delete " + sqlite::mark_path(options).string() + ": " + error.message());
    return sqlite::sync_path(options.path.parent_path());
}

}  // namespace hapax
