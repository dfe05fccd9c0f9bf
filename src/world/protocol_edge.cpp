// What clients ask for, and what they are told.
#include <algorithm>

#include "world/protocol.hpp"

namespace hapax::world {

void Protocol::submitted(std::uint64_t token, const OperationKey& key, const Fingerprint& payload) {
    take(Step::submit, key);
    Known& known = operations_[key];
    known.asked_in = life_;
    if (std::ranges::find(known.payloads, payload) == known.payloads.end()) known.payloads.push_back(payload);
    waiters_[token] = {key, payload, known.fate == Fate::durable};
}

void Protocol::inquired(std::uint64_t token, const OperationKey& key) {
    waiters_[token] = {key, std::nullopt, operations_[key].fate == Fate::durable};
}

// His verdict may be on its way, so he stays known.
void Protocol::gave_up(std::uint64_t token) {
    if (const auto waiter = waiters_.find(token); waiter != waiters_.end()) take(Step::give_up, waiter->second.key);
}

void Protocol::told(std::uint64_t token, const Verdict& verdict) {
    const auto waiter = waiters_.find(token);
    require(waiter != waiters_.end(), Step::finish, nullptr, "nobody waits, or he was told already");
    if (waiter == waiters_.end()) return;
    const Asked asked = waiter->second;
    waiters_.erase(waiter);
    if (const auto* finished = std::get_if<Finished>(&verdict)) {
        const bool accomplished = finished->record->commit.outcome == Outcome::accomplished;
        told_finished(asked, finished->record, accomplished);
    } else if (std::holds_alternative<StillRunning>(verdict)) {
        take(Step::still_running, asked.key);
    } else if (const auto* refused = std::get_if<Refused>(&verdict)) {
        told_refused(asked, *refused);
    } else if (const auto* document = std::get_if<StatusDocument>(&verdict)) {
        told_status(asked, *document);
    } else {
        require(!asked.durable_then, Step::find_nothing, &asked.key, "it is durable, and nobody is to know it");
    }
}

void Protocol::told_finished(const Asked& asked, const std::shared_ptr<const StoredCommit>& record, bool completed) {
    const OperationKey& key = asked.key;
    if (!take(Step::finish, key)) return;
    Known& known = operations_[key];
    require(record->commit.operation == key, Step::finish, &key, "the answer is another operation's");
    require(record->position == known.position, Step::finish, &key, "its record lies elsewhere");
    require(record->position <= durable_, Step::finish, &key, "its record is not durable");
    const bool his = !asked.payload || *asked.payload == record->commit.fingerprint;
    require(his, Step::finish, &key, "the answer is another payload's");
    const bool same =
        !known.told || (known.told->commit.reply == record->commit.reply &&
                        known.told->commit.outcome == record->commit.outcome && known.told->version == record->version);
    require(same, Step::finish, &key, "another answer was given before");
    known.told = record;
    if (!completed) return;
    require(record->position <= completed_through_, Step::finish, &key, "a required view does not show it");
    told_completed_ = std::max(told_completed_, record->position);
}

// Whoever follows hears of an end that every required view shows; of a refusal, too, so that positions say all.
void Protocol::pushed(const FeedEvent& event) {
    if (event.kind != FeedEvent::Kind::ended || event.end == nullptr) return;  // nothing is told without it
    const OperationKey& key = event.end->key;
    const auto record = records_.find(event.position);
    const bool another =
        record != records_.end() && record->second != key;  // what a dying process left nobody may know
    require(!another, Step::finish, &key, "what is pushed lies elsewhere");
    require(event.position <= durable_, Step::finish, &key, "what is pushed is not durable");
    require(event.position <= completed_through_, Step::finish, &key, "what is pushed is not shown by a required view");
    told_completed_ = std::max(told_completed_, event.position);
}

void Protocol::told_refused(const Asked& asked, const Refused& refused) {
    const Fate fate = operations_[asked.key].fate;
    const bool lies = refused.applied_false && asked.durable_then;
    require(!lies, Step::submit, &asked.key, "it is said not to be applied, and it was when he asked");
    if (refused.code != operation_errc::payload_mismatch) return;
    require(another_payload(asked), Step::refuse_running, &asked.key, "no other payload was ever sent");
    if (fate == Fate::unknown) return;
    take(fate == Fate::durable ? Step::refuse_stored : Step::refuse_running, asked.key);
}

void Protocol::told_status(const Asked& asked, const StatusDocument& document) {
    if (document.state == OperationState::accepted || document.state == OperationState::executing) return;
    if (terminal(document.state)) {
        told_finished(asked, document.record, document.state == OperationState::completed);
    } else {
        take(Step::still_running, asked.key);
    }
}

// Under this id, whoever sent it: an id of nobody belongs to nobody else (engine/judgement.cpp).
bool Protocol::another_payload(const Asked& asked) const {
    for (auto at = operations_.lower_bound({asked.key.id, {}}); at != operations_.end(); ++at) {
        if (at->first.id != asked.key.id) return false;
        if (at->first.scope != asked.key.scope) return true;
        for (const Fingerprint& payload : at->second.payloads) {
            if (payload != asked.payload) return true;
        }
    }
    return false;
}

}  // namespace hapax::world
