// A record with strings of its own: all of it, or only what it does to the set of pending items.

#include "codec/record/field_values.hpp"

namespace hapax {
namespace record_fields {
namespace {

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
            return take_reply(f, c.reply);
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
            return take_correlation(f, c.correlation);
        case format::event:
            return take_event(f, c.events);
        case format::opened:
        case format::closed:
            return take_pending(f, c.opened, c.closed);
        case format::likeness:
            return take(f.bytes(), c.likeness.emplace().value.data(), c.likeness->value.size());
        default:
            return true;
    }
}

// The fields are numbered in this order; docs/formats/record.md.
bool take_stored(const FieldReader& f, StoredCommit& stored) {
    return f.number() <= format::stream_key ? take_identity(f, stored) : take_decision(f, stored.commit);
}

bool take_change(const FieldReader& f, PendingChanges& changes) {
    if (f.number() != format::opened && f.number() != format::closed) return true;
    return take_pending(f, changes.opened, changes.closed);
}

}  // namespace
}  // namespace record_fields

Result<StoredCommit> decode_stored(std::span<const std::byte> fields) {
    StoredCommit stored;
    stored.commit.reply.renderer = 0;
    stored.commit.attempts = 0;
    FieldReader f(fields);
    bool good = true;
    while (good && f.next()) good = record_fields::take_stored(f, stored);
    const auto judged =
        record_fields::judge(good && !f.failed(), stored.position, stored.version, stored.commit.events.size());
    if (!judged) return pass_on(judged);
    return stored;
}

Result<void> decode_pending(std::span<const std::byte> fields, PendingChanges& changes) {
    changes.opened.clear();
    changes.closed.clear();
    FieldReader f(fields);
    bool good = true;
    while (good && f.next()) good = record_fields::take_change(f, changes);
    if (!good || f.failed()) return fail(record_errc::malformed, "a record has a pending item that makes no sense");
    return {};
}

}  // namespace hapax
