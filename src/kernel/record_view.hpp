// RecordView: what readers of the journal see of one record, as views into the reader's buffer; nothing is copied.
//
// Lifetime  valid as long as the LogBatch (ports/driven/event_store.hpp) that it came with.
// Threads   values.
#pragma once

#include <string_view>
#include <vector>

#include "kernel/commit.hpp"

namespace hapax {

struct EventView {
    std::string_view type;
    std::uint32_t schema = 1;
    std::string_view payload;
};

struct RecordView {
    Position position;
    Version version;  // of the stream after this record
    OperationKey operation;
    std::string_view caller_issuer;
    std::string_view caller_subject;
    std::string_view type;
    std::string_view resource;
    std::string_view stream_type;
    std::string_view stream_key;
    std::string_view correlation_id;
    std::string_view traceparent;
    std::string_view reply_code;    // why it was refused or failed; empty when accomplished
    std::string_view reply_detail;  // the same for people; may be empty
    Outcome outcome = Outcome::accomplished;
    Timestamp accepted_at;
    Timestamp decided_at;
    std::string_view likeness;  // 32 bytes; empty of a route that is not guarded
    std::vector<EventView> events;
};

}  // namespace hapax
