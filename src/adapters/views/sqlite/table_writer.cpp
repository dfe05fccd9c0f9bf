#include "adapters/views/sqlite/table_writer.hpp"

#include "kernel/assert.hpp"
#include "kernel/view_rules.hpp"

namespace hapax::sqlite {
namespace {

std::int64_t number(Position position) {
    HAPAX_ASSERT(position.value <= view_position_max, "a position beyond what a view can hold");
    return static_cast<std::int64_t>(position.value);
}

}  // namespace

Result<TableWriter> TableWriter::open(Connection& connection, Entry entry) {
    TableWriter table;
    table.entry_ = std::move(entry);
    const std::string& name = table.entry_.table;
    const ViewSchema& schema = table.entry_.stored;
    const std::pair<Statement*, std::string> wanted[] = {
        {&table.put_, put_sql(name, schema)},
        {&table.erase_, erase_sql(name, schema)},
        {&table.load_, load_sql(name, schema)},
        {&table.checkpoint_, "UPDATE hapax_views SET position = ?2, frame_crc = ?3 WHERE id = ?1"},
        {&table.history_, "INSERT INTO hapax_history (view, through, after, at) VALUES (?1, ?2, ?3, ?4)"},
        {&table.reached_,
         "SELECT after, at FROM hapax_history WHERE view = ?1 AND through >= ?2 ORDER BY through LIMIT 1"},
        {&table.forget_,
         "DELETE FROM hapax_history WHERE view = ?1 AND through <= "
         "(SELECT through FROM hapax_history WHERE view = ?1 ORDER BY through DESC LIMIT 1 OFFSET ?2)"},
    };
    for (const auto& [statement, sql] : wanted) {
        Result<Statement> prepared = connection.prepare(sql);
        if (!prepared) return pass_on(prepared);
        *statement = std::move(*prepared);
    }
    return table;
}

Result<void> TableWriter::put(const RowWrite& write) {
    return entry_.stored.kind == RowKind::folded ? put_folded(write) : put_appended(write);
}

Result<void> TableWriter::put_folded(const RowWrite& write) {
    if (!write.row) return erase_.bind(1, std::string_view(write.key)).run();
    put_.bind(1, std::string_view(write.key));
    return run_put(*write.row);
}

Result<void> TableWriter::put_appended(const RowWrite& write) {
    HAPAX_ASSERT(write.row.has_value(), "an appended row is never deleted");
    HAPAX_ASSERT(write.position > entry_.checkpoint.position, "an appended row from before the checkpoint");
    put_.bind(1, place_of(write.position, write.event_index));
    return run_put(*write.row);
}

Result<void> TableWriter::run_put(const Row& row) {
    const std::vector<Column>& columns = entry_.stored.columns;
    HAPAX_ASSERT(row.size() == columns.size(), "a row is as wide as its table");
    for (std::size_t i = 0; i < row.size(); ++i) {
        HAPAX_ASSERT(fits(row[i], columns[i]), "a value of another type than its column");
        put_.bind(static_cast<int>(i) + 2, row[i]);
    }
    return put_.run();
}

Result<std::optional<Row>> TableWriter::load(std::string_view key) {
    HAPAX_ASSERT(entry_.stored.kind == RowKind::folded, "only folded rows are loaded by their key");
    const Result<bool> found = load_.bind(1, key).step();
    if (!found) return pass_on(found);
    std::optional<Row> row;
    if (*found) {
        row.emplace();
        for (const Column& column : entry_.stored.columns) {
            row->push_back(load_.value(static_cast<int>(row->size()), column));
        }
    }
    load_.reset();
    return row;
}

Result<void> TableWriter::save_checkpoint(const ViewCheckpoint& checkpoint) {
    HAPAX_ASSERT(checkpoint.mark.position >= entry_.checkpoint.position, "a checkpoint never goes back");
    const std::int64_t through = number(checkpoint.mark.position);
    const std::int64_t after = number(entry_.checkpoint.position);
    checkpoint_.bind(1, entry_.id).bind(2, through).bind(3, std::int64_t{checkpoint.mark.frame_crc});
    if (auto done = checkpoint_.run(); !done || through == after) return done;
    return history_.bind(1, entry_.id).bind(2, through).bind(3, after).bind(4, checkpoint.at.us).run();
}

Result<std::optional<Timestamp>> TableWriter::reached(Position position) {
    const Result<bool> found = reached_.bind(1, entry_.id).bind(2, number(position)).step();
    if (!found) return pass_on(found);
    std::optional<Timestamp> at;
    // The first line that is left may begin after a position whose own line was forgotten.
    if (*found && reached_.integer(0) < number(position)) at = Timestamp{reached_.integer(1)};
    reached_.reset();
    return at;
}

Result<void> TableWriter::forget_history(std::uint64_t rows_kept) {
    return forget_.bind(1, entry_.id).bind(2, static_cast<std::int64_t>(rows_kept)).run();
}

}  // namespace hapax::sqlite
