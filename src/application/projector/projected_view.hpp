// ProjectedView: what the projector knows about one view, and where it stands with it.
//
//   building ──caught up──▶ serving
//   either   ──the projection failed at a position──▶ stuck before it ──N tries──▶ failed
//
// Invariants
//   1. checkpoint is what the database holds: it is moved after the write only.
//   2. A stuck view goes on up to the record before the one that it cannot take, and tries that one again later.
// Threads  the projector's loop.
#pragma once

#include <cstdint>
#include <string>

#include "application/projector/row_cache.hpp"
#include "kernel/retry.hpp"
#include "ports/driven/views.hpp"

namespace hapax {

struct ProjectedView {
    ProjectedView(std::uint32_t number, const ProjectionType& projection, std::size_t cache_bytes_max)
        : index(number), type(&projection), cache(cache_bytes_max) {}

    bool required() const { return type->schema().required; }
    const std::string& name() const { return type->schema().table; }
    Position next() const { return Position{checkpoint.position.value + 1}; }

    // May it be given the record after its checkpoint now?
    bool runnable(Instant now) const { return stuck_at != next() || (!failed && now >= retry_at); }
    // The last record that it may be given with the ones before.
    Position limit() const { return stuck_at > next() ? Position{stuck_at.value - 1} : Position{~std::uint64_t{0}}; }

    void start_at(const PreparedView& prepared) {
        checkpoint = prepared.checkpoint;
        serving = prepared.serving;
        stands_in = prepared.stands_in;
        failed = false;
        failures = 0;
        stuck_at = Position{};
        cache.clear();
    }

    void advance_to(const Mark& mark) {
        checkpoint = mark;
        cache.settle();
        if (stuck_at > mark.position) return;
        stuck_at = Position{};
        failures = 0;
    }

    // Its projection failed at that record; everything of the batch is dropped.
    void fail_at(Position position, Instant now, const RetrySchedule& retry, double unit) {
        cache.clear();
        failures = stuck_at == position ? failures + 1 : 1;
        stuck_at = position;
        failed = !retry.allows(failures + 1);
        if (!failed) retry_at = now + retry.delay(failures + 1, unit);
    }

    std::uint32_t index;
    const ProjectionType* type;
    RowCache cache;
    Mark checkpoint;
    bool serving = false;
    bool stands_in = false;  // while it is built, an older version can be read
    bool failed = false;
    Position stuck_at;  // 0 = nowhere
    std::uint32_t failures = 0;
    Instant retry_at;
};

}  // namespace hapax
