// DoubtfulStore: an EventStore over another one of which an append may end without anybody knowing how it ended, as
// when a connection breaks during a commit.
//
//   DoubtfulStore store(*journal, reached);
//   store.doubt(3, true);       // the third append from now happens, and answers unknown_outcome
//   store.doubt(1, false);      // the next one does not happen, and answers the same
//
// Threads  as the store below; doubt() from any loop of the world.
#pragma once

#include "ports/driven/event_store.hpp"
#include "world/instruments.hpp"

namespace hapax::world {

class DoubtfulStore final : public EventStore {
 public:
    DoubtfulStore(EventStore& inner, Reached& reached) : inner_(inner), reached_(reached) {}

    void doubt(std::uint64_t nth, bool applied) {
        left_ = nth;
        applied_ = applied;
    }
    void trust() { left_ = 0; }

    Result<std::vector<AppendOutcome>> append(std::span<const Commit> commits) override {
        if (left_ == 0 || --left_ > 0) return inner_.append(commits);
        return applied_ ? applied(commits) : unknown("unknown outcome: not applied");
    }

    Position durable() const override { return inner_.durable(); }
    Result<std::optional<StoredCommit>> find(const OperationKey& key) override { return inner_.find(key); }
    Result<Version> stream_version(const StreamId& stream) override { return inner_.stream_version(stream); }
    Result<StreamSlice> read_stream(const StreamId& stream, Version after, std::size_t events_max) override {
        return inner_.read_stream(stream, after, events_max);
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

 private:
    // What fails below fails as it does without doubt.
    Result<std::vector<AppendOutcome>> applied(std::span<const Commit> commits) {
        const auto outcomes = inner_.append(commits);
        return outcomes ? unknown("unknown outcome: applied") : outcomes;
    }

    Result<std::vector<AppendOutcome>> unknown(std::string_view what) {
        reach(reached_, what);
        return fail(store_errc::unknown_outcome, "a fault of the simulated store");
    }

    EventStore& inner_;
    Reached& reached_;
    std::uint64_t left_ = 0;
    bool applied_ = false;
};

}  // namespace hapax::world
