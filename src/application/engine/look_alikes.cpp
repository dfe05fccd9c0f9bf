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

}  // namespace

LookAlikes::LookAlikes(EventStore& store, Runtime& runtime, Metrics& metrics, const EngineOptions& options)
    : store_(store),
      runtime_(runtime),
      forgotten_(metrics.counter("hapax_look_alikes_forgotten_total")),
      options_(options),
      born_(runtime.now()) {}

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
    if (planted(Bug::guard_blind_to_the_running)) return;
    kept_[key_of(submission)].push_back({submission.key.id, std::nullopt});
}

void LookAlikes::ended(const Submission& submission, std::optional<Outcome> outcome) {
    const Instant now = runtime_.now();
    forget(key_of(submission), submission.key.id);
    if (outcome == Outcome::accomplished) keep(key_of(submission), submission.key.id, now);
    forget_what_is_over(now);
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

// One that arrived before may still come: it is kept for twice its time.
void LookAlikes::forget_what_is_over(Instant now) {
    while (!by_end_.empty()) {
        const Ended& oldest = by_end_.front();
        const bool over = now - oldest.at >= 2 * options_.guard_longest;
        if (!over && by_end_.size() <= options_.look_alikes_max) return;
        if (!over) forgotten_.add();
        forget(oldest.key, oldest.id);
        by_end_.pop_front();
    }
}

Result<void> LookAlikes::recall() {
    const Instant now = runtime_.now();
    if (planted(Bug::guard_forgotten_at_restart)) recalled_ = true;
    if (recalled_ || options_.guard_longest == Duration::zero()) return {};
    if (now - born_ >= options_.guard_longest) {
        recalled_ = true;
        return {};
    }
    const Timestamp wall = runtime_.wall();
    auto from = where_to_begin(before(wall, options_.guard_longest));
    if (!from) return pass_on(from);
    std::vector<RecordView> records;
    for (const Position last = store_.durable(); *from < last;) {
        const auto batch = store_.read_log(*from, {});
        if (!batch) return pass_on(batch);
        if (batch->records.empty()) break;
        for (const RecordView& record : batch->records) recall(record, now, wall);
        *from = batch->records.back().position;
    }
    recalled_ = true;
    forget_what_is_over(now);
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

void LookAlikes::recall(const RecordView& record, Instant now, Timestamp wall) {
    Key key{{}, planted(Bug::guard_without_caller) ? CallerScope{} : record.operation.scope};
    if (record.likeness.size() != key.likeness.value.size() || record.outcome != Outcome::accomplished) return;
    std::memcpy(key.likeness.value.data(), record.likeness.data(), record.likeness.size());
    const auto age = std::chrono::microseconds(std::max<std::int64_t>(wall.us - record.decided_at.us, 0));
    if (age >= options_.guard_longest) return;
    forget(key, record.operation.id);  // a read that failed may have come this far before
    keep(key, record.operation.id, now - age);
}

}  // namespace hapax
