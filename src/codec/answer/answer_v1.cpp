#include "codec/answer/answer_v1.hpp"

#include <optional>

#include "codec/answer/json_members.hpp"
#include "codec/answer/problem.hpp"
#include "kernel/assert.hpp"

namespace hapax {
namespace {

void render_headers(const StoredCommit& stored, std::string_view id, Answer& out) {
    const Commit& commit = stored.commit;
    const bool derived = commit.method == "PUT" && commit.operation.id.value.version() == 5;
    out.operation.assign("operations/").append(id);
    out.location.clear();
    if (derived || commit.address.ends_with(id) || commit.address.find(id) != std::string::npos) {
        append_encoded_address(out.location, commit.address);
    } else {
        out.location.assign("/operations/").append(id);
    }
    out.resource.clear();
    append_encoded_address(out.resource, commit.resource);
    out.position.clear();
    append_number(out.position, stored.position.value);
    out.etag.assign("\"");
    append_number(out.etag, stored.version.value);
    out.etag += '"';
}

void render_accomplished(const StoredCommit& stored, std::string_view id, Answer& out) {
    const StreamId& stream = stored.commit.stream;
    out.status = 201;
    out.content_type = "application/json";
    out.body += "{\"operation\":\"";
    out.body += id;
    out.body += "\",\"status\":\"completed\"";
    append_member(out.body, "stream", stream.type + '/' + stream.key);
    append_member(out.body, "version", stored.version.value);
    out.body += ",\"position\":\"";
    out.body += out.position;
    out.body += '"';
    append_members_of(out.body, stored.commit.reply.fields);
    out.body += '}';
}

Problem problem_of(const StoredCommit& stored, std::string_view id) {
    const Commit& commit = stored.commit;
    Problem problem{.code = commit.reply.code,
                    .status = 409,
                    .detail = commit.reply.detail,
                    .operation = id,
                    .correlation_id = commit.correlation.correlation_id,
                    .retryable = false,
                    .applied = false};
    switch (commit.outcome) {
        case Outcome::rejected:
            problem.fields = commit.reply.fields;
            break;
        case Outcome::precondition_failed:
            problem.status = 412;
            problem.code = "precondition-failed";
            problem.current_version = stored.version.value;
            break;
        case Outcome::failed:
            problem.status = 500;
            problem.code = "operation-failed";
            problem.causes = commit.causes;
            break;
        case Outcome::accomplished:
            HAPAX_ASSERT(false, "an accomplished operation has no problem");
    }
    return problem;
}

}  // namespace

void render_answer_v1(const StoredCommit& stored, Answer& out) {
    const std::string id = stored.commit.operation.id.value.text();
    out.body.clear();
    render_headers(stored, id, out);
    if (stored.commit.outcome == Outcome::accomplished) return render_accomplished(stored, id, out);
    const Problem problem = problem_of(stored, id);
    out.status = problem.status;
    out.content_type = problem_media_type;
    append_problem(out.body, problem);
}

}  // namespace hapax
