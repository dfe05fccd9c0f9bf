#include "adapters/views/sqlite/catalogue.hpp"

namespace hapax::sqlite {
namespace {

const char* const tables_sql =
    "CREATE TABLE IF NOT EXISTS hapax_views (id INTEGER PRIMARY KEY, name TEXT NOT NULL, version INTEGER NOT NULL,"
    " description TEXT NOT NULL, position INTEGER NOT NULL, frame_crc INTEGER NOT NULL, serving INTEGER NOT NULL,"
    " indexed INTEGER NOT NULL, UNIQUE (name, version));"
    "CREATE TABLE IF NOT EXISTS hapax_history (view INTEGER NOT NULL, through INTEGER NOT NULL, after INTEGER NOT NULL,"
    " at INTEGER NOT NULL, PRIMARY KEY (view, through)) WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS hapax_trash (id INTEGER PRIMARY KEY AUTOINCREMENT, key_column TEXT NOT NULL);";

std::string trash_name(std::int64_t id) {
    return "hapax_trash_" + std::to_string(id);
}

std::string key_of(const Entry& entry) {
    return entry.stored.kind == RowKind::folded ? entry.stored.key_column : "hapax_place";
}

Result<Entry> read_entry(Statement& row) {
    const auto schema = parse_description(row.text(3));
    if (!schema) return fail(views_errc::broken, "the catalogue describes no table");
    Entry entry{row.integer(0), std::string(row.text(1)), {}, *schema, {}, row.integer(6) != 0, row.integer(7) != 0};
    entry.stored.table = entry.name;
    entry.stored.version = static_cast<std::uint32_t>(row.integer(2));
    entry.table = table_name(entry.stored);
    entry.checkpoint.position = Position{static_cast<std::uint64_t>(row.integer(4))};
    entry.checkpoint.frame_crc = static_cast<std::uint32_t>(row.integer(5));
    return entry;
}

Result<void> move_to_trash(Connection& connection, const Entry& entry) {
    Result<Statement> insert = connection.prepare("INSERT INTO hapax_trash (key_column) VALUES (?1)");
    if (!insert) return pass_on(insert);
    const std::string key = key_of(entry);
    if (auto done = insert->bind(1, std::string_view(key)).run(); !done) return done;
    const Result<std::int64_t> id = connection.integer("SELECT max(id) FROM hapax_trash");
    if (!id) return pass_on(id);
    return connection.execute("ALTER TABLE " + in_quotes(entry.table) + " RENAME TO " + trash_name(*id));
}

// The first `rows` rows in key order; everything when there are fewer.
std::string delete_some_sql(const std::string& table, const std::string& key, std::int64_t rows) {
    const std::string name = in_quotes(key);
    return "DELETE FROM " + table + " WHERE " + name + " <= coalesce((SELECT " + name + " FROM " + table +
           " ORDER BY " + name + " LIMIT 1 OFFSET " + std::to_string(rows - 1) + "), (SELECT max(" + name + ") FROM " +
           table + "))";
}

}  // namespace

Result<void> create_catalogue(Connection& connection) {
    if (auto done = connection.execute(tables_sql); !done) return done;
    return connection.execute("PRAGMA user_version = " + std::to_string(format_version));
}

Result<std::vector<Entry>> read_catalogue(Connection& connection) {
    Result<Statement> rows = connection.prepare(
        "SELECT id, name, version, description, position, frame_crc, serving, indexed FROM hapax_views ORDER BY id");
    if (!rows) return pass_on(rows);
    std::vector<Entry> entries;
    for (;;) {
        const Result<bool> row = rows->step();
        if (!row) return pass_on(row);
        if (!*row) return entries;
        Result<Entry> entry = read_entry(*rows);
        if (!entry) return pass_on(entry);
        entries.push_back(std::move(*entry));
    }
}

Result<Entry> add_table(Connection& connection, const ViewSchema& schema, bool indexed) {
    Entry entry{0, schema.table, table_name(schema), schema, {}, false, indexed};
    if (auto done = connection.execute(create_table_sql(entry.table, schema)); !done) return pass_on(done);
    Result<Statement> insert = connection.prepare(
        "INSERT INTO hapax_views (name, version, description, position, frame_crc, serving, indexed)"
        " VALUES (?1, ?2, ?3, 0, 0, 0, ?4)");
    if (!insert) return pass_on(insert);
    const std::string text = description(schema);
    insert->bind(1, std::string_view(entry.name)).bind(2, std::int64_t{schema.version});
    insert->bind(3, std::string_view(text)).bind(4, std::int64_t{indexed});
    if (auto done = insert->run(); !done) return pass_on(done);
    const Result<std::int64_t> id = connection.integer("SELECT last_insert_rowid()");
    if (!id) return pass_on(id);
    entry.id = *id;
    if (!indexed) return entry;
    if (auto done = create_indexes(connection, entry); !done) return pass_on(done);
    return entry;
}

Result<void> discard_table(Connection& connection, const Entry& entry) {
    // The SQL view goes first: SQLite would otherwise point it to the trash.
    std::string sql = entry.serving ? "DROP VIEW IF EXISTS " + in_quotes(entry.name) + ";" : "";
    for (const std::string& column : entry.stored.indexes) {
        sql += "DROP INDEX IF EXISTS " + in_quotes(index_name(entry.table, column)) + ";";
    }
    sql += "DELETE FROM hapax_views WHERE id = " + std::to_string(entry.id) + ";";
    sql += "DELETE FROM hapax_history WHERE view = " + std::to_string(entry.id) + ";";
    if (auto done = connection.execute(sql); !done) return done;
    return move_to_trash(connection, entry);
}

Result<bool> empty_trash(Connection& connection, std::int64_t rows) {
    Result<Statement> oldest = connection.prepare("SELECT id, key_column FROM hapax_trash ORDER BY id LIMIT 1");
    if (!oldest) return pass_on(oldest);
    const Result<bool> found = oldest->step();
    if (!found) return pass_on(found);
    if (!*found) return false;
    const std::int64_t id = oldest->integer(0);
    const std::string key(oldest->text(1));
    oldest->reset();
    if (auto done = connection.execute(delete_some_sql(trash_name(id), key, rows)); !done) return pass_on(done);
    const Result<std::int64_t> deleted = connection.integer("SELECT changes()");
    if (!deleted) return pass_on(deleted);
    if (*deleted >= rows) return true;
    const std::string gone = "DROP TABLE " + trash_name(id) + "; DELETE FROM hapax_trash WHERE id = ";
    if (auto done = connection.execute(gone + std::to_string(id)); !done) return pass_on(done);
    return true;
}

Result<void> create_indexes(Connection& connection, const Entry& entry) {
    for (const std::string& column : entry.stored.indexes) {
        if (auto done = connection.execute(create_index_sql(entry.table, column)); !done) return done;
    }
    return connection.execute("UPDATE hapax_views SET indexed = 1 WHERE id = " + std::to_string(entry.id));
}

Result<void> switch_to(Connection& connection, const Entry& next) {
    if (auto done = connection.execute("DROP VIEW IF EXISTS " + in_quotes(next.name)); !done) return done;
    if (auto done = connection.execute(create_view_sql(next.table, next.stored)); !done) return done;
    Result<Statement> update = connection.prepare("UPDATE hapax_views SET serving = (id = ?1) WHERE name = ?2");
    if (!update) return pass_on(update);
    return update->bind(1, next.id).bind(2, std::string_view(next.name)).run();
}

}  // namespace hapax::sqlite
