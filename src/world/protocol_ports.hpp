// Protocol ports: decorators around the ports of a simulated server that tell the Protocol what passes through them.
//
//   ProtocolStore store(journal, protocol);
//   ProtocolViews views(sim_views, protocol);
//   ProtocolVerdicts verdicts(edge, protocol);
//   ProtocolFeedEvents events(edge, protocol);
//   ProtocolOperations operations(protocol);   operations.connect(engine);
//
// They change nothing, never wait and draw nothing: a run is the same history with and without them.
// Threads  as the port below.
#pragma once

#include "world/passing_store.hpp"
#include "world/protocol.hpp"

namespace hapax::world {

class ProtocolStore final : public PassingStore {
 public:
    ProtocolStore(EventStore& store, Protocol& protocol) : PassingStore(store), protocol_(protocol) {
        protocol_.opened(store.durable());
    }

    Result<std::vector<AppendOutcome>> append(std::span<const Commit> commits) override;
    Result<std::optional<StoredCommit>> find(const OperationKey& key) override;

 private:
    Protocol& protocol_;
};

class ProtocolViews final : public Views {
 public:
    ProtocolViews(Views& inner, Protocol& protocol) : inner_(inner), protocol_(protocol) {}

    Result<std::vector<PreparedView>> prepare(const std::vector<ViewSchema>& schemas, const Uuid& store_id) override;
    Result<void> write(const ViewWrites& writes) override;
    Result<void> reset(std::uint32_t view) override;
    Result<void> serve(std::uint32_t view) override;
    Result<void> close() override;

    Result<std::optional<Row>> load(std::uint32_t view, std::string_view key) override {
        return inner_.load(view, key);
    }
    Result<std::optional<Timestamp>> reached(std::uint32_t view, Position position) override {
        return inner_.reached(view, position);
    }

 private:
    Views& inner_;
    Protocol& protocol_;
};

class ProtocolVerdicts final : public Verdicts {
 public:
    ProtocolVerdicts(Verdicts& inner, Protocol& protocol) : inner_(inner), protocol_(protocol) {}
    void deliver(std::vector<Delivery>& batch) override;

 private:
    Verdicts& inner_;
    Protocol& protocol_;
};

class ProtocolFeedEvents final : public FeedEvents {
 public:
    ProtocolFeedEvents(FeedEvents& inner, Protocol& protocol) : inner_(inner), protocol_(protocol) {}
    void deliver(std::vector<FeedEvent>& batch) override {
        for (const FeedEvent& event : batch) protocol_.pushed(event);
        inner_.deliver(batch);
    }

 private:
    FeedEvents& inner_;
    Protocol& protocol_;
};

// Who follows one operation is told its document, as somebody who asks is.
class ProtocolFeeds final : public Feeds {
 public:
    explicit ProtocolFeeds(Protocol& protocol) : protocol_(protocol) {}
    void connect(Feeds& inner) { inner_ = &inner; }

    bool follow(std::vector<Subscription>& batch) override {
        for (const Subscription& s : batch) {
            if (s.operation) protocol_.inquired(s.waiter.token, {*s.operation, s.scope});
        }
        return inner_->follow(batch);
    }
    void taken(std::vector<EventsTaken>& batch) override { inner_->taken(batch); }
    void leave(Waiter waiter) override { inner_->leave(waiter); }

 private:
    Feeds* inner_ = nullptr;
    Protocol& protocol_;
};

class ProtocolOperations final : public Operations {
 public:
    explicit ProtocolOperations(Protocol& protocol) : protocol_(protocol) {}
    void connect(Operations& inner) { inner_ = &inner; }

    bool submit(std::vector<Submission>& batch) override;
    bool inquire(std::vector<Inquiry>& batch) override;
    void give_up(Waiter waiter, OperationKey key, GiveUp why) override;

 private:
    Operations* inner_ = nullptr;
    Protocol& protocol_;
};

}  // namespace hapax::world
