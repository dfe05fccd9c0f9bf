// store dump: the journal as JSON lines, one for each record, every byte verified on the way.
//
// The lines are the `start` and `record` lines of docs/formats/history.md; they are written in large pieces, so the
// memory needed does not grow with the journal.

#include "codec/answer/answer.hpp"
#include "codec/digest.hpp"
#include "codec/json_string.hpp"
#include "codec/record/record.hpp"
#include "host/server/exit_code.hpp"
#include "tools/hapax/commands.hpp"
#include "tools/hapax/offline_store.hpp"

namespace hapax::tools {
namespace {

constexpr std::size_t piece_bytes = 1 << 20;

std::string hex(std::span<const std::uint8_t> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const std::uint8_t byte : bytes) {
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
    return out;
}

std::string_view state_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::accomplished:
            return "accomplished";
        case Outcome::rejected:
            return "rejected";
        case Outcome::precondition_failed:
            return "precondition-failed";
        case Outcome::failed:
            return "failed";
    }
    return "failed";
}

// What `resp_hash` of a history is computed over: status, the fixed headers, body.
std::string hashed_form(const Answer& answer) {
    std::string out = std::to_string(answer.status);
    out.append("\ncontent-type: ").append(answer.content_type);
    out.append("\nlocation: ").append(answer.location);
    out.append("\nx-operation: ").append(answer.operation);
    return out.append("\n\n").append(answer.body);
}

void append_text(std::string& out, const char* name, std::string_view text) {
    out.append(",\"").append(name).append("\":");
    append_json_string(out, text);
}

void append_events(std::string& out, const std::vector<EventData>& events) {
    out += ",\"events\":[";
    for (const EventData& event : events) {
        if (&event != &events.front()) out += ',';
        out += "{\"type\":";
        append_json_string(out, event.type);
        out.append(",\"schema\":").append(std::to_string(event.schema));
        out.append(",\"data\":").append(event.payload.empty() ? "{}" : event.payload).append("}");
    }
    out += ']';
}

class Dump {
 public:
    explicit Dump(const Printer& printer) : printer_(printer) {}

    Result<void> start(Position end) {
        out_ = "{\"dump\":\"start\",\"end\":\"" + std::to_string(end.value) + "\"}\n";
        return {};
    }

    Result<void> take(const ScannedRecord& record) {
        const auto stored = decode_stored(record.fields);
        if (!stored) return pass_on(stored);
        append(*stored);
        return out_.size() < piece_bytes ? Result<void>() : flush();
    }

    Result<void> flush() {
        auto printed = printer_.print(out_);
        out_.clear();
        return printed;
    }

 private:
    void append(const StoredCommit& stored) {
        const Commit& commit = stored.commit;
        render_answer(stored, answer_);
        out_.append("{\"dump\":\"record\",\"position\":\"").append(std::to_string(stored.position.value)).append("\"");
        append_text(out_, "op", commit.operation.id.value.text());
        append_text(out_, "caller", text(commit.caller));
        append_text(out_, "stream", commit.stream.type + "/" + commit.stream.key);
        out_.append(",\"version\":").append(std::to_string(stored.version.value));
        append_text(out_, "state", state_of(commit.outcome));
        if (!commit.reply.code.empty()) append_text(out_, "code", commit.reply.code);
        append_text(out_, "fingerprint", hex(commit.fingerprint.value));
        append_text(out_, "resp_hash", hex(sha256(hashed_form(answer_))));
        append_events(out_, commit.events);
        out_ += "}\n";
    }

    const Printer& printer_;
    std::string out_;
    Answer answer_;  // reused: its strings keep their memory
};

}  // namespace

Result<int> store_dump(const Order& order, const Printer& printer) {
    auto store = OfflineStore::find(order.config);
    if (!store) return pass_on(store);
    const auto end = store->end();
    if (!end) return pass_on(end);
    Dump dump(printer);
    Result<void> written = dump.start(end->position);
    const auto scanned = store->scan(Position{0}, "reading", [&](const ScannedRecord& record) {
        if (record.view.position > end->position) return false;  // a server beside us goes on
        written = dump.take(record);
        return written.has_value();
    });
    if (!scanned) return pass_on(scanned);
    if (written) written = dump.flush();
    if (!written) return pass_on(written);
    return exit_ok;
}

}  // namespace hapax::tools
