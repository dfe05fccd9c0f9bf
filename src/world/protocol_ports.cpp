#include "world/protocol_ports.hpp"

namespace hapax::world {

Result<std::vector<AppendOutcome>> ProtocolStore::append(std::span<const Commit> commits) {
    protocol_.append_begins(commits);
    auto outcomes = inner().append(commits);
    protocol_.append_returns(commits, outcomes, durable());
    return outcomes;
}

Result<std::optional<StoredCommit>> ProtocolStore::find(const OperationKey& key) {
    const std::uint64_t before = protocol_.steps_of(key);
    auto stored = inner().find(key);
    const bool overtaken = stored && !*stored && protocol_.steps_of(key) != before;
    if (stored && !overtaken) protocol_.found(key, *stored);
    return stored;
}

Result<std::vector<PreparedView>> ProtocolViews::prepare(const std::vector<ViewSchema>& schemas, const Uuid& store_id) {
    auto prepared = inner_.prepare(schemas, store_id);
    if (prepared) protocol_.prepared(schemas, *prepared);
    return prepared;
}

Result<void> ProtocolViews::write(const ViewWrites& writes) {
    auto written = inner_.write(writes);
    if (written) protocol_.projected(writes);
    return written;
}

Result<void> ProtocolViews::reset(std::uint32_t view) {
    auto reset = inner_.reset(view);
    if (reset) protocol_.rebuilt(view);
    return reset;
}

Result<void> ProtocolViews::serve(std::uint32_t view) {
    auto served = inner_.serve(view);
    if (served) protocol_.serves(view);
    return served;
}

Result<void> ProtocolViews::close() {
    auto closed = inner_.close();
    if (closed) protocol_.closed();
    return closed;
}

void ProtocolVerdicts::deliver(std::vector<Delivery>& batch) {
    for (const Delivery& delivery : batch) {
        if (!std::holds_alternative<RunningOperations>(delivery.verdict)) {
            protocol_.told(delivery.token, delivery.verdict);
        }
    }
    inner_.deliver(batch);
}

// Those that were taken; nobody else runs before this returns.
bool ProtocolOperations::submit(std::vector<Submission>& batch) {
    struct Ask {
        std::uint64_t token;
        OperationKey key;
        Fingerprint payload;
    };
    std::vector<Ask> asks;
    for (const Submission& s : batch) asks.push_back({s.waiter.token, s.key, s.fingerprint});
    const bool all = inner_->submit(batch);
    asks.resize(asks.size() - batch.size());
    for (const Ask& ask : asks) protocol_.submitted(ask.token, ask.key, ask.payload);
    return all;
}

// A list of what runs is about no operation of its own.
bool ProtocolOperations::inquire(std::vector<Inquiry>& batch) {
    std::vector<Inquiry> asks = batch;
    const bool all = inner_->inquire(batch);
    asks.resize(asks.size() - batch.size());
    for (const Inquiry& ask : asks) {
        if (!ask.all_running) protocol_.inquired(ask.waiter.token, ask.key);
    }
    return all;
}

void ProtocolOperations::give_up(Waiter waiter, OperationKey key, GiveUp why) {
    protocol_.gave_up(waiter.token);
    inner_->give_up(waiter, key, why);
}

}  // namespace hapax::world
