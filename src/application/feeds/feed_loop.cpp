#include "application/feeds/feed_loop.hpp"

#include <algorithm>
#include <utility>

#include "codec/answer/answer.hpp"
#include "kernel/assert.hpp"
#include "kernel/planted.hpp"

namespace hapax {
namespace {

constexpr std::size_t messages_max = 65'536;
constexpr std::size_t slice_bytes = 1 << 20;

std::shared_ptr<const OperationEnd> end_of(const RecordView& record) {
    return std::make_shared<const OperationEnd>(
        OperationEnd{record.position, record.operation, record.outcome, std::string(record.type),
                     std::string(record.resource), std::string(record.reply_code), std::string(record.reply_detail),
                     std::string(record.correlation_id), std::string(record.traceparent)});
}

Position before(Position position) {
    return Position{position.value - 1};
}

}  // namespace

FeedLoop::FeedLoop(const FeedPorts& ports, std::vector<FeedEvents*> edges, const FeedOptions& options)
    : ports_(ports),
      options_(options),
      edges_(std::move(edges)),
      batches_(edges_.size()),
      inbox_(ports.runtime, messages_max),
      trouble_(ports.runtime, ports.metrics, ports.log),
      subscribers_(ports.metrics.gauge("hapax_feed_subscribers")),
      behind_(ports.metrics.gauge("hapax_feed_subscribers_behind")),
      told_total_(ports.metrics.counter("hapax_feed_events_total")),
      lagging_total_(ports.metrics.counter("hapax_feed_lagging_total")),
      slices_total_(ports.metrics.counter("hapax_feed_slices_total")) {}

// What is taken was told before, so there is no more of it than was told.
void FeedLoop::taken(std::vector<EventsTaken>& batch) {
    if (!batch.empty()) (void)inbox_.push(std::exchange(batch, {}));
}

void FeedLoop::run() {
    while (!inbox_.closed()) round();
}

void FeedLoop::round() {
    inbox_.take(taken_, more_ ? ports_.runtime.now() : wake_at());
    for (FeedMessage& message : taken_) {
        std::visit([this](auto& content) { handle(content); }, message);
    }
    bury();
    more_ = false;
    tell_live();
    bury();
    catch_up();
    bury();
    say_how_far();
    flush();
}

// ---- what comes in

void FeedLoop::handle(const Shown& shown) {
    shown_ = std::max(shown_, shown.through);
    if (std::exchange(known_, true)) return;
    told_ = shown_;
    for (Follower* follower : std::exchange(opening_, {})) {
        if (planted(Bug::operation_forgotten_by_the_first_read) && follower->wanted.operation) continue;
        open(*follower);
    }
}

void FeedLoop::handle(std::vector<Subscription>& batch) {
    bury();  // who left makes room
    for (const Subscription& subscription : batch) follow_one(subscription);
}

void FeedLoop::follow_one(const Subscription& subscription) {
    if (followers_.size() >= options_.subscribers_max) return say(subscription.waiter, FeedEvent::Kind::refused, {});
    if (!subscription.shared_scope && followers_.of_caller(subscription.scope) >= options_.subscribers_of_caller_max) {
        return say(subscription.waiter, FeedEvent::Kind::refused_caller, {});
    }
    Follower* follower = followers_.add(subscription);
    HAPAX_ASSERT(follower != nullptr, "a token was given twice");
    if (!std::exchange(speaking_, true)) ports_.want_shown(true);
    if (known_) return open(*follower);
    opening_.push_back(follower);
}

void FeedLoop::open(Follower& follower) {
    if (planted(Bug::feed_told_without_a_look_back)) follower.wanted.after.reset();
    const std::optional<Position> after = follower.wanted.after;
    if (after && *after > ports_.store.durable()) return dismiss(follower, FeedEvent::Kind::unknown_position, told_);
    follower.told = after.value_or(told_);
    if (planted(Bug::feed_resumed_one_late) && after) ++follower.told.value;
    follower.said = follower.told;
    say(follower.wanted.waiter, FeedEvent::Kind::opened, follower.told);
    if (follower.told >= told_) return go_live(follower);
    follower.stage = Stage::catching_up;
    catching_up_.push_back(&follower);
}

void FeedLoop::go_live(Follower& follower) {
    follower.stage = Stage::live;
    follower.behind_since = never;
}

void FeedLoop::fall_behind(Follower& follower, Position told) {
    follower.stage = Stage::catching_up;
    follower.told = told;
    follower.behind_since = ports_.runtime.now();
    catching_up_.push_back(&follower);
}

void FeedLoop::handle(const std::vector<EventsTaken>& batch) {
    for (const EventsTaken& taken : batch) {
        Follower* follower = followers_.find(taken.waiter);
        if (follower == nullptr) continue;
        HAPAX_ASSERT(taken.events <= follower->in_flight, "more events were taken than were told");
        follower->in_flight -= taken.events;
    }
}

void FeedLoop::handle(const SubscriberGone& gone) {
    Follower* follower = followers_.find(gone.waiter);
    if (follower == nullptr || follower->stage == Stage::gone) return;
    std::erase(opening_, follower);
    std::erase(catching_up_, follower);
    follower->stage = Stage::gone;
    gone_.push_back(follower);
}

// ---- what goes out

// One read for all that are live, and no further than every required view shows.
void FeedLoop::tell_live() {
    const Position end = planted(Bug::pushed_before_completion) ? ports_.store.durable() : shown_;
    if (!known_ || told_ >= end || ports_.runtime.now() < read_again_at_) return;
    const auto log = ports_.store.read_log(told_, {options_.slice_records, slice_bytes});
    if (!log) {
        trouble_.note(log.error(), "feeds", {});
        read_again_at_ = ports_.runtime.now() + options_.read_again_after;
        return;
    }
    for (const RecordView& record : log->records) {
        if (record.position > end) break;
        tell_all(record);
        told_ = record.position;
    }
    more_ = told_ < end;
}

void FeedLoop::tell_all(const RecordView& record) {
    std::shared_ptr<const OperationEnd> end;
    followers_.of(record.operation, [&](Follower& follower) {
        if (follower.stage != Stage::live || record.position <= follower.told) return;
        if (follower.in_flight < options_.in_flight_max) return tell(follower, record, end);
        fall_behind(follower, planted(Bug::fallen_behind_by_one) ? record.position : before(record.position));
    });
    if (!planted(Bug::feed_of_everybody)) return;
    followers_.each([&](Follower& follower) {
        const bool another = follower.wanted.scope != record.operation.scope && !follower.wanted.operation;
        if (another && follower.stage == Stage::live && follower.in_flight == 0) tell(follower, record, end);
    });
}

void FeedLoop::tell(Follower& follower, const RecordView& record, std::shared_ptr<const OperationEnd>& end) {
    told_total_.add();
    follower.told = record.position;
    if (follower.wanted.operation) return tell_end(follower, record);
    if (end == nullptr) end = end_of(record);
    ++follower.in_flight;
    say(follower.wanted.waiter, FeedEvent::Kind::ended, record.position, end);
}

// The end of the one operation that somebody follows is all that he hears: its document, from where all documents come,
// or, when the record cannot be had here, that he should ask for it.
void FeedLoop::tell_end(Follower& follower, const RecordView& record) {
    auto found = ports_.store.find(record.operation);
    if (!found || !*found || !can_render(**found)) return dismiss(follower, FeedEvent::Kind::ended, record.position);
    const Inquiry inquiry{record.operation, follower.wanted.waiter, Inquiry::Wait::none, 0};
    awaited_.push_back({std::make_shared<const StoredCommit>(std::move(**found)), inquiry});
    follower.stage = Stage::gone;
    gone_.push_back(&follower);
}

// Each that can go on gets a slice in turn; those that were live and are too far behind are told so.
void FeedLoop::catch_up() {
    const Instant now = ports_.runtime.now();
    for (Follower* follower : catching_up_) {
        const bool late = follower->behind_since != never && now >= follower->behind_since + options_.behind_max;
        if (late) dismiss(*follower, FeedEvent::Kind::lagging, follower->told);
    }
    std::size_t slices = 0;
    for (std::size_t n = catching_up_.size(); n > 0 && slices < options_.slices_per_round; --n) {
        Follower& follower = *catching_up_[next_slice_++ % catching_up_.size()];
        if (!can_go_on(follower)) continue;
        read_slice(follower);
        ++slices;
    }
    std::erase_if(catching_up_, [](const Follower* follower) { return follower->stage != Stage::catching_up; });
    more_ = more_ || std::ranges::any_of(catching_up_, [this](const Follower* f) { return can_go_on(*f); });
    behind_.set(static_cast<std::int64_t>(catching_up_.size()));
}

bool FeedLoop::can_go_on(const Follower& follower) const {
    return follower.stage == Stage::catching_up && follower.in_flight <= options_.in_flight_max / 2;
}

void FeedLoop::read_slice(Follower& follower) {
    slices_total_.add();
    const auto log = ports_.store.read_log(follower.told, {options_.slice_records, slice_bytes});
    if (!log) {
        trouble_.note(log.error(), "feeds", {});
        return dismiss(follower, FeedEvent::Kind::unreadable);
    }
    for (const RecordView& record : log->records) {
        if (record.position > told_) break;
        std::shared_ptr<const OperationEnd> end;
        if (record.operation.scope == follower.wanted.scope) {
            if (follower.in_flight >= options_.in_flight_max) return;
            tell(follower, record, end);
        }
        follower.told = record.position;
    }
    if (planted(Bug::hand_over_with_a_gap) && !log->records.empty()) return go_live(follower);
    if (follower.told >= told_) go_live(follower);
}

// A subscriber that nothing happens to learns now and then how far the journal was read for it: a later resumption
// need not read it again.
void FeedLoop::say_how_far() {
    const Instant now = ports_.runtime.now();
    if (followers_.size() == 0 || now < say_how_far_at_) return;
    say_how_far_at_ = now + options_.reached_every;
    followers_.each([this](Follower& follower) {
        const bool live = follower.stage == Stage::live;
        if (follower.wanted.operation || follower.in_flight > 0 || (!live && follower.stage != Stage::catching_up))
            return;
        const Position reached = live ? std::max(follower.told, told_) : follower.told;
        if (reached <= follower.said) return;
        follower.said = reached;
        say(follower.wanted.waiter, FeedEvent::Kind::reached, reached);
    });
}

void FeedLoop::say(Waiter waiter, FeedEvent::Kind kind, Position position, std::shared_ptr<const OperationEnd> end) {
    HAPAX_ASSERT(waiter.edge < batches_.size(), "a subscriber names an edge that does not exist");
    batches_[waiter.edge].push_back({waiter.token, kind, position, std::move(end)});
}

void FeedLoop::dismiss(Follower& follower, FeedEvent::Kind kind, Position position) {
    if (kind == FeedEvent::Kind::lagging) lagging_total_.add();
    say(follower.wanted.waiter, kind, position);
    follower.stage = Stage::gone;
    gone_.push_back(&follower);
}

// When the last has gone nothing is read any more, and the next one is opened anew.
void FeedLoop::bury() {
    for (Follower* follower : gone_) followers_.remove(*follower);
    gone_.clear();
    subscribers_.set(static_cast<std::int64_t>(followers_.size()));
    if (followers_.size() > 0 || !std::exchange(speaking_, false)) return;
    known_ = false;
    ports_.want_shown(false);
}

void FeedLoop::flush() {
    if (!awaited_.empty()) ports_.ask_documents(std::exchange(awaited_, {}));
    for (std::size_t edge = 0; edge < edges_.size(); ++edge) {
        if (batches_[edge].empty()) continue;
        edges_[edge]->deliver(batches_[edge]);
        batches_[edge].clear();
    }
}

Instant FeedLoop::wake_at() const {
    if (followers_.size() == 0) return never;
    Instant earliest = say_how_far_at_;
    if (told_ < shown_) earliest = std::min(earliest, read_again_at_);
    for (const Follower* follower : catching_up_) {
        if (follower->behind_since != never) {
            earliest = std::min(earliest, follower->behind_since + options_.behind_max);
        }
    }
    return earliest;
}

}  // namespace hapax
