#include "adapters/views/sqlite/connection.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include <sqlite3.h>

#include "adapters/views/sqlite/page_check.hpp"
#include "adapters/views/sqlite/wal_buffer.hpp"
#include "kernel/assert.hpp"

namespace hapax::sqlite {
namespace {

// What a caller can do about a result code. Anything unforeseen means that these files cannot be used: rebuild them.
ErrorCode meaning(int code, int extended) {
    if (extended == SQLITE_IOERR_SHMSIZE) return views_errc::no_space;  // the shared-memory file could not grow
    switch (code) {
        case SQLITE_FULL:
            return views_errc::no_space;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_INTERRUPT:
        case SQLITE_NOMEM:
        case SQLITE_CANTOPEN:
            return views_errc::busy;
        default:
            return views_errc::broken;
    }
}

std::unexpected<Error> failed(sqlite3* handle, const std::string& doing) {
    const int extended = sqlite3_extended_errcode(handle);
    return fail(meaning(extended & 0xff, extended), doing + ": " + sqlite3_errmsg(handle));
}

// Counting every allocation under a global lock is nothing that we read. Refused once SQLite runs, which is harmless.
void configure_once() {
    static const int done = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    (void)done;
}

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* handle) const {
    sqlite3_finalize(handle);
}

Statement& Statement::bind(int parameter, std::int64_t value) {
    const int code = sqlite3_bind_int64(handle_.get(), parameter, value);
    HAPAX_ASSERT(code == SQLITE_OK, "an integer was bound to no parameter");
    return *this;
}

Statement& Statement::bind(int parameter, std::string_view value) {
    const char* start = value.data() == nullptr ? "" : value.data();  // a null pointer would bind NULL
    const int code = sqlite3_bind_text64(handle_.get(), parameter, start, value.size(), SQLITE_STATIC, SQLITE_UTF8);
    HAPAX_ASSERT(code == SQLITE_OK, "a text was bound to no parameter, or is larger than SQLite takes");
    return *this;
}

Statement& Statement::bind(int parameter, const Value& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return bind(parameter, *integer);
    if (const auto* text = std::get_if<std::string>(&value)) return bind(parameter, std::string_view(*text));
    const auto* real = std::get_if<double>(&value);
    const int code = real != nullptr ? sqlite3_bind_double(handle_.get(), parameter, *real)
                                     : sqlite3_bind_null(handle_.get(), parameter);
    HAPAX_ASSERT(code == SQLITE_OK, "a value was bound to no parameter");
    return *this;
}

Result<bool> Statement::step() {
    const int code = sqlite3_step(handle_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    auto error = failed(sqlite3_db_handle(handle_.get()), "step");
    reset();
    return error;
}

Result<void> Statement::run() {
    for (;;) {
        const Result<bool> row = step();
        if (!row) return pass_on(row);
        if (!*row) break;
    }
    reset();
    return {};
}

void Statement::reset() {
    sqlite3_reset(handle_.get());
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(handle_.get(), column);
}

std::string_view Statement::text(int column) const {
    const unsigned char* start = sqlite3_column_text(handle_.get(), column);
    if (start == nullptr) return {};
    return {reinterpret_cast<const char*>(start),
            static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

Value Statement::value(int column, const Column& like) const {
    if (sqlite3_column_type(handle_.get(), column) == SQLITE_NULL) {
        // SQLite keeps no NaN: it stores NULL instead.
        if (like.type == ColumnType::real && !like.nullable) return std::numeric_limits<double>::quiet_NaN();
        return std::monostate{};
    }
    switch (like.type) {
        case ColumnType::integer:
            return integer(column);
        case ColumnType::real:
            return sqlite3_column_double(handle_.get(), column);
        case ColumnType::text:
            break;
    }
    return std::string(text(column));
}

void Connection::Close::operator()(sqlite3* handle) const {
    sqlite3_close_v2(handle);
}

Result<Connection> Connection::open(const std::string& path, Mode mode, std::chrono::milliseconds busy_wait) {
    configure_once();
    const int how = mode == Mode::read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    const char* const vfs = mode == Mode::write ? wal_buffer_vfs() : page_check_vfs();
    sqlite3* handle = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &handle, how | SQLITE_OPEN_NOMUTEX, vfs);
    Connection connection;
    connection.handle_.reset(handle);
    HAPAX_ASSERT(handle != nullptr, "no memory for a connection");
    if (code != SQLITE_OK) return failed(handle, "open " + path);
    if (mode == Mode::write) keep_room_for_checks(handle);
    sqlite3_busy_timeout(handle, static_cast<int>(busy_wait.count()));
    return connection;
}

Result<void> Connection::execute(const std::string& sql) {
    if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return {};
    return failed(handle_.get(), sql);
}

Result<Statement> Connection::prepare(const std::string& sql) {
    sqlite3_stmt* handle = nullptr;
    const int size = static_cast<int>(sql.size());
    const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), size, SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
    if (code != SQLITE_OK) return failed(handle_.get(), sql);
    Statement statement;
    statement.handle_.reset(handle);
    return statement;
}

Result<std::int64_t> Connection::integer(const std::string& sql) {
    Result<Statement> statement = prepare(sql);
    if (!statement) return pass_on(statement);
    const Result<bool> row = statement->step();
    if (!row) return pass_on(row);
    return *row ? statement->integer(0) : 0;
}

bool Connection::in_transaction() const {
    return sqlite3_get_autocommit(handle_.get()) == 0;
}

Result<Transaction> Transaction::begin(Connection& connection) {
    if (!connection.begin_) {
        Result<Statement> prepared = connection.prepare("BEGIN IMMEDIATE");
        if (!prepared) return pass_on(prepared);
        connection.begin_ = std::move(*prepared);
    }
    const Result<void> begun = connection.begin_.run();
    if (!begun) return pass_on(begun);
    return Transaction(connection);
}

Transaction::~Transaction() {
    // SQLite has rolled back by itself after some errors; what is left of the transaction is given up here.
    if (connection_ != nullptr && connection_->in_transaction()) (void)connection_->execute("ROLLBACK");
}

Result<void> Transaction::commit() {
    if (!connection_->commit_) {
        Result<Statement> prepared = connection_->prepare("COMMIT");
        if (!prepared) return pass_on(prepared);
        connection_->commit_ = std::move(*prepared);
    }
    const Result<void> done = connection_->commit_.run();
    if (!done) return done;
    connection_ = nullptr;
    return {};
}

}  // namespace hapax::sqlite
