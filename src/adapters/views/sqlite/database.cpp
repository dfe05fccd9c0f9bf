#include "adapters/views/sqlite/database.hpp"

#include "adapters/views/sqlite/catalogue.hpp"
#include "adapters/views/sqlite/mark_file.hpp"

namespace hapax::sqlite {
namespace {

constexpr std::uint64_t page_bytes = 4096;
constexpr std::uint64_t wal_bytes_kept = 64 << 20;  // a WAL that a long reader let grow is cut to this

std::filesystem::path beside(const SqliteViewsOptions& options, const char* suffix) {
    std::filesystem::path path = options.path;
    path += suffix;
    return path;
}

std::string pragma(const char* name, const std::string& value) {
    return "PRAGMA " + std::string(name) + " = " + value + ";";
}

// A negative size counts KiB, a positive one would count pages.
std::string cache_pragma(std::uint64_t bytes) {
    return pragma("cache_size", "-" + std::to_string(bytes / 1024));
}

std::string settings(const SqliteViewsOptions& options) {
    std::string sql = pragma("page_size", std::to_string(page_bytes)) + pragma("journal_mode", "WAL");
    sql += pragma("synchronous", "OFF");
    sql += pragma("secure_delete", "OFF");  // zeros over what is deleted: on in Debian's build, needless here
    sql += pragma("journal_size_limit", std::to_string(wal_bytes_kept));
    sql += pragma("wal_autocheckpoint", std::to_string(options.wal_pages));
    sql += cache_pragma(options.cache_bytes);
    if (options.bytes_max != 0) sql += pragma("max_page_count", std::to_string(options.bytes_max / page_bytes + 1));
    return sql;
}

Result<void> prepare_format(Connection& connection) {
    const Result<std::int64_t> version = connection.integer("PRAGMA user_version");
    if (!version) return pass_on(version);
    if (*version == format_version) return {};
    if (*version != 0) return fail(views_errc::broken, "written in format " + std::to_string(*version));
    Result<Transaction> transaction = Transaction::begin(connection);
    if (!transaction) return pass_on(transaction);
    if (auto done = create_catalogue(connection); !done) return done;
    return transaction->commit();
}

}  // namespace

std::filesystem::path mark_path(const SqliteViewsOptions& options) {
    std::filesystem::path path = options.path;
    return path.replace_extension(".mark");
}

Result<Connection> open_database(const SqliteViewsOptions& options) {
    auto connection = Connection::open(options.path.string(), Connection::Mode::write, options.busy_wait);
    if (!connection) return connection;
    if (auto done = connection->execute(settings(options)); !done) return pass_on(done);
    if (auto done = prepare_format(*connection); !done) return pass_on(done);
    return connection;
}

Result<Connection> open_reader(const SqliteViewsOptions& options) {
    auto connection = Connection::open(options.path.string(), Connection::Mode::read, options.busy_wait);
    if (!connection) return connection;
    if (auto done = connection->execute(cache_pragma(options.reader_cache_bytes)); !done) return pass_on(done);
    return connection;
}

Result<void> delete_database(const SqliteViewsOptions& options) {
    for (const char* suffix : {"", "-wal", "-shm"}) {
        std::error_code error;
        std::filesystem::remove(beside(options, suffix), error);
        if (error) return fail(views_errc::busy, "delete " + beside(options, suffix).string() + ": " + error.message());
    }
    return sync_path(options.path.parent_path());
}

Result<void> sync_database(const SqliteViewsOptions& options) {
    for (const char* suffix : {"", "-wal"}) {
        if (auto done = sync_path(beside(options, suffix)); !done) return done;
    }
    return sync_path(options.path.parent_path());
}

}  // namespace hapax::sqlite
