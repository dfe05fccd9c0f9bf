#include "adapters/views/sqlite/writer.hpp"
#include "kernel/assert.hpp"
#include "kernel/crashpoint.hpp"

namespace hapax::sqlite {
namespace {

constexpr std::uint64_t writes_per_forgetting = 256;

}  // namespace

Result<std::optional<Row>> Writer::load(std::uint32_t view, std::string_view key) {
    if (auto able = usable(view); !able) return pass_on(able);
    return judged(tables_[view].load(key));
}

Result<void> Writer::write(const ViewWrites& writes) {
    if (auto able = usable(); !able) return able;
    if (auto done = judged(write_all(writes)); !done) return done;
    HAPAX_CRASHPOINT("views.committed");
    for (const ViewCheckpoint& checkpoint : writes.checkpoints) tables_[checkpoint.view].advance_to(checkpoint.mark);
    ++writes_;
    // Tidying may fail for want of space; the rows are there all the same.
    const Result<void> tidied = judged(make_room());
    if (!tidied && tidied.error().code == views_errc::broken) return tidied;
    return {};
}

Result<void> Writer::write_all(const ViewWrites& writes) {
    Result<Transaction> transaction = Transaction::begin(connection_);
    if (!transaction) return pass_on(transaction);
    for (const RowWrite& row : writes.rows) {
        HAPAX_ASSERT(row.view < tables_.size(), "a row of a view that was not prepared");
        if (auto done = tables_[row.view].put(row); !done) return done;
    }
    HAPAX_CRASHPOINT("views.rows_written");
    for (const ViewCheckpoint& checkpoint : writes.checkpoints) {
        HAPAX_ASSERT(checkpoint.view < tables_.size(), "a checkpoint of a view that was not prepared");
        if (auto done = tables_[checkpoint.view].save_checkpoint(checkpoint); !done) return done;
    }
    HAPAX_CRASHPOINT("views.checkpointed");
    return transaction->commit();
}

Result<void> Writer::make_room() {
    if (writes_ % writes_per_forgetting == 0) {
        for (TableWriter& table : tables_) {
            if (auto done = table.forget_history(options_.history_rows); !done) return done;
        }
    }
    if (!trash_) return {};
    Result<Transaction> transaction = Transaction::begin(connection_);
    if (!transaction) return pass_on(transaction);
    const Result<bool> more = empty_trash(connection_, options_.discard_rows);
    if (!more) return pass_on(more);
    trash_ = *more;
    return transaction->commit();
}

Result<std::optional<Timestamp>> Writer::reached(std::uint32_t view, Position position) {
    if (auto able = usable(view); !able) return pass_on(able);
    return judged(tables_[view].reached(position));
}

}  // namespace hapax::sqlite
