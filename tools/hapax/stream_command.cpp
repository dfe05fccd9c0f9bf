// stream read: the events of one stream, from the journal alone.

#include <cstdio>

#include "codec/rfc3339.hpp"
#include "tools/hapax/commands.hpp"
#include "tools/hapax/offline_store.hpp"
#include "tools/hapax/tool_errc.hpp"

namespace hapax::tools {
namespace {

std::string caller_text(const RecordView& record) {
    return text(Caller{std::string(record.caller_issuer), std::string(record.caller_subject)});
}

Fields event_fields(const RecordView& record, std::uint64_t version, const EventView& event) {
    return {number_field("version", version),
            text_field("position", std::to_string(record.position.value)),
            text_field("type", event.type),
            number_field("schema", event.schema),
            text_field("recordedAt", rfc3339(record.decided_at)),
            text_field("operation", record.operation.id.value.text()),
            text_field("caller", caller_text(record)),
            text_field("correlation", record.correlation_id),
            text_field("traceparent", record.traceparent),
            json_field("payload", event.payload)};
}

class StreamReading {
 public:
    explicit StreamReading(const Order& order) : order_(order) {}

    bool take(const RecordView& record) {
        if (record.stream_type != order_.stream.type || record.stream_key != order_.stream.key) return true;
        std::uint64_t version = record.version.value - record.events.size();
        for (const EventView& event : record.events) {
            known_ = true;
            if (++version < order_.from.value) continue;
            if (events_.size() == order_.limit) {
                next_ = version;
                return false;
            }
            events_.push_back(event_fields(record, version, event));
        }
        return true;
    }

    bool known() const { return known_; }
    std::uint64_t next() const { return next_; }  // the first version that was left out; 0 = none
    const std::vector<Fields>& events() const { return events_; }

 private:
    const Order& order_;
    std::vector<Fields> events_;
    bool known_ = false;
    std::uint64_t next_ = 0;
};

}  // namespace

Result<int> stream_read(const Order& order, const Printer& printer) {
    auto store = OfflineStore::find(order.config);
    if (!store) return pass_on(store);
    StreamReading reading(order);
    const auto end =
        store->scan(Position{0}, "reading", [&](const ScannedRecord& record) { return reading.take(record.view); });
    if (!end) return pass_on(end);
    if (!reading.known()) {
        return fail(tool_errc::not_found, "there is no stream " + order.stream.type + "/" + order.stream.key);
    }
    if (auto printed = printer.print(reading.events()); !printed) return pass_on(printed);
    if (reading.next() != 0) {
        std::fprintf(stderr, "hapax: there is more; go on with --from %llu\n",
                     static_cast<unsigned long long>(reading.next()));
    }
    return exit_ok;
}

}  // namespace hapax::tools
