#include "application/projector/view_run.hpp"

#include <exception>

#include "kernel/assert.hpp"
#include "kernel/view_rules.hpp"

namespace hapax {
namespace {

// What the author's code answers, with its exceptions as errors. A simulated crash is no std::exception and passes.
template <class Call>
auto guarded(Call&& call) -> Result<decltype(call())> {
    try {
        return call();
    } catch (const std::exception& e) {
        return fail(projection_errc::failed, e.what());
    }
}

// A row that does not fit its schema would be refused by the database for ever: it is the author's mistake too.
Result<void> check(const Row& row, const ViewSchema& schema) {
    bool fitting = row.size() == schema.columns.size();
    for (std::size_t i = 0; fitting && i < row.size(); ++i) fitting = fits(row[i], schema.columns[i]);
    if (fitting) return {};
    return fail(projection_errc::failed, "a row that does not fit view " + schema.table);
}

std::unexpected<Error> failed(const Error& cause) {
    return fail(projection_errc::failed, std::string(cause.code.name) + ": " + cause.detail);
}

}  // namespace

void RecordMeta::begin(const RecordView& record) {
    HAPAX_ASSERT(record.version.value >= record.events.size(), "a record has more events than its stream");
    meta_.operation = record.operation.id;
    meta_.caller.issuer = record.caller_issuer;
    meta_.caller.subject = record.caller_subject;
    meta_.stream_id = record.stream_key;
    meta_.position = record.position;
    meta_.accepted_at = record.accepted_at;
    meta_.recorded_at = record.decided_at;
    version_before_ = record.version.value - record.events.size();
}

const Meta& RecordMeta::of_event(std::uint32_t index) {
    meta_.index = index;
    meta_.version = Version{version_before_ + index + 1};
    return meta_;
}

Result<void> ViewRun::apply(const RecordView& record, RecordMeta& meta) {
    const bool folded = type_.schema().kind == RowKind::folded;
    for (std::uint32_t i = 0; i < record.events.size(); ++i) {
        const EventView& event = record.events[i];
        if (!type_.handles(record.stream_type, event.type)) continue;
        const Meta& m = meta.of_event(i);
        const Result<void> done = folded ? fold(record.stream_type, event, m) : append(record.stream_type, event, m);
        if (!done) return done;
    }
    return {};
}

Result<void> ViewRun::fold(std::string_view stream_type, const EventView& event, const Meta& meta) {
    auto key = guarded([&] { return type_.key(stream_type, event, meta); });
    if (!key) return pass_on(key);
    if (!*key) return {};
    const Result<RowCache::Entry*> entry = this->entry(std::move(**key));
    if (!entry) return pass_on(entry);
    cache_.mark_dirty(**entry);
    const auto done = guarded([&] { return type_.fold((*entry)->row, stream_type, event, meta); });
    if (!done) return pass_on(done);
    if (!*done) return failed(done->error());
    return (*entry)->row ? check(*(*entry)->row, type_.schema()) : Result<void>();
}

Result<RowCache::Entry*> ViewRun::entry(std::string key) {
    if (RowCache::Entry* known = cache_.find(key)) return known;
    Result<std::optional<Row>> row = views_.load(view_, key);
    if (!row) return pass_on(row);
    return &cache_.insert(std::move(key), std::move(*row));
}

Result<void> ViewRun::append(std::string_view stream_type, const EventView& event, const Meta& meta) {
    HAPAX_ASSERT(meta.index < events_per_record_max, "a record has no more events than an appended view tells apart");
    auto row = guarded([&] { return type_.row(stream_type, event, meta); });
    if (!row) return pass_on(row);
    if (!*row) return failed(row->error());
    if (!**row) return {};
    if (auto checked = check(***row, type_.schema()); !checked) return checked;
    appended_.push_back({view_, {}, meta.position, meta.index, std::move(**row)});
    return {};
}

void ViewRun::collect(std::vector<RowWrite>& rows) {
    for (const RowCache::Entry* entry : cache_.dirty_by_key()) rows.push_back({view_, entry->key, {}, 0, entry->row});
    for (RowWrite& row : appended_) rows.push_back(std::move(row));
    appended_.clear();
}

}  // namespace hapax
