#include "adapters/views/sqlite/sqlite_views.hpp"

#include <algorithm>

#include "adapters/views/sqlite/database.hpp"
#include "adapters/views/sqlite/mark_file.hpp"
#include "adapters/views/sqlite/needed.hpp"
#include "adapters/views/sqlite/published.hpp"
#include "adapters/views/sqlite/reader.hpp"
#include "adapters/views/sqlite/table_writer.hpp"
#include "kernel/assert.hpp"
#include "kernel/view_rules.hpp"

namespace hapax {
namespace sqlite {
namespace {

constexpr std::uint64_t writes_per_forgetting = 256;

class Writer final : public SqliteViews {
 public:
    explicit Writer(SqliteViewsOptions options) : options_(std::move(options)) {}

    Result<std::vector<PreparedView>> prepare(const std::vector<ViewSchema>& schemas, const Uuid& store_id) override;
    Result<std::optional<Row>> load(std::uint32_t view, std::string_view key) override;
    Result<void> write(const ViewWrites& writes) override;
    Result<void> reset(std::uint32_t view) override;
    Result<void> serve(std::uint32_t view) override;
    Result<std::optional<Timestamp>> reached(std::uint32_t view, Position position) override;
    Result<void> close() override;
    std::unique_ptr<ViewReader> make_reader() override { return make_sqlite_reader(options_, published_); }

 private:
    Result<void> usable() const;
    Result<void> usable(std::uint32_t view) const;
    template <class T>
    Result<T> judged(Result<T> result);

    Result<void> open(const Uuid& store_id);
    Result<void> start_anew(const Uuid& store_id);
    Result<void> adopt(const std::vector<ViewSchema>& schemas);
    Result<void> tidy_up(const std::vector<ViewSchema>& schemas, std::vector<Entry>& entries);
    Result<void> take_over(const std::vector<ViewSchema>& schemas, std::vector<Entry>& entries);
    Result<void> write_all(const ViewWrites& writes);
    Result<void> make_room();
    Result<void> reset_table(std::uint32_t view);
    Result<void> switch_over(TableWriter& table);
    Result<void> put_away(const Entry& old);
    void let_go();
    void publish(std::optional<std::uint32_t> but = {});
    bool others_serve(std::uint32_t view) const;

    SqliteViewsOptions options_;
    std::shared_ptr<Published> published_ = std::make_shared<Published>();
    Connection connection_;
    std::vector<ViewSchema> schemas_;
    std::vector<TableWriter> tables_;              // by view
    std::vector<std::optional<Entry>> stand_ins_;  // by view: the old version that serves meanwhile
    Uuid store_id_;
    std::uint64_t file_ = 0;
    std::uint64_t writes_ = 0;
    bool broken_ = false;
    bool trash_ = true;  // there may be some
};

Result<void> Writer::usable() const {
    HAPAX_ASSERT(broken_ || connection_, "views are prepared before they are used, and not used after close()");
    if (broken_ || published_->damaged()) return fail(views_errc::broken, "to be prepared anew");
    return {};
}

Result<void> Writer::usable(std::uint32_t view) const {
    if (auto able = usable(); !able) return able;
    if (view >= tables_.size()) return fail(views_errc::unknown_view, std::to_string(view));
    return {};
}

// Once broken, always broken until prepare(): what was written since then would be lost with the file.
template <class T>
Result<T> Writer::judged(Result<T> result) {
    if (!result && result.error().code == views_errc::broken) broken_ = true;
    return result;
}

// ---- opening

Result<std::vector<PreparedView>> Writer::prepare(const std::vector<ViewSchema>& schemas, const Uuid& store_id) {
    if (auto problem = problem_with(schemas)) return fail(views_errc::bad_schema, std::move(*problem));
    const bool was_broken = broken_ || published_->damaged();
    let_go();
    Result<void> ready = was_broken ? start_anew(store_id) : open(store_id);
    if (ready) ready = adopt(schemas);
    if (!ready && ready.error().code == views_errc::broken) {
        let_go();
        ready = start_anew(store_id);
        if (ready) ready = adopt(schemas);
    }
    if (!ready) {
        let_go();
        return pass_on(judged(std::move(ready)));
    }
    broken_ = false;
    published_->forget_damage();
    publish();
    std::vector<PreparedView> prepared;
    for (std::size_t view = 0; view < tables_.size(); ++view) {
        const Entry& entry = tables_[view].entry();
        prepared.push_back({entry.checkpoint, entry.serving, stand_ins_[view].has_value()});
    }
    return prepared;
}

Result<void> Writer::open(const Uuid& store_id) {
    const auto mark = read_mark(mark_path(options_));
    if (!mark || !trusted(*mark, store_id, options_.boot_id)) return start_anew(store_id);
    store_id_ = store_id;
    if (auto done = write_mark(mark_path(options_), {store_id, options_.boot_id, false}); !done) return done;
    Result<Connection> connection = open_database(options_);
    if (!connection) return pass_on(connection);
    connection_ = std::move(*connection);
    return {};
}

Result<void> Writer::start_anew(const Uuid& store_id) {
    ++file_;
    store_id_ = store_id;
    if (auto done = delete_database(options_); !done) return done;
    if (auto done = write_mark(mark_path(options_), {store_id, options_.boot_id, false}); !done) return done;
    Result<Connection> connection = open_database(options_);
    if (!connection) return pass_on(connection);
    connection_ = std::move(*connection);
    return {};
}

// Finds or makes the table of every schema, and puts away what nobody needs.
Result<void> Writer::adopt(const std::vector<ViewSchema>& schemas) {
    Result<std::vector<Entry>> entries = read_catalogue(connection_);
    if (!entries) return pass_on(entries);
    Result<Transaction> transaction = Transaction::begin(connection_);
    if (!transaction) return pass_on(transaction);
    if (auto done = tidy_up(schemas, *entries); !done) return done;
    if (auto done = take_over(schemas, *entries); !done) return done;
    return transaction->commit();
}

Result<void> Writer::tidy_up(const std::vector<ViewSchema>& schemas, std::vector<Entry>& entries) {
    std::vector<Entry> kept;
    for (Entry& entry : entries) {
        if (needed(entry, entries, schemas)) {
            kept.push_back(entry);
        } else if (auto done = discard_table(connection_, entry); !done) {
            return done;
        }
    }
    entries.swap(kept);
    return {};
}

Result<void> Writer::take_over(const std::vector<ViewSchema>& schemas, std::vector<Entry>& entries) {
    schemas_ = schemas;
    stand_ins_.assign(schemas.size(), std::nullopt);
    const bool live = std::any_of(entries.begin(), entries.end(), [](const Entry& entry) { return entry.serving; });
    for (std::size_t i = 0; i < schemas.size(); ++i) {
        std::optional<Entry> own;
        for (const Entry& entry : entries) {
            if (entry.name != schemas[i].table) continue;
            (entry.stored.version == schemas[i].version ? own : stand_ins_[i]) = entry;
        }
        if (!own) {
            Result<Entry> added = add_table(connection_, schemas[i], live);
            if (!added) return pass_on(added);
            own = std::move(*added);
        }
        Result<TableWriter> table = TableWriter::open(connection_, std::move(*own));
        if (!table) return pass_on(table);
        tables_.push_back(std::move(*table));
    }
    return {};
}

void Writer::let_go() {
    published_->publish({file_, {}});
    tables_.clear();
    stand_ins_.clear();
    schemas_.clear();
    connection_ = Connection();
    trash_ = true;
}

void Writer::publish(std::optional<std::uint32_t> but) {
    Served served{file_, {}};
    served.views.resize(tables_.size());
    for (std::uint32_t i = 0; i < tables_.size(); ++i) {
        const Entry& own = tables_[i].entry();
        if (but == i) continue;
        if (own.serving) {
            served.views[i] = ServedView{own.table, own.stored, schemas_[i]};
        } else if (stand_ins_[i] && can_stand_in(stand_ins_[i]->stored, schemas_[i])) {
            served.views[i] = ServedView{stand_ins_[i]->table, stand_ins_[i]->stored, schemas_[i]};
        }
    }
    published_->publish(std::move(served));
}

// ---- writing

Result<std::optional<Row>> Writer::load(std::uint32_t view, std::string_view key) {
    if (auto able = usable(view); !able) return pass_on(able);
    return judged(tables_[view].load(key));
}

Result<void> Writer::write(const ViewWrites& writes) {
    if (auto able = usable(); !able) return able;
    if (auto done = judged(write_all(writes)); !done) return done;
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
    for (const ViewCheckpoint& checkpoint : writes.checkpoints) {
        HAPAX_ASSERT(checkpoint.view < tables_.size(), "a checkpoint of a view that was not prepared");
        if (auto done = tables_[checkpoint.view].save_checkpoint(checkpoint); !done) return done;
    }
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

// ---- switching

// While something serves, indexes are kept from the first row on: building them later would hold up what serves.
bool Writer::others_serve(std::uint32_t view) const {
    for (std::uint32_t i = 0; i < tables_.size(); ++i) {
        if (i != view && (tables_[i].entry().serving || stand_ins_[i])) return true;
    }
    return false;
}

Result<void> Writer::reset(std::uint32_t view) {
    if (auto able = usable(view); !able) return able;
    publish(view);
    const Result<void> done = judged(reset_table(view));
    if (!done) publish();
    return done;
}

Result<void> Writer::reset_table(std::uint32_t view) {
    Result<Transaction> transaction = Transaction::begin(connection_);
    if (!transaction) return pass_on(transaction);
    if (stand_ins_[view]) {
        if (auto done = discard_table(connection_, *stand_ins_[view]); !done) return done;
    }
    if (auto done = discard_table(connection_, tables_[view].entry()); !done) return done;
    Result<Entry> added = add_table(connection_, schemas_[view], others_serve(view));
    if (!added) return pass_on(added);
    Result<TableWriter> fresh = TableWriter::open(connection_, std::move(*added));
    if (!fresh) return pass_on(fresh);
    if (auto done = transaction->commit(); !done) return done;
    tables_[view] = std::move(*fresh);
    stand_ins_[view].reset();
    trash_ = true;
    return {};
}

Result<void> Writer::serve(std::uint32_t view) {
    if (auto able = usable(view); !able) return able;
    TableWriter& table = tables_[view];
    if (table.entry().serving) return {};
    if (auto done = judged(switch_over(table)); !done) return done;
    table.entry().serving = true;
    table.entry().indexed = true;
    std::optional<Entry> old = std::exchange(stand_ins_[view], std::nullopt);
    publish();
    if (!old) return {};
    old->serving = false;
    // Readers see the new version by now. An old one that cannot be put away today is put away by the next prepare().
    const Result<void> done = judged(put_away(*old));
    if (!done && done.error().code == views_errc::broken) return done;
    return {};
}

Result<void> Writer::put_away(const Entry& old) {
    Result<Transaction> transaction = Transaction::begin(connection_);
    if (!transaction) return pass_on(transaction);
    if (auto done = discard_table(connection_, old); !done) return done;
    if (auto done = transaction->commit(); !done) return done;
    trash_ = true;
    return {};
}

Result<void> Writer::switch_over(TableWriter& table) {
    Result<Transaction> transaction = Transaction::begin(connection_);
    if (!transaction) return pass_on(transaction);
    if (!table.entry().indexed) {
        if (auto done = create_indexes(connection_, table.entry()); !done) return done;
    }
    if (auto done = switch_to(connection_, table.entry()); !done) return done;
    return transaction->commit();
}

Result<void> Writer::close() {
    if (auto able = usable(); !able) return able;
    // A reader in the middle of a page may hold the WAL; it is synced with the database then.
    (void)connection_.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    let_go();
    if (auto done = sync_database(options_); !done) return done;
    return write_mark(mark_path(options_), {store_id_, options_.boot_id, true});
}

}  // namespace
}  // namespace sqlite

std::unique_ptr<SqliteViews> open_sqlite_views(SqliteViewsOptions options) {
    return std::make_unique<sqlite::Writer>(std::move(options));
}

}  // namespace hapax
