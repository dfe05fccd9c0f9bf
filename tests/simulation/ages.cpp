#include "ages.hpp"

namespace hapax::simulated_bank {
namespace {

constexpr std::uint32_t strange_chance = 15 * one_percent;
constexpr std::chrono::milliseconds about = std::chrono::minutes(2);
constexpr std::chrono::milliseconds far = std::chrono::hours(24 * 400);

Uuid without_time(Uuid id) {
    id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0fU) | 0x40U);  // version 4
    return id;
}

std::int64_t up_to(Random& random, std::chrono::milliseconds most) {
    return static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(most.count())));
}

}  // namespace

Uuid draw_id(Random& random, Timestamp now, const RetentionPolicy& retention) {
    const std::uint64_t high = random.next();
    const std::uint64_t low = random.next();
    const std::int64_t now_ms = now.us / 1000;
    if (!retention.finite() || !random.chance(strange_chance)) return Uuid::v7(now_ms, high, low);
    const std::int64_t horizon_ms = now_ms - retention.keep->count() - deletion_lag.count();
    switch (random.below(4)) {
        case 0:
            return Uuid::v7(horizon_ms + up_to(random, 2 * about) - about.count(), high, low);
        case 1:
            return Uuid::v7(horizon_ms - up_to(random, far), high, low);
        case 2:
            return Uuid::v7(now_ms + up_to(random, 2 * id_clock_leeway), high, low);
        default:
            return without_time(Uuid::v7(now_ms, high, low));
    }
}

}  // namespace hapax::simulated_bank
