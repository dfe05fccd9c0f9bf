// ProjectionType: one view of a service author, seen by the projector: events in, rows out.
//
// Errors   project() answers model_errc for an event that it cannot read; it throws what the author's code throws.
// Threads  immutable, shared.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/error.hpp"
#include "kernel/model/meta.hpp"
#include "kernel/model/type_shape.hpp"
#include "kernel/record_view.hpp"
#include "kernel/view_schema.hpp"

namespace hapax {

// A folded row as the projection changes it: nothing = there is no such row (yet, or any more).
using FoldedRow = std::optional<Row>;

class ProjectionType {
 public:
    virtual ~ProjectionType() = default;
    virtual const ViewSchema& schema() const = 0;
    virtual bool handles(std::string_view stream_type, std::string_view event_type) const = 0;

    // Folded views: the key of the row that the event concerns (nothing = none), then the fold.
    virtual std::optional<std::string> key(std::string_view stream_type, const EventView& event,
                                           const Meta& meta) const = 0;
    virtual Result<void> fold(FoldedRow& row, std::string_view stream_type, const EventView& event,
                              const Meta& meta) const = 0;

    // Appended views: the row of the event; nothing = none.
    virtual Result<std::optional<Row>> row(std::string_view stream_type, const EventView& event,
                                           const Meta& meta) const = 0;

    // The JSON object that readers get; `key` belongs to folded rows.
    virtual std::string render(std::string_view key, const Row& row) const = 0;

    // For documents: the object that render() writes.
    virtual TypeDescription row_type() const { return {}; }
};

}  // namespace hapax
