#include "application/projector/projector.hpp"

#include <algorithm>

#include "application/projector/view_run.hpp"
#include "kernel/assert.hpp"
#include "kernel/crashpoint.hpp"

namespace hapax {

Projector::Projector(const ProjectorPorts& ports, const ProjectorOptions& options)
    : ports_(ports), options_(options), probe_(ports.metrics, ports.service) {
    for (std::uint32_t i = 0; i < ports.service.views.size(); ++i) {
        views_.emplace_back(i, *ports.service.views[i], options.cache_bytes_max);
    }
}

// ---- opening

Result<void> Projector::open() {
    std::vector<ViewSchema> schemas;
    for (const ProjectedView& view : views_) schemas.push_back(view.type->schema());
    const auto prepared = ports_.views.prepare(schemas, ports_.store.state().store_id);
    if (!prepared) return pass_on(prepared);
    HAPAX_ASSERT(prepared->size() == views_.size(), "every view was prepared");
    if (auto checked = check_history(*prepared); !checked) return checked;
    for (ProjectedView& view : views_) view.start_at((*prepared)[view.index]);
    durable_at_open_ = ports_.store.durable();
    update_completed();
    update_lag();
    return {};
}

// A checkpoint that the journal does not know was made of records that are gone. Starting would give their positions
// to other records, and nobody could tell.
Result<void> Projector::check_history(const std::vector<PreparedView>& prepared) {
    for (const ProjectedView& view : views_) {
        const Mark& kept = prepared[view.index].checkpoint;
        if (kept.position.value == 0) continue;
        const auto mark = ports_.store.mark(kept.position);
        if (!mark) return pass_on(mark);
        if (*mark == kept) continue;
        std::string what = "view " + view.name();
        what.append(" has come to position ").append(std::to_string(kept.position.value));
        what += *mark ? ", where the journal has another record" : ", beyond the end of the journal";
        return fail(store_errc::history_lost, std::move(what));
    }
    return {};
}

// ---- one step

Result<bool> Projector::advance() {
    if (store_failures_ > 0 && ports_.runtime.now() < store_retry_at_) return false;
    if (reopen_) {
        if (auto opened = open(); !opened) return store_trouble(opened.error());
        reopen_ = false;
    }
    const Result<bool> stepped = step();
    if (!stepped) return store_trouble(stepped.error());
    store_works();
    update_completed();
    update_lag();
    return stepped;
}

Result<bool> Projector::step() {
    const Group first = front();
    const Result<bool> live = run(first, any_serving() ? options_.live : options_.build);
    if (!live) return live;
    const ReadLimits& idle = any_serving() ? options_.live : options_.build;
    const Result<bool> late = run(behind(first), *live && any_serving() ? options_.slice : idle);
    if (!late) return late;
    const Result<bool> switched = serve_caught_up();
    if (!switched) return switched;
    return *live || *late || *switched;
}

bool Projector::any_serving() const {
    return std::any_of(views_.begin(), views_.end(), [](const ProjectedView& view) { return view.serving; });
}

// The views at the highest checkpoint of those that serve; of all, when none of them can go on.
Projector::Group Projector::front() {
    const Instant now = ports_.runtime.now();
    const auto can_run = [&](const ProjectedView& view) { return view.runnable(now); };
    const bool serving =
        std::any_of(views_.begin(), views_.end(), [&](const auto& v) { return v.serving && can_run(v); });
    Group group;
    for (ProjectedView& view : views_) {
        if (!can_run(view) || (serving && !view.serving)) continue;
        if (!group.empty() && view.checkpoint.position < group[0]->checkpoint.position) continue;
        if (!group.empty() && view.checkpoint.position > group[0]->checkpoint.position) group.clear();
        group.push_back(&view);
    }
    return group;
}

// The views at the lowest checkpoint of those that are not at the front.
Projector::Group Projector::behind(const Group& front) {
    const Instant now = ports_.runtime.now();
    Group group;
    for (ProjectedView& view : views_) {
        if (!view.runnable(now) || std::count(front.begin(), front.end(), &view) != 0) continue;
        if (!group.empty() && view.checkpoint.position > group[0]->checkpoint.position) continue;
        if (!group.empty() && view.checkpoint.position < group[0]->checkpoint.position) group.clear();
        group.push_back(&view);
    }
    return group;
}

// Not past a record that one of them cannot take yet, and not past the next view ahead: there they become one group.
ReadLimits Projector::limits_for(const Group& group, ReadLimits limits) const {
    const Position from = group[0]->checkpoint.position;
    std::uint64_t to = ~std::uint64_t{0};
    for (const ProjectedView* view : group) to = std::min(to, view->limit().value);
    for (const ProjectedView& view : views_) {
        if (view.checkpoint.position > from) to = std::min(to, view.checkpoint.position.value);
    }
    limits.records_max = static_cast<std::size_t>(std::min<std::uint64_t>(limits.records_max, to - from.value));
    return limits;
}

Result<bool> Projector::run(const Group& group, const ReadLimits& limits) {
    if (group.empty()) return false;
    const Position from = group[0]->checkpoint.position;
    if (from >= ports_.store.durable()) return false;
    const Instant began = ports_.runtime.now();
    const Result<LogBatch> log = ports_.store.read_log(from, limits_for(group, limits));
    if (!log) return pass_on(log);
    if (log->records.empty()) return false;
    HAPAX_ASSERT(log->records.front().position.value == from.value + 1, "the log goes on where the views stopped");
    HAPAX_ASSERT(log->records.back().position <= ports_.store.durable(), "nothing past the durable position is read");
    writes_.rows.clear();
    writes_.checkpoints.clear();
    const Result<Group> done = project(group, *log);
    if (!done) return pass_on(done);
    if (auto written = write(*done, *log); !written) return pass_on(written);
    probe_.duration.record(ports_.runtime.now() - began);
    return true;
}

// The views that took all of it; their rows are in writes_.
Result<Projector::Group> Projector::project(const Group& group, const LogBatch& log) {
    std::vector<ViewRun> runs;
    for (ProjectedView* view : group) runs.emplace_back(view->index, *view->type, view->cache, ports_.views);
    Group done = group;
    RecordMeta meta;
    for (const RecordView& record : log.records) {
        if (record.events.empty()) continue;
        meta.begin(record);
        for (std::size_t i = 0; i < group.size(); ++i) {
            if (done[i] == nullptr) continue;
            const Result<void> applied = runs[i].apply(record, meta);
            if (applied) continue;
            if (applied.error().code != projection_errc::failed) return pass_on(applied);
            projection_failed(*std::exchange(done[i], nullptr), record.position, applied.error());
        }
    }
    for (std::size_t i = 0; i < group.size(); ++i) {
        if (done[i] != nullptr) runs[i].collect(writes_.rows);
    }
    std::erase(done, nullptr);
    return done;
}

Result<void> Projector::write(const Group& done, const LogBatch& log) {
    if (done.empty()) return {};
    const Position last = log.records.back().position;
    const auto mark = ports_.store.mark(last);
    if (!mark) return pass_on(mark);
    HAPAX_ASSERT(mark->has_value(), "a record that was read has a mark");
    const Timestamp now = ports_.runtime.wall();
    for (const ProjectedView* view : done) writes_.checkpoints.push_back({view->index, **mark, now});
    HAPAX_CRASHPOINT("projector.projected");
    if (auto written = ports_.views.write(writes_); !written) return written;
    HAPAX_CRASHPOINT("projector.written");
    for (ProjectedView* view : done) view->advance_to(**mark);
    probe_.rows.add(writes_.rows.size());
    probe_.batch_records.record(log.records.size());
    return {};
}

}  // namespace hapax
