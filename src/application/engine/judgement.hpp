// Judgement: what becomes of a submission before anything is decided, in the order of ARCHITECTURE.md, section 5:
// dedupe → horizon → deadline → space and load → guard. What is refused here is never stored.
//
//   Judged j = judgement.judge(submission);
//
// Errors   a store that cannot be asked is `unavailable`: nothing is decided now, and nobody knows about earlier.
// Threads  the engine's loop.
// Source   ARCHITECTURE.md, section 5.
#pragma once

#include <memory>
#include <variant>

#include "application/engine/horizon.hpp"
#include "application/engine/look_alikes.hpp"
#include "application/engine/options.hpp"
#include "application/engine/registry.hpp"
#include "application/store_trouble.hpp"
#include "ports/driven/event_store.hpp"
#include "ports/driven/runtime.hpp"

namespace hapax {

struct Fresh {
    std::uint64_t bytes = 0;  // to be admitted
};
struct Repeat {
    Running* running = nullptr;
};
struct Replay {
    std::shared_ptr<const StoredCommit> record;
};
using Judged = std::variant<Fresh, Repeat, Replay, Refused>;

class Judgement {
 public:
    Judgement(Registry& registry, LookAlikes& look_alikes, EventStore& store, Runtime& runtime, StoreTrouble& trouble,
              const EngineOptions& options, const Gauge& deleted_through_ms)
        : registry_(registry),
          look_alikes_(look_alikes),
          store_(store),
          runtime_(runtime),
          trouble_(trouble),
          options_(options),
          queue_delay_(options.queue_delay),
          horizon_(options.retention, deleted_through_ms) {}

    Judged judge(const Submission& submission);
    void step(Instant now) { queue_delay_.step(now); }   // before each
    void dry(Instant now) { queue_delay_.dry(now); }     // nothing waits to be judged
    Verdict judge_unknown(const OperationId& id) const;  // of an inquiry: never seen, or no longer kept
    Refused unknown_answer(const OperationId& id);
    bool stopping = false;

 private:
    std::optional<Judged> known(const Submission& submission);
    Refused unavailable(const Error& error, const Submission& submission);
    std::optional<Refused> used_by_nobody(const Submission& submission);
    std::optional<Refused> beyond_horizon(const Submission& submission) const;
    std::optional<Refused> too_late(const Submission& submission) const;
    std::optional<Refused> no_room(std::uint64_t bytes) const;
    std::optional<Refused> waited_too_long(const Submission& submission);
    std::optional<Refused> possible_duplicate(const Submission& submission);

    Registry& registry_;
    LookAlikes& look_alikes_;
    EventStore& store_;
    Runtime& runtime_;
    StoreTrouble& trouble_;
    const EngineOptions& options_;
    QueueDelay queue_delay_;
    Horizon horizon_;
};

}  // namespace hapax
