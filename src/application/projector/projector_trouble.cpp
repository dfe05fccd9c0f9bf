// What the projector does when a projection, the read model or the log fails.
#include <algorithm>

#include "application/projector/projector.hpp"
#include "kernel/planted.hpp"

namespace hapax {

void Projector::projection_failed(ProjectedView& view, Position at, const Error& error) {
    view.fail_at(at, ports_.runtime.now(), options_.retry, unit_of(ports_.runtime.random()));
    probe_.views[view.index].failures.add();
    const char* what =
        view.failed ? "a view has given up: its projection fails" : "a projection failed and is tried again";
    ports_.log.write(view.failed ? Level::error : Level::warning, what,
                     {{"view", view.name()},
                      {"position", std::to_string(at.value)},
                      {"try", std::to_string(view.failures)},
                      {"cause", error.detail}});
}

namespace {

bool damaged(const Error& error) {
    return error.code == store_errc::corrupt;
}

bool of_the_log(const Error& error) {
    return damaged(error) || error.code == store_errc::unavailable;
}

std::string_view explained(const Error& error) {
    if (damaged(error)) return "the journal is damaged and the views wait before that place";
    return error.code == views_errc::broken ? "views are broken and will be rebuilt" : "views wait";
}

}  // namespace

// The read model or the log could not be used. What was folded and not written is forgotten; then once more, later.
// Damage ends no process: nothing is shown past it, and what is intact is served.
Result<bool> Projector::store_trouble(const Error& error) {
    if (error.code.handling == Handling::fatal && !damaged(error)) return fail(error.code, error.detail);
    for (ProjectedView& view : views_) {
        if (!planted(Bug::row_cache_kept)) view.cache.clear();
    }
    reopen_ = reopen_ || error.code == views_errc::broken;
    ++store_failures_;
    (of_the_log(error) ? probe_.log_errors : probe_.errors).add();
    probe_.journal_damaged.set(damaged(error) ? 1 : 0);
    const std::uint32_t attempt = std::min(store_failures_ + 1, options_.retry.attempts_max);
    store_retry_at_ = ports_.runtime.now() + options_.retry.delay(attempt, unit_of(ports_.runtime.random()));
    const bool somebody_must_look = damaged(error) || error.code == views_errc::broken;
    ports_.log.write(somebody_must_look ? Level::error : Level::warning, explained(error),
                     {{"error", std::string(error.code.name)}, {"cause", error.detail}});
    return false;
}

void Projector::store_works() {
    if (store_failures_ == 0) return;
    ports_.log.write(Level::info, "views go on");
    probe_.journal_damaged.set(0);
    store_failures_ = 0;
}

Result<void> Projector::rebuild(std::uint32_t view) {
    if (view >= views_.size()) return fail(views_errc::unknown_view, std::to_string(view));
    if (auto done = ports_.views.reset(view); !done) {
        reopen_ = reopen_ || done.error().code == views_errc::broken;
        return done;
    }
    views_[view].start_at({});
    update_lag();
    return {};
}

}  // namespace hapax
