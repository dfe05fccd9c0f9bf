// ViewRun: one view's part in one batch of records: the author's projection, and the rows that come of it.
//
//   ViewRun run(index, type, cache, views);
//   for (const RecordView& record : records) if (auto done = run.apply(record, meta); !done) …
//   run.collect(writes.rows);
//
// Errors   projection_errc::failed for what the author's code did: this view's batch is worthless, others go on.
//          Anything else is the read model's own.
// Threads  the projector's loop.
// Source   ARCHITECTURE.md, section 5, step 7.
#pragma once

#include <string_view>
#include <vector>

#include "application/projector/row_cache.hpp"
#include "ports/driven/views.hpp"

namespace hapax {

namespace projection_errc {
inline constexpr ErrorCode failed{"projection-failed", Handling::park};  // threw, or could not read an event
}

// The events of one record as the projections see them.
class RecordMeta {
 public:
    void begin(const RecordView& record);
    const Meta& of_event(std::uint32_t index);

 private:
    Meta meta_;
    std::uint64_t version_before_ = 0;
};

class ViewRun {
 public:
    ViewRun(std::uint32_t view, const ProjectionType& type, RowCache& cache, Views& views)
        : view_(view), type_(type), cache_(cache), views_(views) {}

    Result<void> apply(const RecordView& record, RecordMeta& meta);
    void collect(std::vector<RowWrite>& rows);

 private:
    Result<void> fold(std::string_view stream_type, const EventView& event, const Meta& meta);
    Result<void> append(std::string_view stream_type, const EventView& event, const Meta& meta);
    Result<RowCache::Entry*> entry(std::string key);

    std::uint32_t view_;
    const ProjectionType& type_;
    RowCache& cache_;
    Views& views_;
    std::vector<RowWrite> appended_;
};

}  // namespace hapax
