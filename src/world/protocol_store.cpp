// What the event store finds and appends.
#include <algorithm>

#include "world/protocol.hpp"

namespace hapax::world {

std::uint64_t Protocol::steps_of(const OperationKey& key) const {
    const auto known = operations_.find(key);
    return known == operations_.end() ? 0 : known->second.steps;
}

void Protocol::found(const OperationKey& key, const std::optional<StoredCommit>& stored) {
    Known& known = operations_[key];
    const bool again = known.doubted && stored.has_value();  // it is there, and is tried again
    if (known.fate == Fate::appending && !again) return;     // the index is filled before the append returns
    if (known.fate == Fate::appending) known.fate = Fate::doubtful;
    if (!stored) {
        known.doubted = false;
        take(Step::find_nothing, key);
        return;
    }
    const Fate before = known.fate;
    if (!take(Step::find_a_record, key)) return;
    if (before != Fate::durable) {
        const bool possible = stored->position > known.written_after && stored->position <= durable_;
        require(possible, Step::find_a_record, &key, "nothing was being written at that place");
        record_found(known, key, stored->position);
    }
    require(stored->position == known.position, Step::find_a_record, &key, "its record lies elsewhere");
}

void Protocol::record_found(Known& known, const OperationKey& key, Position position) {
    known.position = position;
    const auto [at, fresh] = records_.emplace(position, key);
    require(fresh || at->second == key, Step::append_returns, &key, "two operations have one position");
}

void Protocol::append_begins(std::span<const Commit> commits) {
    for (const Commit& commit : commits) {
        Known& known = operations_[commit.operation];
        require(known.asked_in == life_, Step::append_begins, &commit.operation, "nobody asked for it in this life");
        if (found_meanwhile(known)) continue;
        if (known.fate == Fate::nothing) known.written_after = durable_;
        take(Step::append_begins, commit.operation);
        appending_.push_back(commit.operation);
    }
}

void Protocol::append_returns(std::span<const Commit> commits, const Result<std::vector<AppendOutcome>>& outcomes,
                              Position durable) {
    const bool refused = !outcomes && outcomes.error().code.handling == Handling::retry;
    for (std::size_t i = 0; i < commits.size(); ++i) {
        if (outcomes) {
            append_returned(commits[i].operation, (*outcomes)[i]);
        } else {
            append_failed(commits[i].operation, refused);
        }
    }
    durable_ = std::max(durable_, durable);
    if (outcomes || refused) appending_.clear();  // else it may be found by the next start
}

// Feeds and whoever asks may find a record while it is still tried again: that takes nothing back, and the store must know
// it then.
bool Protocol::found_meanwhile(const Known& known) {
    return known.fate == Fate::durable && known.doubted;
}

// A store that refuses a whole call has judged none of it: what was in doubt stays so.
void Protocol::append_failed(const OperationKey& key, bool refused) {
    Known& known = operations_[key];
    if (found_meanwhile(known)) return;
    known.doubted |= !refused;
    take(known.doubted ? Step::append_is_doubtful : Step::append_is_refused, key);
}

void Protocol::append_returned(const OperationKey& key, const AppendOutcome& outcome) {
    Known& known = operations_[key];
    switch (outcome.status) {
        case AppendOutcome::Status::appended:
            require(outcome.position.value == durable_.value + 1, Step::append_returns, &key, "positions are dense");
            require(known.position.value == 0, Step::append_returns, &key, "it has a record already");
            take(Step::append_returns, key);
            record_found(known, key, outcome.position);
            durable_ = outcome.position;
            return;
        case AppendOutcome::Status::known_operation:
            require(known.doubted, Step::append_begins, &key, "it was durable, and nobody doubted it");
            if (!found_meanwhile(known)) take(Step::append_is_known, key);
            record_found(known, key, outcome.position);
            return;
        case AppendOutcome::Status::version_conflict:  // the store looks at the operation first
            known.doubted = false;
            take(Step::append_is_refused, key);
            return;
    }
}

}  // namespace hapax::world
