#include "application/engine/commit_builder.hpp"

namespace hapax {
namespace {

Commit taken(Running& running, Outcome outcome, Timestamp now) {
    Submission& from = running.submission;
    Commit commit;
    commit.operation = from.key;
    commit.fingerprint = from.fingerprint;
    if (from.guard) commit.likeness = from.guard->likeness;
    commit.type = std::string(from.type->name());
    commit.method = from.method;
    commit.resource = from.resource;
    commit.caller = std::move(from.caller);
    commit.address = std::move(from.address);
    commit.stream = std::move(from.stream);
    commit.correlation = std::move(from.correlation);
    commit.outcome = outcome;
    commit.accepted_at = from.accepted_at;
    commit.decided_at = now;
    commit.attempts = running.operation.attempts;
    commit.causes = running.operation.causes;
    return commit;
}

}  // namespace

Commit accomplished(Running& running, Decided decided, Version judged_at, Timestamp now) {
    Commit commit = taken(running, Outcome::accomplished, now);
    commit.expected = {ExpectedVersion::Kind::exact, judged_at};
    commit.reply.fields = std::move(decided.reply);
    commit.events = std::move(decided.events);
    return commit;
}

Commit rejected(Running& running, Rejection rejection, Version judged_at, Timestamp now) {
    Commit commit = taken(running, Outcome::rejected, now);
    commit.expected = {ExpectedVersion::Kind::exact, judged_at};
    commit.reply.code = std::move(rejection.code);
    commit.reply.detail = std::move(rejection.detail);
    commit.reply.fields = std::move(rejection.fields);
    return commit;
}

Commit precondition_failed(Running& running, Version current, Timestamp now) {
    Commit commit = taken(running, Outcome::precondition_failed, now);
    commit.expected = {ExpectedVersion::Kind::exact, current};
    commit.reply.code = "precondition-failed";
    commit.reply.fields = "{\"currentVersion\":" + std::to_string(current.value) + "}";
    return commit;
}

Commit given_up(Running& running, Timestamp now) {
    Commit commit = taken(running, Outcome::failed, now);
    commit.reply.code = "operation-failed";
    return commit;
}

void give_back(Running& running, Commit commit) {
    running.submission.caller = std::move(commit.caller);
    running.submission.address = std::move(commit.address);
    running.submission.stream = std::move(commit.stream);
    running.submission.correlation = std::move(commit.correlation);
}

std::uint64_t bytes_guess(const Submission& s) {
    constexpr std::uint64_t record_overhead = 512;  // fixed fields and the events of a usual command
    return record_overhead + s.address.size() + s.resource.size() + s.stream.key.size() + s.caller.issuer.size() +
           s.caller.subject.size() + s.correlation.correlation_id.size() + s.correlation.origin.size() +
           s.correlation.culture.size() + s.correlation.name.size();
}

}  // namespace hapax
