// How far the views have come, and what may be said because of that.
#include <algorithm>

#include "application/projector/projector.hpp"
#include "kernel/planted.hpp"

namespace hapax {

// A view that was built serves when it is level with what serves, or has all there is.
Result<bool> Projector::serve_caught_up() {
    Position level = ports_.store.durable();
    for (const ProjectedView& view : views_) {
        if (view.serving && !view.failed) level = std::min(level, view.checkpoint.position);
    }
    bool any = false;
    for (ProjectedView& view : views_) {
        const bool level_with = view.checkpoint.position >= level || planted(Bug::served_before_caught_up);
        if (view.serving || view.stuck_at.value != 0 || !level_with) continue;
        if (auto served = ports_.views.serve(view.index); !served) return pass_on(served);
        view.serving = any = true;
        ports_.log.write(Level::info, "a view serves",
                         {{"view", view.name()}, {"position", std::to_string(view.checkpoint.position.value)}});
    }
    return any;
}

void Projector::update_completed() {
    Position lowest = ports_.store.durable();
    if (planted(Bug::completed_by_the_journal)) completed_through_ = lowest;
    for (const ProjectedView& view : views_) {
        if (planted(Bug::completed_by_one_view) && view.index > 0) continue;
        if (view.required()) lowest = std::min(lowest, view.serving ? view.checkpoint.position : shown_before(view));
    }
    completed_through_ = std::max(completed_through_, lowest);
}

// A view that is built from nothing serves nobody: its readers hear `projection-rebuilding`. What was durable at the
// start was shown by it before, or was never answered; either way nobody can read it otherwise, and what was completed
// stays completed. What is new waits until the view serves. An older version that stands in meanwhile can be read, and
// lacks the newest records: then nothing is taken for shown.
Position Projector::shown_before(const ProjectedView& view) const {
    if (planted(Bug::completed_taken_back)) return Position{};
    return view.stands_in ? Position{} : durable_at_open_;
}

void Projector::update_lag() {
    const std::uint64_t durable = ports_.store.durable().value;
    for (const ProjectedView& view : views_) {
        const std::uint64_t at = std::min(durable, view.checkpoint.position.value);
        const ProjectorProbe::View& shown = probe_.views[view.index];
        shown.position.set(static_cast<std::int64_t>(view.checkpoint.position.value));
        shown.serving.set(view.serving ? 1 : 0);
        shown.lag.set(static_cast<std::int64_t>(durable - at));
        shown.failed.set(view.failed ? 1 : 0);
    }
}

bool Projector::caught_up() const {
    return !failing() && std::all_of(views_.begin(), views_.end(), [&](const ProjectedView& view) {
        return !view.required() || (view.serving && view.checkpoint.position >= durable_at_open_);
    });
}

bool Projector::failing() const {
    if (store_failures_ >= options_.retry.attempts_max) return true;
    return std::any_of(views_.begin(), views_.end(),
                       [](const ProjectedView& view) { return view.required() && view.failed; });
}

Instant Projector::wake_at() const {
    if (store_failures_ > 0) return store_retry_at_;
    Instant earliest = never;
    for (const ProjectedView& view : views_) {
        if (view.stuck_at == view.next() && !view.failed) earliest = std::min(earliest, view.retry_at);
    }
    return earliest;
}

Position Projector::shown(std::uint32_t view) const {
    const ProjectedView& of = views_[view];
    return reopen_ || !of.serving ? Position{} : of.checkpoint.position;
}

std::vector<ViewReached> Projector::reached(Position position) {
    std::vector<ViewReached> all;
    for (const ProjectedView& view : views_) {
        ViewReached entry{view.name(), std::nullopt};
        if (!reopen_ && view.checkpoint.position >= position) {
            const auto at = ports_.views.reached(view.index, position);
            if (at) entry.at = *at;
        }
        all.push_back(std::move(entry));
    }
    return all;
}

}  // namespace hapax
