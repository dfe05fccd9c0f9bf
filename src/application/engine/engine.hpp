// Engine: registry and shard in one loop. Every operation of a client, saga, message or timer passes here, once.
//
//   Engine engine(parts, options);
//   runtime.spawn("engine", [&] { engine.run(); });
//   engine.submit(batch);            // any edge
//   engine.stop();                   // decides what was taken, refuses what comes, ends when nothing is in flight
//
// A round: take what waits → judge and decide each → hand all commits over → hand answers to the tracker, refusals to
// the edges. An entry is erased when its record can be found, and only then its answer goes on. A round ends after
// `round_max` though more waits, and takes what has settled meanwhile before it goes on where it was.
//
// Errors   nothing escapes: what is refused is refused to its waiter; a broken store stops the process (committer).
// Threads  the Operations interface from anywhere; run() is the loop.
// Source   ARCHITECTURE.md, sections 4 and 5.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "application/committer/committer.hpp"
#include "application/completion/messages.hpp"
#include "application/engine/judgement.hpp"
#include "application/engine/look_alikes.hpp"
#include "application/engine/messages.hpp"
#include "application/engine/probe.hpp"
#include "application/engine/retries.hpp"
#include "application/engine/shard.hpp"
#include "application/verdict_batches.hpp"
#include "ports/driven/mailbox.hpp"

namespace hapax {

// What the engine works with. All outlive it; snapshots may be null.
struct EngineParts {
    EventStore& store;
    Snapshots* snapshots;
    Runtime& runtime;
    Metrics& metrics;
    Log& log;
    Committer& committer;
    Mailbox<CompletionMessage>& completion;
    Mailbox<Snapshot>& snapshots_to_write;
    std::vector<Verdicts*> edges;
    const Gauge& deleted_through_ms;
};

class Engine : public Operations {
 public:
    Engine(EngineParts parts, EngineOptions options);

    bool submit(std::vector<Submission>& batch) override;
    bool inquire(std::vector<Inquiry>& batch) override;
    void give_up(Waiter waiter, OperationKey key, GiveUp why) override;

    void run();
    void round();                              // once; waits for the first message or the next try
    void settled(std::vector<Settled> batch);  // from the committer's loop
    void stop();

 private:
    void settle_first();
    void work_off();
    bool handle(std::vector<Submission>& batch, Instant round_over);
    void handle(std::vector<Inquiry>& batch);
    void handle(std::vector<Settled>& batch);
    void handle(GaveUp& gone);
    void let_go(Running& running, std::optional<Outcome> outcome);

    void take(Submission submission);
    void start(Running& running);
    void decide(Running& running);
    void try_failed(Running& running, std::string_view cause);
    void give_up(Running& running);
    void try_unread(Running& running, const std::string& detail);
    bool try_again_later(Running& running, std::string_view cause);
    void try_once_more_later(Running& running);
    void retry_what_is_due();

    void settle_all(std::vector<Settled>& batch);
    void settle(Settled& one);
    void land(Settled& one);
    void refused_by_store(Settled& one);
    void answer_known(Running& running);
    void release_waiters(Running& running, const std::shared_ptr<const StoredCommit>& record);
    void answer(const Attached& attached, const std::shared_ptr<const StoredCommit>& record);
    void draft_became_snapshot(Settled& one);

    bool is_there(const Running& running);
    void inquire_running(Running& running, Inquiry inquiry);
    void inquire_stored(Inquiry inquiry);
    void inquire_all_running(const Inquiry& inquiry);

    void hand_over();
    void commit_here(CommitBatch batch);
    bool waits_for_views(const CommitBatch& batch);
    void flush();
    bool finished() const { return judgement_.stopping && registry_.size() == 0 && left_.empty(); }

    EngineParts parts_;
    EngineOptions options_;
    EngineProbe probe_;
    Registry registry_;
    LookAlikes look_alikes_;
    StoreTrouble trouble_;
    Judgement judgement_;
    Shard shard_;
    Retries retries_;
    Mailbox<EngineMessage> inbox_;
    CommitBatch commits_;
    std::size_t commits_outstanding_ = 0;  // at the committer
    bool advanced_ = false;                // by a commit of our own, and the projector does not know yet
    std::vector<AwaitedAnswer> answers_;
    std::vector<AwaitedStatus> statuses_;
    std::vector<EngineMessage> taken_;
    std::vector<EngineMessage> left_;   // taken, and handled up to at_, in the order in which they came
    std::size_t at_ = 0;                // message of left_ that is next
    std::size_t next_ = 0;              // submission of that message that is next
    std::size_t handled_ = 0;           // submissions, in this round
    std::size_t submissions_left_ = 0;  // in left_
    Gauge submissions_waiting_;         // the same, for the edges, at the end of a round
    VerdictBatches verdicts_;
};

}  // namespace hapax
