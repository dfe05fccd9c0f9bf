// Protocol: holds every step that can be seen at the ports of a simulated server against the rules of the model
// (docs/proof/operation.pml): no record appended twice, no answer of what is not durable or not shown, no view beyond
// the durable position, whoever dies in between.
//
//   Protocol protocol([&](std::string what) { … });      // called with the first step that the model does not allow
//   protocol.submitted(waiter_token, key, fingerprint);   // by the decorators of protocol_ports.hpp
//   protocol.process_dies();                              // by the world
//
// Files: protocol_edge, protocol_store and protocol_views have what passes those ports; protocol.cpp the rest.
// Threads  one.
// Source   docs/proof/README.md.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "ports/driven/views.hpp"
#include "ports/driving/feeds.hpp"
#include "ports/driving/operations.hpp"
#include "world/protocol_rules.hpp"

namespace hapax::world {

class Protocol {
 public:
    using Broken = std::function<void(std::string what)>;
    explicit Protocol(Broken broken) : broken_(std::move(broken)) {}

    // The edge: who asks, and what he is told.
    void submitted(std::uint64_t token, const OperationKey& key, const Fingerprint& payload);
    void inquired(std::uint64_t token, const OperationKey& key);
    void gave_up(std::uint64_t token);
    void told(std::uint64_t token, const Verdict& verdict);
    void pushed(const FeedEvent& event);

    // The event store. Who looks while others append: nothing that is found says nothing when steps were taken meanwhile.
    std::uint64_t steps_of(const OperationKey& key) const;
    void found(const OperationKey& key, const std::optional<StoredCommit>& stored);
    void append_begins(std::span<const Commit> commits);
    void append_returns(std::span<const Commit> commits, const Result<std::vector<AppendOutcome>>& outcomes,
                        Position durable);

    // The views.
    void prepared(const std::vector<ViewSchema>& schemas, const std::vector<PreparedView>& views);
    void projected(const ViewWrites& writes);
    void serves(std::uint32_t view);
    void rebuilt(std::uint32_t view);
    void closed() { clean_ = true; }

    // The process and the machine.
    void opened(Position durable);
    void process_dies();
    void machine_crashes();

    std::uint64_t steps() const { return steps_; }

 private:
    struct Known {
        Fate fate = Fate::nothing;
        Position position;           // of its record, when it is durable
        Position written_after;      // the durable position when its append began
        bool doubted = false;        // one of its appends ended without an outcome, and none has had one since
        std::uint64_t steps = 0;     // that moved its fate
        std::uint64_t asked_in = 0;  // the last life in which somebody submitted it
        std::vector<Fingerprint> payloads;
        std::shared_ptr<const StoredCommit> told;  // the record whose answer somebody has
    };
    struct Asked {
        OperationKey key;
        std::optional<Fingerprint> payload;  // of a submission
        bool durable_then = false;           // its record, when he asked: what comes later may be told to others first
    };
    struct View {
        bool required = false;
        bool serving = false;
        bool stands_in = false;
        Position checkpoint;
    };

    bool take(Step step, const OperationKey& key);
    void require(bool holds, Step step, const OperationKey* key, std::string_view why);
    void record_found(Known& known, const OperationKey& key, Position position);
    void told_finished(const Asked& asked, const std::shared_ptr<const StoredCommit>& record, bool completed);
    void told_refused(const Asked& asked, const Refused& refused);
    void told_status(const Asked& asked, const StatusDocument& document);
    void append_returned(const OperationKey& key, const AppendOutcome& outcome);
    void append_failed(const OperationKey& key, bool refused);
    static bool found_meanwhile(const Known& known);
    bool another_payload(const Asked& asked) const;
    void complete();

    Broken broken_;
    std::map<OperationKey, Known> operations_;  // by id, then scope
    std::map<Position, OperationKey> records_;
    std::vector<OperationKey> appending_;
    std::unordered_map<std::uint64_t, Asked> waiters_;
    std::vector<View> views_;
    Position durable_;
    Position durable_at_open_;
    Position completed_through_;
    Position told_completed_;  // the highest position that anybody was ever told to be completed
    std::uint64_t life_ = 1;
    std::uint64_t steps_ = 0;
    bool clean_ = false;         // the views were closed
    bool from_nothing_ = false;  // the machine crashed and they were not
};

}  // namespace hapax::world
