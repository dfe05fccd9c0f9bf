// PassingStore: an EventStore over another one that passes everything on; what decorates a store overrides what it is for.
//
//   class DoubtfulStore final : public PassingStore { … append() … };
//
// Threads  as the store below.
#pragma once

#include "ports/driven/event_store.hpp"

namespace hapax::world {

class PassingStore : public EventStore {
 public:
    explicit PassingStore(EventStore& inner) : inner_(inner) {}

    Result<std::vector<AppendOutcome>> append(std::span<const Commit> commits) override {
        return inner_.append(commits);
    }
    Position durable() const override { return inner_.durable(); }
    Result<std::optional<StoredCommit>> find(const OperationKey& key) override { return inner_.find(key); }
    Result<Version> stream_version(const StreamId& stream) override { return inner_.stream_version(stream); }
    Result<StreamSlice> read_stream(const StreamId& stream, Version after, std::size_t events_max) override {
        return inner_.read_stream(stream, after, events_max);
    }
    Result<std::vector<StoredCommit>> read_caller(CallerScope scope, Position before,
                                                  std::size_t records_max) override {
        return inner_.read_caller(scope, before, records_max);
    }
    Result<LogBatch> read_log(Position after, const ReadLimits& limits) override {
        return inner_.read_log(after, limits);
    }
    Result<std::vector<PendingItem>> pending(PendingKind kind) override { return inner_.pending(kind); }
    Result<std::optional<Mark>> mark(Position position) override { return inner_.mark(position); }
    StoreState state() const override { return inner_.state(); }
    bool admits(std::uint64_t bytes, Use use) const override { return inner_.admits(bytes, use); }
    Result<Instant> maintain(Instant now) override { return inner_.maintain(now); }
    Result<void> seal() override { return inner_.seal(); }

 protected:
    EventStore& inner() { return inner_; }

 private:
    EventStore& inner_;
};

}  // namespace hapax::world
