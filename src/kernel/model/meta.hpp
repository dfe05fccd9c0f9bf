// Meta: time and identity as inputs of decide, reply, row, project and key.
//
// While deciding, position is 0 and recorded_at is the time of the decision; version is the stream's before it.
// While projecting, version is the event's own and index its place in the record.
// Threads  values.
#pragma once

#include <cstdint>
#include <string>

#include "kernel/ids.hpp"
#include "kernel/time.hpp"

namespace hapax {

struct Meta {
    OperationId operation;
    Caller caller;
    std::string stream_id;  // the aggregate's key: "42"
    Version version;
    Position position;
    std::uint32_t index = 0;
    Timestamp accepted_at;
    Timestamp recorded_at;
};

}  // namespace hapax
