// Connection and Statement: SQLite's C interface, as little of it as the views need.
//
//   auto connection = Connection::open(path, Connection::Mode::write, 1s);
//   auto insert = connection->prepare("INSERT INTO t VALUES (?1, ?2)");
//   insert->bind(1, 42).bind(2, "forty-two");
//   if (auto done = insert->run(); !done) return done;
//
// Errors   views_errc; the text is SQLite's own.
// Threads  a connection and its statements belong to one loop. A statement must not outlive its connection.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "ports/driven/views.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace hapax::sqlite {

class Statement {
 public:
    Statement() = default;
    explicit operator bool() const { return handle_ != nullptr; }

    // Parameters count from 1. Text is not copied: it must live until run() or reset().
    Statement& bind(int parameter, std::int64_t value);
    Statement& bind(int parameter, std::string_view value);
    Statement& bind(int parameter, const Value& value);

    Result<bool> step();  // true = a row is there
    Result<void> run();   // to the end, then reset
    void reset();

    // Columns count from 0; the text lives until the next step() or reset().
    std::int64_t integer(int column) const;
    std::string_view text(int column) const;
    Value value(int column, const Column& like) const;

 private:
    friend class Connection;
    struct Finalize {
        void operator()(sqlite3_stmt* handle) const;
    };
    std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

class Connection {
 public:
    enum class Mode : std::uint8_t { read, write };

    Connection() = default;
    static Result<Connection> open(const std::string& path, Mode mode, std::chrono::milliseconds busy_wait);
    explicit operator bool() const { return handle_ != nullptr; }

    Result<void> execute(const std::string& sql);
    Result<Statement> prepare(const std::string& sql);
    Result<std::int64_t> integer(const std::string& sql);  // the one value of a query; 0 when it has no row
    bool in_transaction() const;

 private:
    friend class Transaction;
    struct Close {
        void operator()(sqlite3* handle) const;
    };
    std::unique_ptr<sqlite3, Close> handle_;
    Statement begin_;  // prepared on first use
    Statement commit_;
};

// A transaction that is rolled back unless it was committed.
class Transaction {
 public:
    static Result<Transaction> begin(Connection& connection);
    Transaction(Transaction&& other) noexcept : connection_(std::exchange(other.connection_, nullptr)) {}
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    Result<void> commit();

 private:
    explicit Transaction(Connection& connection) : connection_(&connection) {}
    Connection* connection_;
};

}  // namespace hapax::sqlite
