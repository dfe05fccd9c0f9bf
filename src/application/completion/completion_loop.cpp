#include "application/completion/completion_loop.hpp"

#include "application/drowsy_runtime.hpp"
#include "kernel/crashpoint.hpp"
#include "kernel/planted.hpp"

namespace hapax {
namespace {

constexpr std::size_t messages_max = 65'536;

}  // namespace

CompletionLoop::CompletionLoop(Projector& projector, Runtime& runtime, Metrics& metrics, Log& log,
                               std::vector<Verdicts*> edges, TellShown tell_feeds, TellReaders tell_readers)
    : projector_(projector),
      runtime_(runtime),
      log_(log),
      inbox_(planted(Bug::projector_not_woken) ? drowsy(runtime) : runtime, messages_max),
      tracker_(VerdictBatches(std::move(edges)), [this](Position position) { return projector_.reached(position); }),
      tell_shown_(std::move(tell_feeds)),
      tell_readers_(std::move(tell_readers)),
      ready_(metrics.gauge("hapax_ready")),
      waiting_(metrics.gauge("hapax_completion_waiting")) {}

void CompletionLoop::run() {
    while (!inbox_.closed() || inbox_.size() > 0 || more_) round();
}

void CompletionLoop::round() {
    take_messages();
    project();
}

void CompletionLoop::take_messages() {
    inbox_.take(taken_, more_ ? runtime_.now() : projector_.wake_at());
    for (CompletionMessage& message : taken_) {
        std::visit([this](auto& content) { handle(content); }, message);
    }
    tracker_.gone(gone_);
    gone_.clear();
}

void CompletionLoop::project() {
    more_ = advance() && !planted(Bug::more_work_forgotten);
    HAPAX_CRASHPOINT("completion.advanced");
    tracker_.advance(projector_.completed_through(), projector_.failing());
    note_shown(tracker_.completed_through());  // before anybody is told
    tracker_.flush();
    HAPAX_CRASHPOINT("completion.answered");
    if (feeds_listen_) tell_feeds();
    tell_readers();
    ready_.set(projector_.caught_up() ? 1 : 0);
    waiting_.set(static_cast<std::int64_t>(tracker_.waiting()));
}

// Who lists may come before the first round.
void CompletionLoop::opened() {
    if (!planted(Bug::list_takes_completion_back)) note_shown(projector_.completed_through());
}

void CompletionLoop::note_shown(Position through) {
    shown_through_.set(static_cast<std::int64_t>(through.value));
}

void CompletionLoop::handle(FeedsListen& feeds) {
    feeds_listen_ = feeds.listen;
    feeds_know_.reset();
}

void CompletionLoop::tell_feeds() {
    if (feeds_know_ == tracker_.completed_through()) return;
    feeds_know_ = tracker_.completed_through();
    tell_shown_(*feeds_know_);
}

// Whoever waits for more than was told asks again, so the lowest is enough: what nobody waits for any more takes no room.
void CompletionLoop::handle(AwaitedView& awaited) {
    if (readers_wait_.size() <= awaited.view) {
        readers_wait_.resize(awaited.view + 1);
        readers_know_.resize(awaited.view + 1);
    }
    Position& lowest = readers_wait_[awaited.view];
    if (lowest.value == 0 || awaited.position < lowest) lowest = awaited.position;
}

// That a view shows less than before, because it is built again, is told unasked.
void CompletionLoop::tell_readers() {
    for (std::uint32_t view = 0; view < readers_know_.size(); ++view) {
        const Position shown = projector_.shown(view);
        const bool awaited = readers_wait_[view].value != 0 && readers_wait_[view] <= shown;
        if (awaited || shown < readers_know_[view]) tell_readers(view);
    }
}

void CompletionLoop::tell_readers(std::uint32_t view) {
    readers_know_[view] = projector_.shown(view);
    if (readers_wait_[view] <= readers_know_[view]) readers_wait_[view] = Position{};
    tell_readers_(view, readers_know_[view]);
}

bool CompletionLoop::advance() {
    const auto advanced = projector_.advance();
    if (!advanced) {
        log_.write(Level::error, "projection cannot go on; stopping",
                   {{"code", std::string(advanced.error().code.name)}, {"detail", advanced.error().detail}});
        runtime_.abort(advanced.error().code.name);
    }
    return *advanced;
}

}  // namespace hapax
