// `hapax store dump` writes the same lines in words of its own (tools/hapax/store_dump_command.cpp), and that is meant.
// It decodes the frames of a stopped store, with positions as texts and in pieces of bounded size; here are the records
// that the port of the store gives. Whatever writes records wrongly is then wrong in one of two places, and the other
// one's histories, of simulated or of real processes, show it to the one judge of both.
#include "codec/answer/answer.hpp"
#include "codec/digest.hpp"
#include "history_lines.hpp"
#include "json_line.hpp"

namespace hapax::simulated_bank {
namespace {

constexpr std::uint32_t balances = 0;  // the view, in the order of the bank's registration

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

std::string resp_hash(const StoredCommit& stored) {
    Answer answer;
    render_answer(stored, answer);
    std::string form = std::to_string(answer.status);
    form.append("\ncontent-type: ").append(answer.content_type);
    form.append("\nlocation: ").append(answer.location);
    form.append("\nx-operation: ").append(answer.operation);
    return hash_text(sha256(form.append("\n\n").append(answer.body)));
}

std::string events_of(const Commit& commit) {
    std::string events;
    for (const EventData& event : commit.events) {
        JsonLine line;
        line.text("type", event.type);
        line.number("schema", event.schema);
        line.raw("data", event.payload);
        std::string text = line.end();
        text.pop_back();
        events.append(events.empty() ? "" : ",").append(text);
    }
    return "[" + events + "]";
}

std::string record_line(const StoredCommit& stored) {
    const Commit& commit = stored.commit;
    JsonLine line;
    line.text("dump", "record");
    line.number("position", stored.position.value);
    line.text("op", commit.operation.id.value.text());
    line.text("caller", text(commit.caller));
    line.text("stream", commit.stream.type + "/" + commit.stream.key);
    line.number("version", stored.version.value);
    line.text("state", state_of(commit.outcome));
    if (!commit.reply.code.empty()) line.text("code", commit.reply.code);
    line.text("fingerprint", hash_text(commit.fingerprint.value));
    line.text("resp_hash", resp_hash(stored));
    line.raw("events", events_of(commit));
    return line.end();
}

std::string row_line(const std::string& account, const Row& row) {
    JsonLine line;
    line.text("dump", "row");
    line.text("view", "balances");
    line.text("key", "account/" + account);
    line.number("balance", std::get<std::int64_t>(row[0]));
    return line.end();
}

// At rest every view has shown everything.
std::string begin_lines(std::size_t end) {
    JsonLine view;
    view.text("dump", "view");
    view.text("view", "balances");
    view.text("shape", "folded");
    view.number("position", end);
    view.text("stream", "account");
    JsonLine start;
    start.text("dump", "start");
    start.number("end", end);
    return view.end() + start.end();
}

}  // namespace

std::string dump_lines(const Evidence& evidence) {
    std::string lines = begin_lines(evidence.dump.records.size());
    for (const StoredCommit& stored : evidence.dump.records) lines += record_line(stored);
    for (const auto& [account, history] : evidence.ledger) {
        const auto row = evidence.reader.get(balances, account);
        if (row && *row) lines += row_line(account, **row);
    }
    return lines + "{\"dump\":\"end\"}\n";
}

}  // namespace hapax::simulated_bank
