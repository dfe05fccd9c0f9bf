// SimTable: the rows of one version of one view, and SimTables: all versions that are still needed.
//
// Invariants
//   1. At most one version of a view serves.
//   2. Appended rows are keyed by their place, folded rows by their key; both are listed in that order.
// Threads  one.
#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <string>
#include <vector>

#include "ports/driven/views.hpp"

namespace hapax::simulation {

constexpr std::size_t sim_history_max = 4096;  // checkpoints that reached() knows, per table
constexpr std::uint32_t sim_list_limit_max = 1000;

class SimTable {
 public:
    explicit SimTable(ViewSchema made_as) : schema(std::move(made_as)) {}

    void put(const RowWrite& write);
    void advance(const ViewCheckpoint& to);
    std::optional<Row> load(std::string_view key) const;
    std::optional<Timestamp> reached(Position position) const;

    void lose_last_row();

    // Rows as a reader who wants `wanted` gets them.
    std::optional<Row> get(std::string_view key, const ViewSchema& wanted) const;
    Result<ListPage> list(const ListQuery& query, const ViewSchema& wanted) const;

    ViewSchema schema;
    Mark checkpoint;
    bool serving = false;

 private:
    struct Step {
        Position after;
        Position through;
        Timestamp at;
    };
    template <class Rows, class Cursor>
    ListPage page(const Rows& rows, const std::optional<Cursor>& after, const ListQuery& query,
                  const ViewSchema& wanted) const;
    bool matches(const Row& row, const ListQuery& query) const;
    Row shown(const Row& row, const ViewSchema& wanted) const;

    std::map<std::string, Row, std::less<>> folded_;
    std::map<std::int64_t, Row> appended_;
    std::deque<Step> history_;
};

class SimTables {
 public:
    SimTable* find(const std::string& name, std::uint32_t version);
    SimTable* serving(const std::string& name);
    void clear() { tables_.clear(); }
    void drop(const std::string& name);
    void lose_last_rows();  // of each, and no checkpoint: what a crash of the system leaves
    // Keeps what `schemas` need, makes what is missing.
    void adopt(const std::vector<ViewSchema>& schemas);
    void switch_to(SimTable& next);

 private:
    bool needed(const SimTable& table, const std::vector<ViewSchema>& schemas);
    std::list<SimTable> tables_;  // addresses stay
};

}  // namespace hapax::simulation
