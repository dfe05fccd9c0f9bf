#include "adapters/edge/http/status_document.hpp"

#include <algorithm>
#include <optional>

#include "codec/answer/answer.hpp"
#include "codec/answer/json_members.hpp"
#include "codec/rfc3339.hpp"

namespace hapax::http {
namespace {

void append_step(std::string& out, std::string_view state, std::optional<Timestamp> at, std::string_view view = {}) {
    append_comma(out);
    out += '{';
    append_member(out, "state", state);
    if (!view.empty()) append_member(out, "view", view);
    if (at) {
        append_name(out, "at");
        out += '"';
        append_rfc3339(out, *at);
        out += '"';
    }
    out += '}';
}

// An operation is completed when the last view shows it, or when it was committed if no view must.
std::optional<Timestamp> completed_at(const StatusDocument& status) {
    Timestamp last = status.record->commit.decided_at;
    for (const ViewReached& view : status.views) {
        if (!view.at) return std::nullopt;
        last = std::max(last, *view.at);
    }
    return last;
}

void append_timeline(std::string& out, const StatusDocument& status) {
    append_name(out, "timeline");
    out += '[';
    append_step(out, "accepted", status.accepted_at);
    if (status.record) {
        const Commit& commit = status.record->commit;
        const bool accomplished = commit.outcome == Outcome::accomplished;
        append_step(out, accomplished ? "committed" : text(status.state), commit.decided_at);
        for (const ViewReached& view : status.views) append_step(out, "projected", view.at, view.view);
        if (status.state == OperationState::completed) append_step(out, "completed", completed_at(status));
    } else if (status.state != OperationState::accepted) {
        append_step(out, text(status.state), std::nullopt);
    }
    out += ']';
}

void append_final_answer(std::string& out, const StatusDocument& status) {
    if (!status.record || !terminal(status.state)) return;
    Answer answer;
    render_answer(*status.record, answer);
    append_name(out, status.record->commit.outcome == Outcome::accomplished ? "answer" : "problem");
    out += answer.body;
}

void append_correlation(std::string& out, const Correlation& correlation) {
    if (!correlation.correlation_id.empty()) append_member(out, "correlationId", correlation.correlation_id);
    if (!correlation.traceparent.empty()) append_member(out, "traceparent", correlation.traceparent);
}

}  // namespace

void append_operation_links(std::string& out, std::string_view id, const std::string& resource) {
    append_name(out, "links");
    out += "{\"self\":\"/operations/";
    out += id;
    out += '"';
    std::string encoded;
    append_encoded_address(encoded, resource);
    if (!encoded.empty()) append_member(out, "resource", encoded);
    out += '}';
}

void append_status_document(std::string& out, const StatusDocument& status) {
    const std::string id = status.key.id.value.text();
    out += '{';
    append_member(out, "id", id);
    append_member(out, "status", text(status.state));
    append_member(out, "type", status.type);
    append_member(out, "resource", status.resource);
    append_name(out, "acceptedAt");
    out += '"';
    append_rfc3339(out, status.accepted_at);
    out += '"';
    append_member(out, "attempts", status.attempts);
    if (status.record) {
        append_member(out, "version", status.record->version.value);
        append_member(out, "position", std::to_string(status.record->position.value));
        append_correlation(out, status.record->commit.correlation);
    }
    append_timeline(out, status);
    append_final_answer(out, status);
    append_operation_links(out, id, status.resource);
    out += '}';
}

}  // namespace hapax::http
