#include "codec/record/field_values.hpp"

namespace hapax::record_fields {
namespace {

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

}  // namespace

bool take_reply(const FieldReader& field, Reply& reply) {
    FieldReader f(field.bytes());
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

bool take_correlation(const FieldReader& field, Correlation& c) {
    FieldReader f(field.bytes());
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

bool take_pending(const FieldReader& field, std::vector<PendingItem>& opened, std::vector<PendingKey>& closed) {
    PendingItem item;
    if (!decode(field.bytes(), item)) return false;
    if (field.number() == format::opened) {
        opened.push_back(std::move(item));
    } else {
        closed.push_back(std::move(item.key));
    }
    return true;
}

Result<void> judge(bool good, Position position, Version version, std::size_t events) {
    if (!good) return fail(record_errc::malformed, "a record has a field that makes no sense");
    if (position.value == 0) return fail(record_errc::malformed, "a record has no position");
    if (version.value < events) return fail(record_errc::malformed, "a record has more events than its stream");
    return {};
}

}  // namespace hapax::record_fields
