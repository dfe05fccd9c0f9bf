#include "adapters/views/sqlite/reader.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include "adapters/views/sqlite/database.hpp"
#include "adapters/views/sqlite/schema_sql.hpp"
#include "kernel/list_cursor.hpp"

namespace hapax::sqlite {
namespace {

constexpr int tries_max = 5;  // of a read, each disturbed by another publication

// One way to read a view, prepared on first use.
struct Shape {
    std::uint32_t view = 0;
    bool list = false;
    bool resumed = false;
    std::string column;  // that must equal a value; empty = all rows
    friend auto operator<=>(const Shape&, const Shape&) = default;
};

std::string key_of(const ServedView& view) {
    return view.stored.kind == RowKind::folded ? in_quotes(view.stored.key_column) : "hapax_place";
}

std::string select_list(const ServedView& view) {
    std::string list = key_of(view);
    for (const Column& column : view.wanted.columns) {
        const bool there = std::any_of(view.stored.columns.begin(), view.stored.columns.end(),
                                       [&](const Column& old) { return old.name == column.name; });
        list += there ? ", " + in_quotes(column.name) : ", NULL";
    }
    return list;
}

std::string select_sql(const ServedView& view, const Shape& shape) {
    const std::string key = key_of(view);
    std::string sql = "SELECT " + select_list(view) + " FROM " + in_quotes(view.table);
    if (!shape.list) return sql + " WHERE " + key + " = ?1";
    if (!shape.column.empty()) sql += " INDEXED BY " + in_quotes(index_name(view.table, shape.column));
    sql += " WHERE " + key + (shape.resumed ? " > ?2" : " >= ?2");
    if (!shape.column.empty()) sql += " AND " + in_quotes(shape.column) + " = ?1";
    return sql + " ORDER BY " + key + " LIMIT ?3";
}

class Reader final : public ViewReader {
 public:
    Reader(const SqliteViewsOptions& options, std::shared_ptr<Published> published)
        : options_(options), published_(std::move(published)) {}

    Result<std::optional<Row>> get(std::uint32_t view, std::string_view key) override {
        return tried_twice([&] { return get_once(view, key); });
    }
    Result<ListPage> list(const ListQuery& query) override {
        return tried_twice([&] { return list_once(query); });
    }

 private:
    template <class Try>
    auto tried_twice(Try&& attempt) -> decltype(attempt());
    template <class Try>
    auto undisturbed(Try&& attempt) -> decltype(attempt());

    Result<std::optional<Row>> get_once(std::uint32_t view, std::string_view key);
    Result<ListPage> list_once(const ListQuery& query);
    Result<ListPage> list_by_key(const ListQuery& query);
    Result<const ServedView*> look_up(std::uint32_t view);
    Result<void> catch_up();
    Result<Statement*> statement(const ServedView& view, const Shape& shape);
    Result<ListPage> page(Statement& rows, const ServedView& view, std::uint32_t limit);
    static Row row_of(const Statement& row, const ServedView& view);

    SqliteViewsOptions options_;
    std::shared_ptr<Published> published_;
    std::shared_ptr<const Served> served_;
    std::uint64_t edition_ = 0;
    Connection connection_;
    std::map<Shape, Statement> statements_;
};

// A table may be taken away between look_up() and the statement; the second try knows what replaced it.
template <class Try>
auto Reader::tried_twice(Try&& attempt) -> decltype(attempt()) {
    auto answer = undisturbed(attempt);
    if (answer || answer.error().code != views_errc::broken) return answer;
    statements_.clear();
    connection_ = Connection();
    served_.reset();
    answer = undisturbed(attempt);
    if (!answer && answer.error().code == views_errc::broken) published_->report_damage();
    return answer;
}

// The writer publishes before it touches a table that was served. Rows that were read while it published may be those
// of a table that bears the same name and is being built: they are not shown.
template <class Try>
auto Reader::undisturbed(Try&& attempt) -> decltype(attempt()) {
    for (int tries = 0; tries < tries_max; ++tries) {
        auto answer = attempt();
        if (edition_ == published_->edition()) return answer;
    }
    return fail(views_errc::not_serving, "views are being switched");
}

Result<void> Reader::catch_up() {
    if (served_ && edition_ == published_->edition()) return {};
    edition_ = published_->edition();  // before current(): a publication in between makes us look once more
    const auto next = published_->current();
    statements_.clear();
    if (served_ && served_->file != next->file) connection_ = Connection();
    served_ = next;
    return {};
}

Result<const ServedView*> Reader::look_up(std::uint32_t view) {
    if (auto done = catch_up(); !done) return pass_on(done);
    if (served_->views.empty()) return fail(views_errc::not_serving, "views are not open");
    if (view >= served_->views.size()) return fail(views_errc::unknown_view, std::to_string(view));
    if (!served_->views[view]) return fail(views_errc::not_serving, "the view is being built");
    return &*served_->views[view];
}

Result<Statement*> Reader::statement(const ServedView& view, const Shape& shape) {
    if (const auto known = statements_.find(shape); known != statements_.end()) return &known->second;
    if (!connection_) {
        Result<Connection> connection = open_reader(options_);
        if (!connection) return pass_on(connection);
        connection_ = std::move(*connection);
    }
    Result<Statement> prepared = connection_.prepare(select_sql(view, shape));
    if (!prepared) return pass_on(prepared);
    return &(statements_[shape] = std::move(*prepared));
}

Result<std::optional<Row>> Reader::get_once(std::uint32_t index, std::string_view key) {
    const Result<const ServedView*> view = look_up(index);
    if (!view) return pass_on(view);
    if ((*view)->stored.kind != RowKind::folded) return fail(views_errc::unknown_view, "appended rows have no key");
    const Result<Statement*> select = statement(**view, {index, false, false, {}});
    if (!select) return pass_on(select);
    const Result<bool> found = (*select)->bind(1, key).step();
    if (!found) return pass_on(found);
    std::optional<Row> row;
    if (*found) row = row_of(**select, **view);
    (*select)->reset();
    return row;
}

Result<ListPage> Reader::list_once(const ListQuery& query) {
    const Result<const ServedView*> found = look_up(query.view);
    if (!found) return pass_on(found);
    const ServedView& view = **found;
    const bool folded = view.stored.kind == RowKind::folded;
    const std::string column(query.column);
    if (folded && column == view.wanted.key_column) return list_by_key(query);
    const auto in = [&](const std::vector<std::string>& names) { return std::ranges::count(names, column) != 0; };
    if (!column.empty() && !in(view.wanted.indexes)) return fail(views_errc::unknown_view, column + " is no index");
    if (!column.empty() && !in(view.stored.indexes)) return fail(views_errc::not_serving, column + " is no index yet");

    const auto place = parse_place_cursor(query.cursor);
    const auto key = parse_key_cursor(query.cursor);
    const bool resumed = !query.cursor.empty();
    if (resumed && !(folded ? key.has_value() : place.has_value())) return fail(views_errc::bad_cursor);
    const Result<Statement*> select = statement(view, {query.view, true, resumed, column});
    if (!select) return pass_on(select);
    const std::uint32_t limit = std::clamp(query.limit, 1u, list_limit_max);
    if (!column.empty()) (*select)->bind(1, query.value);
    if (folded) (*select)->bind(2, resumed ? std::string_view(*key) : std::string_view());
    if (!folded) (*select)->bind(2, resumed ? *place : std::int64_t{0});
    (*select)->bind(3, std::int64_t{limit} + 1);
    Result<ListPage> rows = page(**select, view, limit);
    (*select)->reset();
    return rows;
}

// The key column is its own index with at most one row.
Result<ListPage> Reader::list_by_key(const ListQuery& query) {
    if (!query.cursor.empty() && !parse_key_cursor(query.cursor)) return fail(views_errc::bad_cursor);
    const auto* key = std::get_if<std::string>(&query.value);
    if (key == nullptr || !query.cursor.empty()) return ListPage{};
    Result<std::optional<Row>> row = get_once(query.view, *key);
    if (!row) return pass_on(row);
    ListPage page;
    if (*row) page.rows.push_back({*key, std::move(**row)});
    return page;
}

Result<ListPage> Reader::page(Statement& rows, const ServedView& view, std::uint32_t limit) {
    const bool folded = view.stored.kind == RowKind::folded;
    ListPage page;
    std::int64_t place = 0;
    for (;;) {
        const Result<bool> row = rows.step();
        if (!row) return pass_on(row);
        if (!*row) return page;
        if (page.rows.size() == limit) break;  // one more than asked for: there is a next page
        place = folded ? 0 : rows.integer(0);
        page.rows.push_back({folded ? std::string(rows.text(0)) : std::string(), row_of(rows, view)});
    }
    page.next = folded ? cursor_after(std::string_view(page.rows.back().key)) : cursor_after(place);
    return page;
}

Row Reader::row_of(const Statement& from, const ServedView& view) {
    Row row;
    row.reserve(view.wanted.columns.size());
    for (const Column& column : view.wanted.columns) {
        row.push_back(from.value(static_cast<int>(row.size()) + 1, column));
    }
    return row;
}

}  // namespace

std::unique_ptr<ViewReader> make_sqlite_reader(const SqliteViewsOptions& options,
                                               std::shared_ptr<Published> published) {
    return std::make_unique<Reader>(options, std::move(published));
}

}  // namespace hapax::sqlite
