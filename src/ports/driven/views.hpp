// Views: the SQL read model. One writer (the projector's loop) and many readers.
//
//   writer.prepare(schemas);                       // tables there, or built beside the old ones
//   writer.write(batch);                           // rows and checkpoints of all views in one transaction
//   reader.get("balances", "42");   reader.list({"movements", "account", "42", cursor, 50});
//
// A row is a list of values in the order of its schema's columns, without the key columns, which the store adds:
//   folded    one row per key; columns: key_column TEXT PRIMARY KEY, then the columns
//   appended  one row per event; columns: position INTEGER, event_index INTEGER (together the primary key), then the
//             columns; each declared index is (column, position, event_index)
// Table `<table>_v<version>`; a SQL view `<table>` shows these columns of the version that serves, for anyone who reads
// the database. A table may keep position and event_index in one number; the SQL view shows both.
//
// Rules
//   1. write() is atomic: rows and checkpoints together, or nothing.
//   2. A version that is being built serves no reader until serve() switches to it; the old one serves meanwhile.
//      If its columns do not suffice for the new schema, readers get not_serving.
//   3. After a crash of the machine, or with another store's rows, prepare() answers that views start from position 0.
//   4. After views_errc::broken every call answers broken until prepare(), which starts from nothing.
// Errors   views_errc below.
// Threads  Views by one loop; each ViewReader by one loop.
// Source   ARCHITECTURE.md, sections 6 and 7.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "kernel/error.hpp"
#include "kernel/view_schema.hpp"
#include "ports/driven/event_store.hpp"

namespace hapax {

namespace views_errc {
inline constexpr ErrorCode broken{"views-broken", Handling::park};   // delete and rebuild
inline constexpr ErrorCode no_space{"views-full", Handling::retry};  // nothing was written
inline constexpr ErrorCode busy{"views-busy", Handling::retry};      // nothing was written
inline constexpr ErrorCode unknown_view{"unknown-view", Handling::park};
inline constexpr ErrorCode bad_cursor{"bad-cursor", Handling::park};
inline constexpr ErrorCode not_serving{"view-not-serving", Handling::retry};  // no version of it can answer readers yet
inline constexpr ErrorCode bad_schema{"bad-view-schema", Handling::fatal};    // a name that is no identifier, or twice
}  // namespace views_errc

struct RowWrite {
    std::uint32_t view = 0;  // index into the schemas that were prepared
    std::string key;         // folded rows
    Position position;       // appended rows
    std::uint32_t event_index = 0;
    std::optional<Row> row;  // nothing = delete (folded only)
};

// Where one view has come to, and when it got there.
struct ViewCheckpoint {
    std::uint32_t view = 0;
    Mark mark;
    Timestamp at;
};

struct ViewWrites {
    std::vector<RowWrite> rows;
    std::vector<ViewCheckpoint> checkpoints;
};

struct PreparedView {
    Mark checkpoint;         // position 0: to be built from the start
    bool serving = false;    // this version answers readers now
    bool stands_in = false;  // an older version can be read until this one serves
};

class Views {
 public:
    virtual ~Views() = default;
    virtual Result<std::vector<PreparedView>> prepare(const std::vector<ViewSchema>& schemas, const Uuid& store_id) = 0;
    virtual Result<std::optional<Row>> load(std::uint32_t view, std::string_view key) = 0;
    virtual Result<void> write(const ViewWrites& writes) = 0;
    virtual Result<void> reset(std::uint32_t view) = 0;  // empty again, checkpoint 0; the old rows serve no more
    virtual Result<void> serve(std::uint32_t view) = 0;  // indexes are built, readers see this version from now on
    // When did this view first show `position`? Kept for a bounded number of write()s.
    virtual Result<std::optional<Timestamp>> reached(std::uint32_t view, Position position) = 0;
    virtual Result<void> close() = 0;  // a clean end: the files can be trusted at the next start
};

struct ListQuery {
    std::uint32_t view = 0;
    std::string_view column;  // a declared index, the key column, or empty for all rows; else unknown_view
    Value value;
    std::string_view cursor;  // from ListPage::next; empty = from the start
    std::uint32_t limit = 50;
};

struct KeyedRow {
    std::string key;  // folded rows
    Row row;
};
struct ListPage {
    std::vector<KeyedRow> rows;
    std::string next;  // empty = no more
};

class ViewReader {
 public:
    virtual ~ViewReader() = default;
    virtual Result<std::optional<Row>> get(std::uint32_t view, std::string_view key) = 0;
    virtual Result<ListPage> list(const ListQuery& query) = 0;
};

}  // namespace hapax
