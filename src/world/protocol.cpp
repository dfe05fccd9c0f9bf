#include "world/protocol.hpp"

#include <utility>

namespace hapax::world {

// The rule of the model for this operation as it is; then it moves.
bool Protocol::take(Step step, const OperationKey& key) {
    const Rule& rule = rule_of(step);
    Known& known = operations_[key];
    const bool allowed = rule.allows(known.fate);
    require(allowed, step, &key, text(known.fate));
    if (rule.moves) {
        known.fate = rule.to;
        ++known.steps;
    }
    return allowed;
}

void Protocol::require(bool holds, Step step, const OperationKey* key, std::string_view why) {
    ++steps_;
    if (holds || !broken_) return;
    std::string what = "the model does not allow this step: ";
    what += rule_of(step).name;
    if (key != nullptr) what += " of operation " + key->id.value.text();
    what.append(": ").append(why);
    std::exchange(broken_, {})(std::move(what));
}

void Protocol::opened(Position durable) {
    require(durable >= durable_, Step::open, nullptr, "what was durable is lost");
    require(durable.value <= durable_.value + appending_.size(), Step::open, nullptr, "records that nobody appended");
    durable_ = durable;
    appending_.clear();
}

void Protocol::process_dies() {
    ++steps_;
    ++life_;
    for (const OperationKey& key : appending_) {
        Known& known = operations_[key];
        if (known.fate != Fate::durable) known.fate = Fate::unknown;
    }
    waiters_.clear();
    views_.clear();
    completed_through_ = {};
}

void Protocol::machine_crashes() {
    process_dies();
    from_nothing_ = !clean_;
}

}  // namespace hapax::world
