#include "adapters/views/sqlite/database.hpp"

#include "adapters/views/sqlite/catalogue.hpp"
#include "adapters/views/sqlite/mark_file.hpp"

namespace hapax::sqlite {
namespace {

constexpr const char* wal_bytes_kept = "67108864";  // a WAL that a long reader let grow is cut to this

std::filesystem::path beside(const SqliteViewsOptions& options, const char* suffix) {
    std::filesystem::path path = options.path;
    path += suffix;
    return path;
}

std::string kibibytes(std::uint64_t bytes) {
    return std::to_string(bytes / 1024);
}

// secure_delete would write zeros over what is deleted; Debian's SQLite does so unless told otherwise.
std::string settings(const SqliteViewsOptions& options) {
    return "PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA secure_delete = OFF;"
           "PRAGMA journal_size_limit = " +
           std::string(wal_bytes_kept) +
           ";"
           "PRAGMA cache_size = -" +
           kibibytes(options.cache_bytes) +
           ";"
           "PRAGMA wal_autocheckpoint = " +
           std::to_string(options.wal_pages) + ";";
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
    const std::string cache = "PRAGMA cache_size = -" + kibibytes(options.reader_cache_bytes);
    if (auto done = connection->execute(cache); !done) return pass_on(done);
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
