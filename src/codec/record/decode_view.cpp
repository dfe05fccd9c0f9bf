// A record as views of its bytes: what projections and feeds read, without an allocation once the vector has grown.

#include "codec/record/field_values.hpp"

namespace hapax {
namespace record_fields {
namespace {

bool take_correlation(const FieldReader& field, RecordView& view) {
    FieldReader f(field.bytes());
    while (f.next()) {
        if (f.number() == format::correlation_id) view.correlation_id = f.bytes();
        if (f.number() == format::traceparent) view.traceparent = f.bytes();
    }
    return !f.failed();
}

bool take_reply(const FieldReader& field, RecordView& view) {
    FieldReader f(field.bytes());
    while (f.next()) {
        if (f.number() == format::reply_code) view.reply_code = f.bytes();
        if (f.number() == format::reply_detail) view.reply_detail = f.bytes();
    }
    return !f.failed();
}

bool take_view(const FieldReader& f, RecordView& view, std::size_t& events) {
    switch (f.number()) {
        case format::position:
            view.position.value = f.value();
            return true;
        case format::stream_version:
            view.version.value = f.value();
            return true;
        case format::operation_id:
        case format::caller_scope:
            return take_operation(f, view.operation);
        case format::caller_issuer:
            return take(f, view.caller_issuer);
        case format::caller_subject:
            return take(f, view.caller_subject);
        case format::command_type:
            return take(f, view.type);
        case format::resource:
            return take(f, view.resource);
        case format::stream_type:
            return take(f, view.stream_type);
        case format::stream_key:
            return take(f, view.stream_key);
        case format::outcome:
            return take_outcome(f, view.outcome);
        case format::accepted_at:
            return take(f, view.accepted_at);
        case format::decided_at:
            return take(f, view.decided_at);
        case format::correlation:
            return take_correlation(f, view);
        case format::reply:
            return take_reply(f, view);
        case format::likeness:
            return take(f, view.likeness) && view.likeness.size() == sizeof(Fingerprint);
        case format::event:
            ++events;
            return take_event(f, view.events);
        default:
            return true;
    }
}

// A view that is used again: everything but the capacity of its vector.
void reset(RecordView& view) {
    std::vector<EventView> events = std::move(view.events);
    events.clear();
    view = RecordView{};
    view.events = std::move(events);
}

}  // namespace
}  // namespace record_fields

Result<void> decode_view(std::span<const std::byte> fields, RecordView& view) {
    record_fields::reset(view);
    std::size_t events = 0;
    FieldReader f(fields);
    bool good = true;
    while (good && f.next()) good = record_fields::take_view(f, view, events);
    return record_fields::judge(good && !f.failed(), view.position, view.version, events);
}

}  // namespace hapax
