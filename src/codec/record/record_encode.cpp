#include <bit>
#include <cstring>
#include <string_view>

#include "codec/crc32c.hpp"
#include "codec/little_endian.hpp"
#include "codec/record/record.hpp"
#include "codec/record/record_format.hpp"
#include "kernel/assert.hpp"

namespace hapax {
namespace {

namespace format = record_format;

constexpr std::size_t varint_size(std::uint64_t value) {
    return static_cast<std::size_t>(std::bit_width(value | 1) + 6) / 7;
}

constexpr std::uint64_t zigzag(std::int64_t value) {
    return static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
}

// Two sinks take the same lay_out() calls: one counts, one writes, so that they cannot disagree.
class Counter {
 public:
    void varint(std::uint64_t value) { size_ += varint_size(value); }
    void raw(const void*, std::size_t size) { size_ += size; }
    std::size_t size() const { return size_; }

 private:
    std::size_t size_ = 0;
};

class Writer {
 public:
    explicit Writer(std::span<std::byte> into) : at_(into.data()), end_(into.data() + into.size()) {}

    void varint(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7) *at_++ = static_cast<std::byte>(value | 0x80);
        *at_++ = static_cast<std::byte>(value);
    }
    void raw(const void* from, std::size_t size) {
        if (size != 0) std::memcpy(at_, from, size);
        at_ += size;
    }
    bool full() const { return at_ == end_; }

 private:
    std::byte* at_;
    std::byte* end_;
};

template <class Sink>
void put_key(Sink& sink, std::uint32_t number, format::Kind kind) {
    sink.varint(number << 1 | static_cast<std::uint32_t>(kind));
}

template <class Sink>
void put(Sink& sink, std::uint32_t number, std::uint64_t value) {
    if (value == 0) return;
    put_key(sink, number, format::Kind::varint);
    sink.varint(value);
}

template <class Sink>
void put(Sink& sink, std::uint32_t number, Timestamp time) {
    put(sink, number, zigzag(time.us));
}

template <class Sink>
void put(Sink& sink, std::uint32_t number, std::string_view bytes) {
    if (bytes.empty()) return;
    put_key(sink, number, format::Kind::bytes);
    sink.varint(bytes.size());
    sink.raw(bytes.data(), bytes.size());
}

template <class Sink, std::size_t N>
void put(Sink& sink, std::uint32_t number, const std::array<std::uint8_t, N>& bytes) {
    put(sink, number, std::string_view(reinterpret_cast<const char*>(bytes.data()), N));
}

template <class Sink>
void lay_out(Sink& sink, const Reply& reply) {
    put(sink, format::reply_renderer, std::uint64_t{reply.renderer});
    put(sink, format::reply_code, reply.code);
    put(sink, format::reply_detail, reply.detail);
    put(sink, format::reply_fields, reply.fields);
}

template <class Sink>
void lay_out(Sink& sink, const Correlation& c) {
    put(sink, format::correlation_id, c.correlation_id);
    put(sink, format::causation_id, c.causation_id);
    put(sink, format::traceparent, c.traceparent);
    put(sink, format::connection, c.connection);
    put(sink, format::client_name, c.name);
    put(sink, format::origin, c.origin);
    put(sink, format::culture, c.culture);
    put(sink, format::retries, std::uint64_t{c.retries});
    put(sink, format::created_at, c.created_at);
}

template <class Sink>
void lay_out(Sink& sink, const EventData& event) {
    put(sink, format::event_type, event.type);
    put(sink, format::event_schema, std::uint64_t{event.schema});
    put(sink, format::event_payload, event.payload);
}

template <class Sink>
void lay_out(Sink& sink, const PendingKey& key) {
    put(sink, format::pending_kind, static_cast<std::uint64_t>(key.kind));
    put(sink, format::pending_key, key.key);
}

template <class Sink>
void lay_out(Sink& sink, const PendingItem& item) {
    lay_out(sink, item.key);
    put(sink, format::pending_due, item.due);
    put(sink, format::pending_payload, item.payload);
}

template <class Sink, class Value>
void put_nested(Sink& sink, std::uint32_t number, const Value& value) {
    Counter inner;
    lay_out(inner, value);
    put_key(sink, number, format::Kind::bytes);
    sink.varint(inner.size());
    lay_out(sink, value);
}

template <class Sink>
void lay_out_identity(Sink& sink, const Commit& c, Position position, Version version) {
    std::byte scope[8];
    store_u64(scope, c.operation.scope.value);
    put(sink, format::position, position.value);
    put(sink, format::stream_version, version.value);
    put(sink, format::operation_id, c.operation.id.value.bytes);
    put(sink, format::caller_scope, std::string_view(reinterpret_cast<const char*>(scope), sizeof scope));
    put(sink, format::caller_issuer, c.caller.issuer);
    put(sink, format::caller_subject, c.caller.subject);
    put(sink, format::fingerprint, c.fingerprint.value);
    put(sink, format::command_type, c.type);
    put(sink, format::method, c.method);
    put(sink, format::address, c.address);
    put(sink, format::resource, c.resource);
    put(sink, format::stream_type, c.stream.type);
    put(sink, format::stream_key, c.stream.key);
}

template <class Sink>
void lay_out_decision(Sink& sink, const Commit& c) {
    put(sink, format::expected_kind, static_cast<std::uint64_t>(c.expected.kind));
    put(sink, format::expected_version, c.expected.version.value);
    put(sink, format::outcome, static_cast<std::uint64_t>(c.outcome));
    put_nested(sink, format::reply, c.reply);
    put(sink, format::accepted_at, c.accepted_at);
    put(sink, format::decided_at, c.decided_at);
    put(sink, format::attempts, std::uint64_t{c.attempts});
    // An empty cause still counts, so it is written.
    for (const std::string& cause : c.causes) {
        put_key(sink, format::cause, format::Kind::bytes);
        sink.varint(cause.size());
        sink.raw(cause.data(), cause.size());
    }
    put_nested(sink, format::correlation, c.correlation);
    for (const EventData& event : c.events) put_nested(sink, format::event, event);
    for (const PendingItem& item : c.opened) put_nested(sink, format::opened, item);
    for (const PendingKey& key : c.closed) put_nested(sink, format::closed, key);
    if (c.likeness) put(sink, format::likeness, c.likeness->value);
}

template <class Sink>
void lay_out_record(Sink& sink, const Commit& commit, Position position, Version version) {
    sink.raw(&format::version, sizeof format::version);
    lay_out_identity(sink, commit, position, version);
    lay_out_decision(sink, commit);
}

}  // namespace

std::size_t record_size(const Commit& commit, Position position, Version version) {
    Counter counter;
    lay_out_record(counter, commit, position, version);
    return format::prefix_bytes + counter.size();
}

std::uint32_t write_record(const Commit& commit, Position position, Version version, std::span<std::byte> into) {
    HAPAX_ASSERT(into.size() > format::prefix_bytes && into.size() <= record_bytes_max, "a record has another size");
    HAPAX_ASSERT(commit.events.size() <= record_events_max, "a record has too many events");
    const auto body = into.subspan(format::prefix_bytes);
    Writer writer(body);
    lay_out_record(writer, commit, position, version);
    HAPAX_ASSERT(writer.full(), "a record is not as long as it was counted");
    store_u32(into.data(), static_cast<std::uint32_t>(body.size()));
    const std::uint32_t crc = crc32c(crc32c(0, into.first(4)), body);
    store_u32(into.data() + 4, crc);
    return crc;
}

}  // namespace hapax
