#include "application/retention/horizon_keeper.hpp"

#include "kernel/assert.hpp"
#include "kernel/crashpoint.hpp"
#include "kernel/planted.hpp"

namespace hapax {

Result<void> HorizonKeeper::open(Instant now, Timestamp wall) {
    if (file_ == nullptr) return {};
    const auto saved = file_->load();
    if (!saved) return pass_on(saved);
    deleted_through_ms_.set(*saved);
    moved_at_ = now;
    due_ = now + horizon_step;
    if (*saved != 0) return {};
    due_ = now;  // none was ever set: it begins from the clock, before anyone is served
    return advance(now, wall);
}

Result<void> HorizonKeeper::advance(Instant now, Timestamp wall) {
    HAPAX_ASSERT(now >= due_, "the horizon moves when it is due");
    due_ = now + horizon_step;
    const auto uptime = std::chrono::duration_cast<std::chrono::milliseconds>(now - moved_at_);
    const std::int64_t before = deleted_through_ms_.value();
    const std::int64_t after = advanced(before, wall.us / 1000, uptime, policy_);
    if (after == before) return {};
    if (planted(Bug::horizon_not_saved)) return deleted_through_ms_.set(after), Result<void>{};
    if (auto saved = file_->save(after); !saved) return saved;
    HAPAX_CRASHPOINT("horizon.saved");
    deleted_through_ms_.set(after);
    moved_at_ = now;
    return {};
}

}  // namespace hapax
