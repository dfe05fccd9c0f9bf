#include "simulation/views/sim_table.hpp"

#include <algorithm>

#include "kernel/assert.hpp"
#include "kernel/list_cursor.hpp"
#include "kernel/view_rules.hpp"

namespace hapax::simulation {
namespace {

std::optional<std::size_t> column_at(const ViewSchema& schema, std::string_view name) {
    for (std::size_t i = 0; i < schema.columns.size(); ++i) {
        if (schema.columns[i].name == name) return i;
    }
    return std::nullopt;
}

bool has(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

// The same table: what may differ is only whether somebody requires it.
bool same_layout(const ViewSchema& a, const ViewSchema& b) {
    return a.table == b.table && a.version == b.version && a.kind == b.kind && a.key_column == b.key_column &&
           a.columns == b.columns && a.indexes == b.indexes;
}

}  // namespace

void SimTable::put(const RowWrite& write) {
    HAPAX_ASSERT(!write.row || write.row->size() == schema.columns.size(), "a row is as wide as its table");
    for (std::size_t i = 0; write.row && i < write.row->size(); ++i) {
        HAPAX_ASSERT(fits((*write.row)[i], schema.columns[i]), "a value of another type than its column");
    }
    if (schema.kind == RowKind::appended) {
        HAPAX_ASSERT(write.row.has_value(), "an appended row is never deleted");
        HAPAX_ASSERT(write.position > checkpoint.position, "an appended row from before the checkpoint");
        const bool fresh = appended_.emplace(place_of(write.position, write.event_index), *write.row).second;
        HAPAX_ASSERT(fresh, "an event was appended twice");
    } else if (write.row) {
        folded_.insert_or_assign(write.key, *write.row);
    } else {
        folded_.erase(write.key);
    }
}

void SimTable::advance(const ViewCheckpoint& to) {
    HAPAX_ASSERT(to.mark.position >= checkpoint.position, "a checkpoint never goes back");
    if (to.mark.position > checkpoint.position) history_.push_back({checkpoint.position, to.mark.position, to.at});
    if (history_.size() > sim_history_max) history_.pop_front();
    checkpoint = to.mark;
}

std::optional<Row> SimTable::load(std::string_view key) const {
    const auto found = folded_.find(key);
    if (found == folded_.end()) return std::nullopt;
    return found->second;
}

void SimTable::lose_last_row() {
    if (!appended_.empty()) appended_.erase(std::prev(appended_.end()));
    if (!folded_.empty()) folded_.erase(std::prev(folded_.end()));
}

std::optional<Timestamp> SimTable::reached(Position position) const {
    for (const Step& step : history_) {
        if (step.after < position && position <= step.through) return step.at;
    }
    return std::nullopt;
}

std::optional<Row> SimTable::get(std::string_view key, const ViewSchema& wanted) const {
    const auto row = load(key);
    if (!row) return std::nullopt;
    return shown(*row, wanted);
}

Result<ListPage> SimTable::list(const ListQuery& query, const ViewSchema& wanted) const {
    const bool by_key = schema.kind == RowKind::folded && query.column == wanted.key_column;
    if (!query.column.empty() && !by_key) {
        if (!has(wanted.indexes, query.column)) return fail(views_errc::unknown_view, "no such index");
        if (!has(schema.indexes, query.column)) return fail(views_errc::not_serving, "no such index yet");
    }
    const auto key = parse_key_cursor(query.cursor);
    const auto place = parse_place_cursor(query.cursor);
    const bool folded = schema.kind == RowKind::folded;
    if (!query.cursor.empty() && !(folded ? key.has_value() : place.has_value())) return fail(views_errc::bad_cursor);
    if (!by_key) return folded ? page(folded_, key, query, wanted) : page(appended_, place, query, wanted);
    ListPage one;
    const auto* wanted_key = std::get_if<std::string>(&query.value);
    const auto row = wanted_key != nullptr && query.cursor.empty() ? get(*wanted_key, wanted) : std::nullopt;
    if (row) one.rows.push_back({*wanted_key, *row});
    return one;
}

template <class Rows, class Cursor>
ListPage SimTable::page(const Rows& rows, const std::optional<Cursor>& after, const ListQuery& query,
                        const ViewSchema& wanted) const {
    const std::uint32_t limit = std::clamp(query.limit, 1u, sim_list_limit_max);
    ListPage page;
    Cursor last{};
    for (auto at = after ? rows.upper_bound(*after) : rows.begin(); at != rows.end(); ++at) {
        if (!matches(at->second, query)) continue;
        if (page.rows.size() == limit) {
            if constexpr (std::is_same_v<Cursor, std::string>) page.next = cursor_after(std::string_view(last));
            if constexpr (!std::is_same_v<Cursor, std::string>) page.next = cursor_after(last);
            break;
        }
        last = at->first;
        page.rows.push_back({{}, shown(at->second, wanted)});
        if constexpr (std::is_same_v<Cursor, std::string>) page.rows.back().key = last;
    }
    return page;
}

bool SimTable::matches(const Row& row, const ListQuery& query) const {
    if (query.column.empty()) return true;
    const auto column = column_at(schema, query.column);
    return column && row[*column] == query.value && !std::holds_alternative<std::monostate>(query.value);
}

Row SimTable::shown(const Row& row, const ViewSchema& wanted) const {
    Row shown;
    for (const Column& column : wanted.columns) {
        const auto at = column_at(schema, column.name);
        shown.push_back(at ? row[*at] : Value{});
    }
    return shown;
}

SimTable* SimTables::find(const std::string& name, std::uint32_t version) {
    for (SimTable& table : tables_) {
        if (table.schema.table == name && table.schema.version == version) return &table;
    }
    return nullptr;
}

void SimTables::lose_last_rows() {
    for (SimTable& table : tables_) table.lose_last_row();
}

SimTable* SimTables::serving(const std::string& name) {
    for (SimTable& table : tables_) {
        if (table.schema.table == name && table.serving) return &table;
    }
    return nullptr;
}

void SimTables::drop(const std::string& name) {
    tables_.remove_if([&](const SimTable& table) { return table.schema.table == name; });
}

void SimTables::adopt(const std::vector<ViewSchema>& schemas) {
    for (auto table = tables_.begin(); table != tables_.end();) {
        table = needed(*table, schemas) ? std::next(table) : tables_.erase(table);
    }
    for (const ViewSchema& schema : schemas) {
        if (find(schema.table, schema.version) == nullptr) tables_.emplace_back(schema);
    }
}

bool SimTables::needed(const SimTable& table, const std::vector<ViewSchema>& schemas) {
    for (const ViewSchema& schema : schemas) {
        if (same_layout(table.schema, schema)) return true;
        if (table.schema.table != schema.table || table.schema.version == schema.version) continue;
        if (table.serving) return true;
    }
    return false;
}

void SimTables::switch_to(SimTable& next) {
    tables_.remove_if(
        [&](const SimTable& table) { return table.schema.table == next.schema.table && &table != &next; });
    next.serving = true;
}

}  // namespace hapax::simulation
