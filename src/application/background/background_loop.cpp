#include "application/background/background_loop.hpp"

#include <algorithm>

#include "kernel/crashpoint.hpp"

namespace hapax {
namespace {

constexpr std::size_t snapshots_waiting_max = 1024;
constexpr Duration pause_after_error = std::chrono::milliseconds(100);

}  // namespace

BackgroundLoop::BackgroundLoop(EventStore& store, Snapshots* snapshots, HorizonKeeper& horizon, Runtime& runtime,
                               Metrics& metrics, Log& log)
    : store_(store),
      snapshots_(snapshots),
      horizon_(horizon),
      runtime_(runtime),
      log_(log),
      prepared_bytes_(metrics.gauge("hapax_journal_prepared_bytes")),
      index_runs_(metrics.gauge("hapax_index_runs")),
      recent_entries_(metrics.gauge("hapax_index_recent_entries")),
      index_rebuilding_(metrics.gauge("hapax_index_rebuilding")),
      index_rebuilds_(metrics.counter("hapax_index_rebuilds_total")),
      archive_waiting_(metrics.gauge("hapax_journal_archive_waiting")),
      archive_failures_(metrics.counter("hapax_journal_archive_failures_total")),
      mirrored_(metrics.gauge("hapax_journal_mirrored")),
      mirror_mended_(metrics.counter("hapax_journal_mirror_mended_segments_total")),
      inbox_(runtime, snapshots_waiting_max) {}

void BackgroundLoop::run() {
    std::vector<Snapshot> batch;
    Instant again = runtime_.now();
    show_store();  // before the first upkeep too, which may take long
    while (inbox_.take(batch, std::min(again, horizon_.due())) || !inbox_.closed()) {
        for (Snapshot& snapshot : batch) put(std::move(snapshot));
        if (runtime_.now() >= again) again = maintain();
        if (runtime_.now() >= horizon_.due()) move_horizon();
    }
}

Instant BackgroundLoop::maintain() {
    const auto next = store_.maintain(runtime_.now());
    show_store();
    if (next) {
        complained_ = false;
        return *next;
    }
    complain("the store's upkeep failed", next.error());
    if (next.error().code.handling == Handling::fatal) runtime_.abort(next.error().code.name);
    return runtime_.now() + pause_after_error;
}

void BackgroundLoop::show_store() {
    const StoreState state = store_.state();
    prepared_bytes_.set(static_cast<std::int64_t>(state.prepared_bytes));
    index_runs_.set(static_cast<std::int64_t>(state.index_runs));
    recent_entries_.set(static_cast<std::int64_t>(state.recent_entries));
    show_index(state.index);
    show_archive(state.archive);
    show_mirror(state.mirror);
}

void BackgroundLoop::show_index(const IndexState& state) {
    const bool was = index_rebuilding_.value() != 0;
    index_rebuilding_.set(state.rebuilding ? 1 : 0);
    const std::uint64_t made = state.rebuilds - std::exchange(index_rebuilds_seen_, state.rebuilds);
    index_rebuilds_.add(made);
    if (state.rebuilding && !was) log_.write(Level::error, "the index is damaged and is made again from the journal");
    if (made > 0) log_.write(Level::info, "the index is whole again");
    if (state.trouble == index_trouble_) return;
    index_trouble_ = state.trouble;
    if (state.trouble.empty()) return;
    log_.write(Level::error, "the index could not be made again and is tried once more", {{"detail", state.trouble}});
}

void BackgroundLoop::show_archive(const ArchiveState& state) {
    archive_waiting_.set(static_cast<std::int64_t>(state.waiting));
    archive_failures_.add(state.failures - std::exchange(archive_failures_seen_, state.failures));
    if (state.trouble == archive_trouble_) return;
    archive_trouble_ = state.trouble;
    if (state.trouble.empty()) return log_.write(Level::info, "the archive is written again", {});
    log_.write(Level::warning, "a segment was not archived", {{"detail", state.trouble}});
}

// It was mended before the journal was opened: said once.
void BackgroundLoop::show_mirror(const MirrorState& state) {
    mirrored_.set(state.on ? 1 : 0);
    const std::uint64_t mended = state.mended_segments - std::exchange(mended_seen_, state.mended_segments);
    if (mended == 0) return;
    mirror_mended_.add(mended);
    log_.write(
        Level::warning, "a copy of the journal was mended from the other one",
        {{"segments", std::to_string(mended)}, {"bytes", std::to_string(state.mended_bytes)}, {"first", state.mended}});
}

void BackgroundLoop::move_horizon() {
    const auto moved = horizon_.advance(runtime_.now(), runtime_.wall());
    if (!moved) complain("the horizon was not saved", moved.error());
}

void BackgroundLoop::put(Snapshot snapshot) {
    if (snapshots_ == nullptr) return;
    const auto mark = store_.mark(snapshot.mark.position);
    if (!mark || !*mark) return;  // a snapshot that cannot prove where it belongs is worth nothing
    snapshot.mark = **mark;
    HAPAX_CRASHPOINT("snapshot.proved");
    if (auto kept = snapshots_->put(snapshot); !kept) complain("a snapshot was not kept", kept.error());
}

void BackgroundLoop::complain(std::string_view what, const Error& error) {
    if (std::exchange(complained_, true)) return;
    log_.write(Level::warning, what, {{"code", std::string(error.code.name)}, {"detail", error.detail}});
}

}  // namespace hapax
