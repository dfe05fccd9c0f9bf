#include <algorithm>
#include <cstring>

#include "codec/crc32c.hpp"
#include "codec/little_endian.hpp"
#include "codec/record/field_reader.hpp"
#include "codec/record/record.hpp"
#include "codec/record/record_format.hpp"

namespace hapax {
namespace {

namespace format = record_format;

constexpr std::int64_t unzigzag(std::uint64_t value) {
    return static_cast<std::int64_t>(value >> 1 ^ -(value & 1));
}

// Each take() answers whether the value can be that field at all.
bool take(std::uint64_t value, std::uint32_t& into) {
    into = static_cast<std::uint32_t>(value);
    return value <= UINT32_MAX;
}

template <class Enum>
bool take(std::uint64_t value, Enum& into, Enum first, Enum last) {
    into = static_cast<Enum>(value);
    return value >= static_cast<std::uint64_t>(first) && value <= static_cast<std::uint64_t>(last);
}

bool take(std::string_view bytes, void* into, std::size_t size) {
    if (bytes.size() != size) return false;
    std::memcpy(into, bytes.data(), size);
    return true;
}

bool take(const FieldReader& field, Timestamp& into) {
    into.us = unzigzag(field.value());
    return true;
}

template <class Text>
bool take(const FieldReader& field, Text& into) {
    into = field.bytes();
    return true;
}

bool take_operation(const FieldReader& field, OperationKey& key) {
    if (field.number() == format::operation_id) return take(field.bytes(), key.id.value.bytes.data(), 16);
    return take(field.bytes(), &key.scope.value, 8);
}

bool take_outcome(const FieldReader& field, Outcome& outcome) {
    return take(field.value(), outcome, Outcome::accomplished, Outcome::failed);
}

bool decode(std::string_view fields, Reply& reply) {
    FieldReader f(fields);
    reply.renderer = 0;
    bool good = true;
    while (good && f.next()) {
        switch (f.number()) {
            case format::reply_renderer:
                good = take(f.value(), reply.renderer);
                break;
            case format::reply_code:
                good = take(f, reply.code);
                break;
            case format::reply_detail:
                good = take(f, reply.detail);
                break;
            case format::reply_fields:
                good = take(f, reply.fields);
                break;
            default:
                break;
        }
    }
    return good && !f.failed();
}

bool decode(std::string_view fields, Correlation& c) {
    FieldReader f(fields);
    bool good = true;
    while (good && f.next()) {
        switch (f.number()) {
            case format::correlation_id:
                good = take(f, c.correlation_id);
                break;
            case format::causation_id:
                good = take(f, c.causation_id);
                break;
            case format::traceparent:
                good = take(f, c.traceparent);
                break;
            case format::connection:
                good = take(f, c.connection);
                break;
            case format::client_name:
                good = take(f, c.name);
                break;
            case format::origin:
                good = take(f, c.origin);
                break;
            case format::culture:
                good = take(f, c.culture);
                break;
            case format::retries:
                good = take(f.value(), c.retries);
                break;
            case format::created_at:
                good = take(f, c.created_at);
                break;
            default:
                break;
        }
    }
    return good && !f.failed();
}

template <class Event>
bool decode_event(std::string_view fields, Event& event) {
    FieldReader f(fields);
    event.schema = 0;
    bool good = true;
    while (good && f.next()) {
        switch (f.number()) {
            case format::event_type:
                good = take(f, event.type);
                break;
            case format::event_schema:
                good = take(f.value(), event.schema);
                break;
            case format::event_payload:
                good = take(f, event.payload);
                break;
            default:
                break;
        }
    }
    return good && !f.failed();
}

bool decode(std::string_view fields, PendingItem& item) {
    FieldReader f(fields);
    bool good = true;
    bool kind_seen = false;
    while (good && f.next()) {
        switch (f.number()) {
            case format::pending_kind:
                good = take(f.value(), item.key.kind, PendingKind::message, PendingKind::parked);
                kind_seen = true;
                break;
            case format::pending_key:
                good = take(f, item.key.key);
                break;
            case format::pending_due:
                good = take(f, item.due);
                break;
            case format::pending_payload:
                good = take(f, item.payload);
                break;
            default:
                break;
        }
    }
    return good && kind_seen && !f.failed();
}

template <class Events>
bool take_event(const FieldReader& field, Events& events) {
    return events.size() < record_events_max && decode_event(field.bytes(), events.emplace_back());
}

template <class Opened, class Closed>
bool take_pending(const FieldReader& field, Opened& opened, Closed& closed) {
    PendingItem item;
    if (!decode(field.bytes(), item)) return false;
    if (field.number() == format::opened) {
        opened.push_back(std::move(item));
    } else {
        closed.push_back(std::move(item.key));
    }
    return true;
}

bool take_identity(const FieldReader& f, StoredCommit& stored) {
    Commit& c = stored.commit;
    switch (f.number()) {
        case format::position:
            stored.position.value = f.value();
            return true;
        case format::stream_version:
            stored.version.value = f.value();
            return true;
        case format::operation_id:
        case format::caller_scope:
            return take_operation(f, c.operation);
        case format::caller_issuer:
            return take(f, c.caller.issuer);
        case format::caller_subject:
            return take(f, c.caller.subject);
        case format::fingerprint:
            return take(f.bytes(), c.fingerprint.value.data(), c.fingerprint.value.size());
        case format::command_type:
            return take(f, c.type);
        case format::method:
            return take(f, c.method);
        case format::address:
            return take(f, c.address);
        case format::resource:
            return take(f, c.resource);
        case format::stream_type:
            return take(f, c.stream.type);
        case format::stream_key:
            return take(f, c.stream.key);
        default:
            return true;
    }
}

bool take_decision(const FieldReader& f, Commit& c) {
    using ExpectedKind = ExpectedVersion::Kind;
    switch (f.number()) {
        case format::expected_kind:
            return take(f.value(), c.expected.kind, ExpectedKind::any, ExpectedKind::exact);
        case format::expected_version:
            c.expected.version.value = f.value();
            return true;
        case format::outcome:
            return take_outcome(f, c.outcome);
        case format::reply:
            return decode(f.bytes(), c.reply);
        case format::accepted_at:
            return take(f, c.accepted_at);
        case format::decided_at:
            return take(f, c.decided_at);
        case format::attempts:
            return take(f.value(), c.attempts);
        case format::cause:
            c.causes.emplace_back(f.bytes());
            return true;
        case format::correlation:
            return decode(f.bytes(), c.correlation);
        case format::event:
            return take_event(f, c.events);
        case format::opened:
        case format::closed:
            return take_pending(f, c.opened, c.closed);
        default:
            return true;
    }
}

bool take_correlation_id(const FieldReader& field, std::string_view& into) {
    FieldReader f(field.bytes());
    while (f.next()) {
        if (f.number() == format::correlation_id) into = f.bytes();
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
            return take_correlation_id(f, view.correlation_id);
        case format::event:
            ++events;
            return take_event(f, view.events);
        default:
            return true;
    }
}

// What every record must be, whichever way it is decoded.
Result<void> judge(bool good, Position position, Version version, std::size_t events) {
    if (!good) return fail(record_errc::malformed, "a record has a field that makes no sense");
    if (position.value == 0) return fail(record_errc::malformed, "a record has no position");
    if (version.value < events) return fail(record_errc::malformed, "a record has more events than its stream");
    return {};
}

// A view that is used again: everything but the capacity of its vector.
void reset(RecordView& view) {
    std::vector<EventView> events = std::move(view.events);
    events.clear();
    view = RecordView{};
    view.events = std::move(events);
}

}  // namespace

Result<std::size_t> record_length(std::span<const std::byte> bytes) {
    if (bytes.size() < 4) return fail(record_errc::truncated, "a record's length is cut off");
    const std::size_t length = format::prefix_bytes + std::size_t{load_u32(bytes.data())};
    if (length == format::prefix_bytes || length > record_bytes_max) {
        return fail(record_errc::malformed, "a record says that it has " + std::to_string(length) + " bytes");
    }
    return length;
}

Result<RecordBody> open_record(std::span<const std::byte> bytes) {
    const Result<std::size_t> length = record_length(bytes);
    if (!length) return pass_on(length);
    if (*length > bytes.size()) return fail(record_errc::truncated, "a record is cut off");
    const auto body = bytes.first(*length).subspan(format::prefix_bytes);
    const std::uint32_t crc = crc32c(crc32c(0, bytes.first(4)), body);
    if (crc != load_u32(bytes.data() + 4)) return fail(record_errc::checksum, "a record is not what was written");
    if (static_cast<std::uint8_t>(body[0]) != format::version) {
        return fail(record_errc::unknown_version, "a later hapax wrote this record");
    }
    return RecordBody{body.subspan(1), *length, crc};
}

Result<void> decode_view(std::span<const std::byte> fields, RecordView& view) {
    reset(view);
    std::size_t events = 0;
    FieldReader f(fields);
    bool good = true;
    while (good && f.next()) good = take_view(f, view, events);
    return judge(good && !f.failed(), view.position, view.version, events);
}

Result<StoredCommit> decode_stored(std::span<const std::byte> fields) {
    StoredCommit stored;
    stored.commit.reply.renderer = 0;
    stored.commit.attempts = 0;
    FieldReader f(fields);
    bool good = true;
    while (good && f.next()) {
        good = f.number() <= format::stream_key ? take_identity(f, stored) : take_decision(f, stored.commit);
    }
    const auto judged = judge(good && !f.failed(), stored.position, stored.version, stored.commit.events.size());
    if (!judged) return pass_on(judged);
    return stored;
}

Result<void> decode_pending(std::span<const std::byte> fields, PendingChanges& changes) {
    changes.opened.clear();
    changes.closed.clear();
    FieldReader f(fields);
    bool good = true;
    while (good && f.next()) {
        if (f.number() == format::opened || f.number() == format::closed) {
            good = take_pending(f, changes.opened, changes.closed);
        }
    }
    if (!good || f.failed()) return fail(record_errc::malformed, "a record has a pending item that makes no sense");
    return {};
}

}  // namespace hapax
