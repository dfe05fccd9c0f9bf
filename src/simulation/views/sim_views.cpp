#include "simulation/views/sim_views.hpp"

#include "kernel/assert.hpp"
#include "kernel/planted.hpp"
#include "kernel/view_rules.hpp"

namespace hapax::simulation {

class SimViewReader final : public ViewReader {
 public:
    explicit SimViewReader(SimViews& views) : views_(views) {}

    Result<std::optional<Row>> get(std::uint32_t view, std::string_view key) override {
        const Result<const SimTable*> table = views_.serving(view);
        if (!table) return pass_on(table);
        if ((*table)->schema.kind != RowKind::folded)
            return fail(views_errc::unknown_view, "appended rows have no key");
        return (*table)->get(key, views_.schemas_[view]);
    }

    Result<ListPage> list(const ListQuery& query) override {
        const Result<const SimTable*> table = views_.serving(query.view);
        if (!table) return pass_on(table);
        return (*table)->list(query, views_.schemas_[query.view]);
    }

 private:
    SimViews& views_;
};

std::unique_ptr<ViewReader> SimViews::make_reader() {
    return std::make_unique<SimViewReader>(*this);
}

// First thing in every call: other loops run, or the process dies.
Result<void> SimViews::enter() {
    if (process_ != nullptr && process_->dead()) return fail(views_errc::busy, "the process is gone");
    if (process_ != nullptr) process_->checkpoint();
    return {};
}

Result<void> SimViews::enter(std::uint32_t view) {
    if (auto entered = enter(); !entered) return entered;
    HAPAX_ASSERT(open_, "views are prepared before they are used, and not used after close()");
    if (broken_) return fail(views_errc::broken, "to be prepared anew");
    if (view >= schemas_.size()) return fail(views_errc::unknown_view, std::to_string(view));
    return {};
}

Result<std::vector<PreparedView>> SimViews::prepare(const std::vector<ViewSchema>& schemas, const Uuid& store_id) {
    if (auto entered = enter(); !entered) return pass_on(entered);
    if (auto problem = problem_with(schemas)) return fail(views_errc::bad_schema, std::move(*problem));
    if (broken_ || store_id_ != store_id) tables_.clear();
    store_id_ = store_id;
    broken_ = clean_ = false;
    open_ = true;
    schemas_ = schemas;
    tables_.adopt(schemas);
    std::vector<PreparedView> prepared;
    for (std::uint32_t view = 0; view < schemas_.size(); ++view) {
        const SimTable& own = *table(view);
        const bool stands_in = !own.serving && tables_.serving(schemas_[view].table) != nullptr;
        prepared.push_back({own.checkpoint, own.serving, stands_in});
    }
    return prepared;
}

Result<std::optional<Row>> SimViews::load(std::uint32_t view, std::string_view key) {
    if (auto entered = enter(view); !entered) return pass_on(entered);
    return table(view)->load(key);
}

Result<void> SimViews::judge_write() {
    ++writes_;
    if (failing_write_ == 0 || --failing_write_ != 0) return {};
    broken_ = failure_ == views_errc::broken;
    return fail(failure_, "as told");
}

Result<void> SimViews::write(const ViewWrites& writes) {
    if (auto entered = enter(); !entered) return entered;
    HAPAX_ASSERT(open_, "views are prepared before they are written");
    if (broken_) return fail(views_errc::broken, "to be prepared anew");
    if (process_ != nullptr && latency_.count() > 0) process_->sleep(latency_);
    if (auto judged = judge_write(); !judged) return judged;
    for (const RowWrite& row : writes.rows) {
        HAPAX_ASSERT(row.view < schemas_.size(), "a row of a view that was not prepared");
        table(row.view)->put(row);
    }
    for (const ViewCheckpoint& checkpoint : writes.checkpoints) {
        HAPAX_ASSERT(checkpoint.view < schemas_.size(), "a checkpoint of a view that was not prepared");
        table(checkpoint.view)->advance(checkpoint);
    }
    return enter();  // a crash here: written, and nobody was told
}

Result<void> SimViews::reset(std::uint32_t view) {
    if (auto entered = enter(view); !entered) return entered;
    tables_.drop(schemas_[view].table);
    tables_.adopt(schemas_);
    return {};
}

Result<void> SimViews::serve(std::uint32_t view) {
    if (auto entered = enter(view); !entered) return entered;
    tables_.switch_to(*table(view));
    return {};
}

Result<std::optional<Timestamp>> SimViews::reached(std::uint32_t view, Position position) {
    if (auto entered = enter(view); !entered) return pass_on(entered);
    return table(view)->reached(position);
}

Result<void> SimViews::close() {
    if (auto entered = enter(); !entered) return entered;
    if (broken_) return fail(views_errc::broken, "to be prepared anew");
    open_ = false;
    clean_ = true;
    return {};
}

Result<const SimTable*> SimViews::serving(std::uint32_t view) {
    if (auto entered = enter(); !entered) return pass_on(entered);
    if (!open_) return fail(views_errc::not_serving, "views are not open");
    if (view >= schemas_.size()) return fail(views_errc::unknown_view, std::to_string(view));
    const SimTable* serving = tables_.serving(schemas_[view].table);
    if (serving == nullptr || !can_stand_in(serving->schema, schemas_[view])) {
        return fail(views_errc::not_serving, "the view is being built");
    }
    return serving;
}

void SimViews::fail_write(std::uint64_t nth, const ErrorCode& code) {
    HAPAX_ASSERT(nth > 0, "writes count from 1");
    failing_write_ = nth;
    failure_ = code;
}

void SimViews::crash_process() {
    open_ = false;
    process_ = nullptr;
}

void SimViews::crash_machine() {
    crash_process();
    if (planted(Bug::views_served_after_os_crash)) return tables_.lose_last_rows();
    if (!clean_) tables_.clear();
}

}  // namespace hapax::simulation
