// CompletionLoop: the projector and the completion tracker in one loop: what is projected is what can be completed.
//
//   CompletionLoop completion(projector, runtime, metrics, log, edges);
//   runtime.spawn("projector", [&] { completion.run(); });
//   completion.inbox().push(Advanced{});        // something new is durable
//   completion.shown_through();                 // every required view shows what is up to here
//   completion.close();                         // projects what is durable, answers, ends
//
// A round: take what waits → project one batch → tell everybody whose position is shown now.
// Errors   lost history found by a checkpoint stops the process; a failing view is the projector's to report.
// Threads  run() is a loop of its own; inbox(), shown_through() and close() from anywhere.
// Source   ARCHITECTURE.md, section 5, steps 7 to 9.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "application/completion/messages.hpp"
#include "application/completion/tracker.hpp"
#include "application/projector/projector.hpp"
#include "ports/driven/log.hpp"
#include "ports/driven/mailbox.hpp"
#include "ports/driven/metrics.hpp"

namespace hapax {

class CompletionLoop {
 public:
    // `feeds` hears how far every required view has come, while somebody there wants to know; `readers` that a view
    // shows what one of them waits for.
    using TellShown = std::function<void(Position)>;
    using TellReaders = std::function<void(std::uint32_t view, Position shown)>;
    CompletionLoop(Projector& projector, Runtime& runtime, Metrics& metrics, Log& log, std::vector<Verdicts*> edges,
                   TellShown tell_feeds = {}, TellReaders tell_readers = {});

    void run();
    void round();
    void close() { inbox_.close(); }
    Mailbox<CompletionMessage>& inbox() { return inbox_; }
    void opened();  // the projector was: what was shown before is shown from now on
    Position shown_through() const { return Position{static_cast<std::uint64_t>(shown_through_.value())}; }

 private:
    void take_messages();
    void handle(Advanced&) {}
    void handle(std::vector<AwaitedAnswer>& answers) { tracker_.add(answers); }
    void handle(std::vector<AwaitedStatus>& statuses) { tracker_.add(statuses); }
    void handle(WaiterGone& gone) { gone_.push_back(gone); }
    void handle(ViewsBroken&) { projector_.look_at_views(); }
    void handle(FeedsListen& feeds);
    void handle(AwaitedView& awaited);
    void tell_feeds();
    void tell_readers();
    void tell_readers(std::uint32_t view);
    void note_shown(Position through);
    void project();
    bool advance();

    Projector& projector_;
    Runtime& runtime_;
    Log& log_;
    Mailbox<CompletionMessage> inbox_;
    CompletionTracker tracker_;
    std::vector<CompletionMessage> taken_;
    std::vector<WaiterGone> gone_;
    bool more_ = true;  // to project, as far as is known
    TellShown tell_shown_;
    bool feeds_listen_ = false;
    std::optional<Position> feeds_know_;
    TellReaders tell_readers_;
    std::vector<Position> readers_wait_;  // by view: the lowest that one of them waits for; 0 = nobody does
    std::vector<Position> readers_know_;  // by view: what they were told that it shows
    Gauge shown_through_;
    Gauge& ready_;
    Gauge& waiting_;
};

}  // namespace hapax
