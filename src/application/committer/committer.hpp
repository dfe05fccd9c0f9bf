// Committer: makes a batch of commits durable and tells the engine what became of each.
//
//   committer.run();                          // a loop of its own: while it waits for the disk the next batch gathers
//   auto settled = committer.commit(batch);   // or inline, when the engine has nothing else to do
//
// Invariants
//   1. Only one append() runs at a time: the engine commits inline only while it has no batch outstanding here.
//   2. A fatal error of the store stops the process: nobody knows what is on the disk.
// Errors   a batch that was not written at all settles without outcomes.
// Threads  commit() by whoever owns the turn (see 1); offer() by the engine; run() in its own loop.
// Source   ARCHITECTURE.md, sections 4 and 5.
#pragma once

#include <functional>
#include <vector>

#include "application/engine/messages.hpp"
#include "ports/driven/event_store.hpp"
#include "ports/driven/log.hpp"
#include "ports/driven/mailbox.hpp"
#include "ports/driven/metrics.hpp"

namespace hapax {

class Committer {
 public:
    Committer(EventStore& store, Runtime& runtime, Metrics& metrics, Log& log);

    using Reply = std::function<void(std::vector<Settled>)>;
    void run(const Reply& reply);
    bool round(const Reply& reply, Instant deadline);  // once; false when nothing came until then, or it is closed

    std::vector<Settled> commit(CommitBatch batch);
    void offer(CommitBatch batch);
    void close() { inbox_.close(); }

 private:
    std::vector<Settled> settle(CommitBatch batch, const Result<std::vector<AppendOutcome>>& outcomes);
    void complain(const Error& error);
    void record_metrics(std::size_t commits, Duration took);

    EventStore& store_;
    Runtime& runtime_;
    Log& log_;
    Mailbox<CommitBatch> inbox_;
    std::vector<CommitBatch> batches_;
    Histogram& sync_;
    Histogram& group_;
};

}  // namespace hapax
