#include "adapters/views/sqlite/writer.hpp"

#include <algorithm>

#include "adapters/views/sqlite/database.hpp"
#include "adapters/views/sqlite/mark_file.hpp"
#include "adapters/views/sqlite/needed.hpp"
#include "adapters/views/sqlite/reader.hpp"
#include "kernel/assert.hpp"
#include "kernel/crashpoint.hpp"
#include "kernel/view_rules.hpp"

namespace hapax::sqlite {

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
    HAPAX_CRASHPOINT("views.deleted");
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
    HAPAX_CRASHPOINT("views.adopted");
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

std::unique_ptr<ViewReader> Writer::make_reader() {
    return make_sqlite_reader(options_, published_);
}

Result<void> Writer::close() {
    if (auto able = usable(); !able) return able;
    // A reader in the middle of a page may hold the WAL; it is synced with the database then.
    (void)connection_.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    let_go();
    HAPAX_CRASHPOINT("views.closed");
    if (auto done = sync_database(options_); !done) return done;
    HAPAX_CRASHPOINT("views.synced");
    return write_mark(mark_path(options_), {store_id_, options_.boot_id, true});
}

}  // namespace hapax::sqlite
