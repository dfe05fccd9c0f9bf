// FeedLoop: tells subscribers how operations end, from the journal.
//
//   FeedLoop feeds({store, runtime, metrics, log, [](bool wanted) { … }, [](auto awaited) { … }}, edges, options);
//   runtime.spawn("feeds", [&] { feeds.run(); });
//   feeds.inbox().push(Shown{completed_through});     // by the completion loop, while `wanted`
//
//              subscriber A: told           B: told      all that are live: told_
//      ──●───────●───────────▶· · · · · · · ──●───────▶· · · ●────▶ shown_
//                 slices of its own            slices          one read for all
//
// There is one source, the journal, and one line, told_: those that are live have been told everything up to it, by
// reads that serve them all. A subscriber that comes with an older position, or that takes too slowly, has a line of its
// own and is read to in slices; when it reaches told_ it is live. Both happen in this loop, so nothing can come between:
// what is up to told_ came by a slice, what is after it comes with all others. Nothing past shown_ is read.
//
// While nobody follows, the completion loop says nothing and nothing is read. The first one that comes asks it to speak,
// and is opened at the first position that it says.
//
// Limits   FeedOptions; memory is bounded by subscribers_max × in_flight_max events.
// Errors   a journal that cannot be read: subscribers that need it hear `unreadable`; those that are live wait.
// Threads  run() is a loop of its own; the port's calls and inbox() from anywhere.
// Source   docs/decisions/0035-feeds-are-read-from-the-journal.md.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "application/completion/messages.hpp"
#include "application/feeds/followers.hpp"
#include "application/feeds/messages.hpp"
#include "application/feeds/options.hpp"
#include "application/store_trouble.hpp"
#include "ports/driven/event_store.hpp"
#include "ports/driven/mailbox.hpp"
#include "ports/driven/metrics.hpp"

namespace hapax {

struct FeedPorts {
    EventStore& store;
    Runtime& runtime;
    Metrics& metrics;
    Log& log;
    std::function<void(bool)> want_shown;  // whether the completion loop is to say how far it is
    std::function<void(std::vector<AwaitedStatus>)>
        ask_documents;  // of operations that have ended, for their followers
};

class FeedLoop final : public Feeds {
 public:
    FeedLoop(const FeedPorts& ports, std::vector<FeedEvents*> edges, const FeedOptions& options);

    bool follow(std::vector<Subscription>& batch) override { return inbox_.offer_batch(batch); }
    void taken(std::vector<EventsTaken>& batch) override;
    void leave(Waiter waiter) override { (void)inbox_.push(SubscriberGone{waiter}); }

    void run();
    void round();
    void stop() { inbox_.close(); }
    Mailbox<FeedMessage>& inbox() { return inbox_; }

 private:
    using Stage = Follower::Stage;

    void handle(const Shown& shown);
    void handle(std::vector<Subscription>& batch);
    void handle(const std::vector<EventsTaken>& batch);
    void handle(const SubscriberGone& gone);
    void follow_one(const Subscription& subscription);
    void open(Follower& follower);
    void go_live(Follower& follower);
    void fall_behind(Follower& follower, Position told);

    void tell_live();
    void tell_all(const RecordView& record);
    void tell(Follower& follower, const RecordView& record, std::shared_ptr<const OperationEnd>& end);
    void tell_end(Follower& follower, const RecordView& record);
    void catch_up();
    bool can_go_on(const Follower& follower) const;
    void read_slice(Follower& follower);
    void say_how_far();

    void say(Waiter waiter, FeedEvent::Kind kind, Position position, std::shared_ptr<const OperationEnd> end = nullptr);
    void dismiss(Follower& follower, FeedEvent::Kind kind, Position position = {});
    void bury();
    void flush();
    Instant wake_at() const;

    FeedPorts ports_;
    FeedOptions options_;
    std::vector<FeedEvents*> edges_;
    std::vector<std::vector<FeedEvent>> batches_;  // by edge
    Mailbox<FeedMessage> inbox_;
    std::vector<FeedMessage> taken_;
    Followers followers_;
    std::vector<Follower*> opening_;
    std::vector<Follower*> catching_up_;
    std::vector<AwaitedStatus> awaited_;  // documents of this round
    std::vector<Follower*> gone_;         // told of their end in this round
    bool speaking_ = false;               // the completion loop was asked to
    bool known_ = false;                  // and said how far it is
    Position shown_;
    Position told_;  // to all that are live
    bool more_ = false;
    std::size_t next_slice_ = 0;
    Instant read_again_at_{};
    Instant say_how_far_at_{};
    StoreTrouble trouble_;
    Gauge& subscribers_;
    Gauge& behind_;
    Counter& told_total_;
    Counter& lagging_total_;
    Counter& slices_total_;
};

}  // namespace hapax
