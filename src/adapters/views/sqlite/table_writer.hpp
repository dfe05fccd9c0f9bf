// TableWriter: the prepared statements of one table that is written, and what is known about it.
//
// Errors   views_errc.
// Threads  the writer's loop.
#pragma once

#include "adapters/views/sqlite/catalogue.hpp"

namespace hapax::sqlite {

class TableWriter {
 public:
    static Result<TableWriter> open(Connection& connection, Entry entry);

    Result<void> put(const RowWrite& write);
    Result<std::optional<Row>> load(std::string_view key);
    // The checkpoint and its line of history. The caller takes it over by advance_to() when it is committed.
    Result<void> save_checkpoint(const ViewCheckpoint& checkpoint);
    void advance_to(const Mark& mark) { entry_.checkpoint = mark; }
    Result<std::optional<Timestamp>> reached(Position position);
    Result<void> forget_history(std::uint64_t rows_kept);

    const Entry& entry() const { return entry_; }
    Entry& entry() { return entry_; }

 private:
    Result<void> put_folded(const RowWrite& write);
    Result<void> put_appended(const RowWrite& write);
    Result<void> run_put(const Row& row);

    Entry entry_;
    Statement put_;
    Statement erase_;
    Statement load_;
    Statement checkpoint_;
    Statement history_;
    Statement reached_;
    Statement forget_;
};

}  // namespace hapax::sqlite
