#include "application/engine/judgement.hpp"

#include "application/engine/commit_builder.hpp"
#include "codec/answer/answer.hpp"
#include "kernel/planted.hpp"

namespace hapax {
namespace {

Refused mismatch() {
    return {operation_errc::payload_mismatch, false, "this id was used for another payload or address"};
}

}  // namespace

Judged Judgement::judge(const Submission& submission) {
    if (planted(Bug::shed_before_looking)) {
        if (auto refusal = waited_too_long(submission)) return std::move(*refusal);
    }
    if (auto answer = known(submission)) return std::move(*answer);
    if (auto refusal = beyond_horizon(submission)) return std::move(*refusal);
    if (auto refusal = too_late(submission)) return std::move(*refusal);
    if (auto refusal = waited_too_long(submission)) return std::move(*refusal);
    const std::uint64_t bytes = bytes_guess(submission);
    if (auto refusal = no_room(bytes)) return std::move(*refusal);
    if (auto refusal = possible_duplicate(submission)) return std::move(*refusal);
    return Fresh{bytes};
}

Verdict Judgement::judge_unknown(const OperationId& id) const {
    if (auto refusal = horizon_.expired(id, runtime_.wall())) return std::move(*refusal);
    return UnknownOperation{};
}

std::optional<Judged> Judgement::known(const Submission& submission) {
    Running* running = registry_.find(submission.key);
    if (planted(Bug::commit_on_its_way_not_seen) && running != nullptr && !running->deciding) running = nullptr;
    if (running != nullptr) {
        if (running->submission.fingerprint != submission.fingerprint) return mismatch();
        return Repeat{running};
    }
    auto stored = store_.find(submission.key);
    if (!stored) return unavailable(stored.error(), submission);
    if (planted(Bug::registry_erased_before_index_insert) && *stored && (*stored)->position == store_.durable())
        return std::nullopt;
    if (!*stored) {
        if (auto refusal = used_by_nobody(submission)) return std::move(*refusal);
        return std::nullopt;
    }
    if ((*stored)->commit.fingerprint != submission.fingerprint) return mismatch();
    if (!can_render(**stored)) return unknown_answer(submission.key.id);
    if (planted(Bug::replay_of_current_state)) (*stored)->version = *store_.stream_version(submission.stream);
    return Replay{std::make_shared<const StoredCommit>(std::move(**stored))};
}

std::optional<Refused> Judgement::used_by_nobody(const Submission& submission) {
    if (submission.key.scope == options_.anonymous) return std::nullopt;
    const OperationKey anonymous{submission.key.id, options_.anonymous};
    if (registry_.find(anonymous) != nullptr) return mismatch();
    const auto stored = store_.find(anonymous);
    if (!stored) return unavailable(stored.error(), submission);
    if (*stored) return mismatch();
    return std::nullopt;
}

Refused Judgement::unavailable(const Error& error, const Submission& submission) {
    return trouble_.refusal(error, submission.key.id.value.text(), submission.correlation.correlation_id);
}

// The operation was decided, so nobody may decide it again; what became of it a newer program can say.
Refused Judgement::unknown_answer(const OperationId& id) {
    trouble_.note({operation_errc::answer_unknown, "its record names a renderer that this program does not have"},
                  id.value.text(), {});
    return {operation_errc::answer_unknown, false, "a newer version of this service answered this operation"};
}

// What is created at an address is created there once, however long ago.
std::optional<Refused> Judgement::beyond_horizon(const Submission& submission) const {
    if (submission.derived_id) return std::nullopt;
    return horizon_.refusal(submission.key.id, runtime_.wall());
}

// Nobody reads the answer any more, and work for nobody would make others late.
std::optional<Refused> Judgement::too_late(const Submission& submission) const {
    if (submission.deadline == never || runtime_.now() < submission.deadline) return std::nullopt;
    return Refused{operation_errc::deadline_passed, true,
                   "the time that the client gave had passed before the decision"};
}

std::optional<Refused> Judgement::waited_too_long(const Submission& submission) {
    if (!queue_delay_.too_long(submission.arrived, submission.deadline)) return std::nullopt;
    return Refused{operation_errc::overloaded, true, "too many operations wait for their turn"};
}

// The override takes nothing from the id: the next one, with or without it, is a repeat.
std::optional<Refused> Judgement::possible_duplicate(const Submission& submission) {
    if (!submission.guard || submission.guard->overridden) return std::nullopt;
    const auto earlier = look_alikes_.earlier(submission);
    if (!earlier) return unavailable(earlier.error(), submission);
    if (!*earlier) return std::nullopt;
    return Refused{operation_errc::possible_duplicate, true, "the same was asked a moment ago under another id",
                   *earlier};
}

std::optional<Refused> Judgement::no_room(std::uint64_t bytes) const {
    if (stopping) return Refused{operation_errc::stopping, true, "the service is stopping"};
    if (registry_.size() >= options_.in_flight_max) {
        return Refused{operation_errc::overloaded, true, "too many operations are running"};
    }
    if (!store_.admits(registry_.bytes() + bytes, Use::admitting)) {
        return Refused{operation_errc::storage_full, true, "the journal has no prepared space"};
    }
    return std::nullopt;
}

}  // namespace hapax
