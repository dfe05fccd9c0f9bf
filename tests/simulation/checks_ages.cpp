#include "checks.hpp"
#include "violation.hpp"

namespace hapax::simulated_bank {
namespace {

constexpr std::chrono::milliseconds slack = std::chrono::minutes(1);  // a request may wait before it is judged

void check_age(const StoredCommit& stored, const Calendar& calendar) {
    const auto witness = [&] { return stored.commit.operation.id.value.text(); };
    const auto born_ms = stored.commit.operation.id.value.unix_ms();
    require(born_ms.has_value(), "retention: an id without a time was run", witness);
    const std::int64_t ahead_ms = *born_ms - stored.commit.accepted_at.us / 1000;
    require(ahead_ms <= (id_clock_leeway + slack).count(), "retention: an id from the future was run", witness);
    const std::int64_t horizon_ms = calendar.began.us / 1000 - calendar.retention.keep->count() - deletion_lag.count();
    require(*born_ms >= horizon_ms, "retention: an expired id was run", witness);
}

}  // namespace

// Where operations are kept for a time only: what is run has a time, not far ahead, and not beyond the first horizon.
// Ids that follow from addresses need none.
void check_ages(const Evidence& evidence, const Calendar& calendar) {
    if (!calendar.retention.finite() || calendar.clock_lied) return;
    for (const Op& op : evidence.history.ops) {
        const StoredCommit* stored = evidence.dump.of(op.key());
        const bool derived = op.kind == Op::Kind::open && !op.key_in_header;
        if (stored != nullptr && !derived) check_age(*stored, calendar);
    }
}

}  // namespace hapax::simulated_bank
