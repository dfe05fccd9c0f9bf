#include "checks.hpp"
#include "violation.hpp"

namespace hapax::simulated_bank {
namespace {

std::string line_of(const StoredCommit& stored) {
    return "position " + std::to_string(stored.position.value) + ", operation " +
           stored.commit.operation.id.value.text() + ", decided at " + std::to_string(stored.commit.decided_at.us) +
           "us";
}

void check_age(const StoredCommit& stored, const Clocks& clocks) {
    const auto born_ms = stored.commit.operation.id.value.unix_ms();
    const auto line = [&] { return line_of(stored); };
    require(born_ms.has_value(), "an id without a time was run where operations are kept for a time", line);
    if (clocks.lied) return;  // it may have been decided long after it was judged, by another clock
    require(*born_ms <= stored.commit.decided_at.us / 1000 + id_clock_leeway.count(), "an id from the future was run",
            line);
    const std::int64_t horizon_ms = clocks.began.us / 1000 - clocks.retention.keep->count() - deletion_lag.count();
    require(*born_ms >= horizon_ms, "an id from beyond the horizon was run", line);
}

}  // namespace

// The horizon was never before where the first start set it, if that start's clock was right.
void check_ages(const Evidence& evidence, const Clocks& clocks) {
    if (!clocks.retention.finite()) return;
    for (const Op& op : evidence.history.ops) {
        const bool from_its_address = op.kind == Op::Kind::open && !op.key_in_header;
        const StoredCommit* stored = evidence.dump.of(op.key());
        if (stored != nullptr && !from_its_address) check_age(*stored, clocks);
    }
}

}  // namespace hapax::simulated_bank
