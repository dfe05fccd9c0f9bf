#include "application/engine/look_alikes.hpp"

#include <algorithm>
#include <cstring>

#include "kernel/planted.hpp"

namespace hapax {
namespace {

constexpr std::uint64_t first_step = 64;  // records back from the end

Timestamp before(Timestamp time, Duration by) {
    return {time.us - std::chrono::duration_cast<std::chrono::microseconds>(by).count()};
}

Duration between(Timestamp from, Timestamp to) {
    return std::chrono::microseconds(to.us - from.us);
}

}  // namespace

LookAlikes::LookAlikes(EventStore& store, Runtime& runtime, Metrics& metrics, const EngineOptions& options)
    : store_(store),
      runtime_(runtime),
      forgotten_(metrics.counter("hapax_look_alikes_forgotten_total")),
      options_(options),
      born_(runtime.now()),
      born_wall_(runtime.wall()),
      judged_(born_) {}

std::size_t LookAlikes::Hash::operator()(const Key& key) const noexcept {
    std::uint64_t first = 0;
    std::memcpy(&first, key.likeness.value.data(), sizeof first);
    return mixed(first ^ mixed(key.scope.value));
}

LookAlikes::Key LookAlikes::key_of(const Submission& submission) {
    const CallerScope scope = planted(Bug::guard_without_caller) ? CallerScope{} : submission.key.scope;
    return {submission.guard->likeness, scope};
}

Result<std::optional<OperationId>> LookAlikes::earlier(const Submission& submission) {
    judged_ = std::max(judged_, submission.arrived);
    if (const auto recalled = recall(); !recalled) return pass_on(recalled);
    const auto found = kept_.find(key_of(submission));
    if (found == kept_.end()) return std::nullopt;
    const auto counts = [&](const Kept& one) {
        if (one.id == submission.key.id) return false;
        return !one.ended || submission.arrived - *one.ended < submission.guard->lasts;
    };
    const auto newest = std::find_if(found->second.rbegin(), found->second.rend(), counts);
    if (newest == found->second.rend()) return std::nullopt;
    return newest->id;
}

void LookAlikes::began(const Submission& submission) {
    judged_ = std::max(judged_, submission.arrived);
    if (planted(Bug::guard_blind_to_the_running)) return;
    kept_[key_of(submission)].push_back({submission.key.id, std::nullopt});
}

void LookAlikes::ended(const Submission& submission, std::optional<Outcome> outcome) {
    forget(key_of(submission), submission.key.id);
    if (outcome == Outcome::accomplished) keep(key_of(submission), submission.key.id, runtime_.now());
    forget_what_is_over();
}

void LookAlikes::keep(const Key& key, OperationId id, Instant ended) {
    kept_[key].push_back({id, ended});
    by_end_.push_back({key, id, ended});
}

void LookAlikes::forget(const Key& key, OperationId id) {
    const auto found = kept_.find(key);
    if (found == kept_.end()) return;
    std::erase_if(found->second, [&](const Kept& one) { return one.id == id; });
    if (found->second.empty()) kept_.erase(found);
}

// Who arrived in time may wait for his turn for long: what counts is who has been judged, and not what time it is. Edges
// hand over what arrived in about that order; another of the guard's times is more than enough for what they differ by.
void LookAlikes::forget_what_is_over() {
    while (!by_end_.empty()) {
        const Ended& oldest = by_end_.front();
        const bool over = judged_ - oldest.at >= 2 * options_.guard_longest;
        if (!over && by_end_.size() <= options_.look_alikes_max) return;
        if (!over) forgotten_.add();
        forget(oldest.key, oldest.id);
        by_end_.pop_front();
    }
}

Result<void> LookAlikes::recall() {
    if (planted(Bug::guard_forgotten_at_restart)) recalled_ = true;
    if (recalled_ || options_.guard_longest == Duration::zero()) return {};
    if (judged_ - born_ >= 2 * options_.guard_longest) {
        recalled_ = true;
        return {};
    }
    auto from = where_to_begin(before(born_wall_, options_.guard_longest));
    if (!from) return pass_on(from);
    std::vector<RecordView> records;
    for (const Position last = store_.durable(); *from < last;) {
        const auto batch = store_.read_log(*from, {});
        if (!batch) return pass_on(batch);
        if (batch->records.empty()) break;
        for (const RecordView& record : batch->records) recall(record);
        *from = batch->records.back().position;
    }
    recalled_ = true;
    forget_what_is_over();
    return {};
}

// Back in steps that double, until a record is older than the guard looks.
Result<Position> LookAlikes::where_to_begin(Timestamp since) {
    const std::uint64_t last = store_.durable().value;
    for (std::uint64_t step = first_step; step < std::min(last, recalled_max); step *= 2) {
        const Position after{last - step};
        const auto batch = store_.read_log(after, {.records_max = 1});
        if (!batch) return pass_on(batch);
        if (!batch->records.empty() && batch->records.front().decided_at < since) return after;
    }
    return Position{last - std::min(last, recalled_max)};
}

// What ran in this process is known already, and better.
void LookAlikes::recall(const RecordView& record) {
    Key key{{}, planted(Bug::guard_without_caller) ? CallerScope{} : record.operation.scope};
    if (record.likeness.size() != key.likeness.value.size() || record.outcome != Outcome::accomplished) return;
    std::memcpy(key.likeness.value.data(), record.likeness.data(), record.likeness.size());
    const Duration age = between(record.decided_at, born_wall_);
    if (age >= options_.guard_longest || knows(key, record.operation.id)) return;
    keep(key, record.operation.id, born_ - age);
}

bool LookAlikes::knows(const Key& key, OperationId id) const {
    const auto found = kept_.find(key);
    return found != kept_.end() && std::ranges::find(found->second, id, &Kept::id) != found->second.end();
}

}  // namespace hapax
