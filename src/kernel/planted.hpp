// Planted bugs: mistakes that careless hands could make in this code, as switches of one build that is never installed.
// The simulation has to find each of them; one that it does not find is a hole in the proof.
//
//   if (planted(Bug::second_sync_trusted) && !synced) synced = file_->sync();
//
// With the CMake option HAPAX_PLANTED_BUGS a switch is on when its bug was chosen by plant(); everywhere else planted()
// is the constant false and nothing of a bug is compiled: tests/architecture/planted_test.py looks. A bug that is more than
// a line is a file of its own, behind PLANTED in its module's CMakeLists.txt:
//
//   if (planted(Bug::one, Bug::two)) file = careless(*std::move(file));
//
// Included by .cpp files only, so that no installed header needs it.
// Threads  plant() before any other thread is there.
// Source   docs/proof/planted.md; docs/decisions/0024-planted-bugs-are-switches.md.
#pragma once

#include <cstdint>

// clang-format off
// One bug a line: its name, and what is wrong then.
#define HAPAX_PLANTED(bug) \
    /* durability: what was acknowledged is on the disk */ \
    bug(answer_before_sync, "frames are written and never synced") \
    bug(sync_one_frame_late, "a frame is synced when the next one is written") \
    bug(second_sync_trusted, "a failed sync is tried again, and believed") \
    bug(failed_write_tried_again, "a failed write is taken for a refusal: the process goes on") \
    bug(accepted_before_sync, "202 is answered when something was decided, not when it is durable") \
    bug(repeat_before_sync, "a repeat of what is on its way to the disk is answered 202 at once") \
    bug(rejection_before_sync, "409 is answered before its record is synced") \
    bug(precondition_before_sync, "412 is answered before its record is synced") \
    bug(rejection_not_stored, "409 is answered and no record is made of it") \
    bug(projector_past_durable, "the projector shows what is written and not synced") \
    bug(tail_before_write, "the tail file speaks of a frame that is not written yet") \
    bug(segment_without_directory_sync, "the directory is not synced after a segment got its name") \
    bug(segment_named_before_its_sync, "a segment gets its name before its first bytes are synced") \
    bug(archive_named_before_its_sync, "a copy of a segment gets its name without a sync") \
    bug(witness_without_sync, "the witness gets its name without a sync") \
    bug(refused_batch_not_undone, "a batch that was refused in its middle counts for the streams before") \
    /* mirror: what was acknowledged is in both copies */ \
    bug(mirror_not_synced, "the mirror is written and never synced") \
    bug(mirror_names_not_synced, "the mirror's directory is never synced") \
    bug(mirror_failure_swallowed, "what the mirror's disk refuses is not told") \
    bug(mirror_not_caught_up, "a start mends one segment and goes on") \
    bug(mend_without_sync, "a mended segment gets its name without a sync") \
    bug(mended_from_the_damaged_copy, "the damaged copy of a closed segment is taken for the good one") \
    bug(shorter_copy_taken, "of the last segment the shorter copy is taken") \
    bug(diverged_copy_taken, "the longer copy is taken without a look at what the other one holds") \
    bug(empty_side_filled_blindly, "an empty side is filled without asking whose journal it is") \
    /* start: what was durable is found, and nothing else */ \
    bug(last_frame_cut, "the last frame is taken for a torn one and left behind") \
    bug(page_cache_trusted, "the last frame is served without being copied and synced") \
    bug(torn_frame_believed, "the checksums of a frame are not compared") \
    bug(damage_taken_for_torn_tail, "intact frames behind a damaged one are not looked for") \
    bug(tail_ignored, "the tail file is not compared with the journal") \
    bug(witness_ignored, "the witness is not compared with the journal") \
    bug(index_ahead_ignored, "an index that is ahead of the journal is used") \
    bug(proof_without_crc, "tail, witness and index are compared by position alone") \
    bug(checkpoint_ahead_ignored, "a view that is ahead of the journal is used") \
    bug(checkpoint_without_crc, "a view's checkpoint is compared by position alone") \
    /* once: an operation has one effect and one answer */ \
    bug(operations_not_replayed, "a start finds the effects in the journal, and operations only in the index") \
    bug(sealed_part_not_searched, "what waits to become a run of the index is not looked at") \
    bug(part_dropped_before_its_run, "what is to become a run is forgotten before it is one") \
    bug(registry_erased_before_index_insert, "an operation leaves the registry before the index knows its record") \
    bug(store_trusts_the_engine, "the store appends an operation that it knows") \
    bug(commit_on_its_way_not_seen, "an operation is not found while its commit is on its way to the disk") \
    bug(replay_of_current_state, "a repeat is answered with the version of now") \
    bug(operation_without_caller, "an id is one operation, whoever sent it") \
    bug(fingerprint_without_address, "the same id at another address is the same payload") \
    bug(fingerprint_without_body, "the same id with another body is the same payload") \
    bug(token_used_again, "a late answer goes to the next request in its place") \
    bug(second_waiter_dropped, "of those who wait for one operation only the first is answered") \
    bug(unknown_said_not_applied, "a wait that ran out is answered with applied: false") \
    bug(unreadable_said_not_applied, "a journal that cannot be read is answered with applied: false") \
    /* order: commands are decided one after the other on what is true */ \
    bug(if_match_ignored, "If-Match is not looked at") \
    bug(if_match_of_older_version, "If-Match of an older version passes") \
    bug(refused_state_kept, "a state whose commit was refused is decided on") \
    bug(spoiled_state_kept, "a state on which the author's code threw is decided on") \
    bug(event_behind_snapshot_skipped, "the first event behind a snapshot is not folded") \
    bug(snapshot_without_checksum, "the checksum of a snapshot is not compared") \
    /* views: completed means shown */ \
    bug(checkpoint_on_its_own, "rows and their checkpoint are two transactions") \
    bug(completed_by_the_journal, "what is durable is called completed") \
    bug(completed_by_one_view, "the first of the required views is enough") \
    bug(completed_taken_back, "what was completed waits again for a view that is built anew") \
    bug(row_cache_kept, "rows that were not written are folded on") \
    bug(failed_rows_believed, "rows that were refused count as written") \
    bug(served_before_caught_up, "a view serves while it is still being built") \
    bug(rebuilding_is_not_found, "a view that is being built answers 404") \
    bug(poison_passed_over, "an event that a projection cannot take is left out") \
    bug(views_served_after_os_crash, "rows that a crash of the system left are served as they are") \
    bug(position_not_awaited, "a read with X-Position is answered from the view as it is") \
    bug(page_loses_a_row, "the last row of a page that has a next one is left out") \
    /* liveness: nothing waits for ever */ \
    bug(rebuilt_view_not_asked_after, "who reads as of a position asks no more after a view that is built again") \
    bug(retry_forgotten, "a try that failed is never repeated") \
    bug(admitted_bytes_leak, "admitted bytes are not given back") \
    bug(more_work_forgotten, "the projector does one step for each message and forgets the rest") \
    bug(cut_chunk_taken_for_whole, "a chunk that arrives in two pieces ends with the first") \
    bug(wait_without_deadline, "the edge waits for the application without an end") \
    bug(engine_not_woken, "now and then the engine is not woken up") \
    bug(committer_not_woken, "now and then the committer is not woken up") \
    bug(projector_not_woken, "now and then the projector is not woken up") \
    bug(request_dropped, "of several requests in one message the last is dropped") \
    bug(batch_forgotten, "of the groups that wait for the committer the last is forgotten") \
    /* push: who follows hears of every end, once, when it is shown, and of his own alone */ \
    bug(pushed_before_completion, "a feed tells what is durable before the views show it") \
    bug(feed_resumed_one_late, "a feed is resumed behind the first event that was missed") \
    bug(feed_of_everybody, "a feed tells the operations of other callers too") \
    bug(hand_over_with_a_gap, "after its first slice of the journal a feed goes on with what is new") \
    bug(fallen_behind_by_one, "who falls behind is read to from the next event on") \
    bug(feed_told_without_a_look_back, "a feed with a Last-Event-ID starts now") \
    bug(told_to_the_next_in_his_place, "what was on its way to a stream that has gone goes to the next in its place") \
    bug(subscription_of_anybody, "a subscription asks in the scope of whoever came first") \
    bug(operation_forgotten_by_the_first_read, "who follows one operation is forgotten when the feeds begin to read") \
    bug(gone_before_he_came, "a follower who goes at once is taken in after he has left") \
    bug(said_before_the_handshake, "what ends before the hub's handshake is not told") \
    /* the list of a caller's operations: his own, each once, in order */ \
    bug(list_of_everybody, "a list shows the operations of other callers too") \
    bug(list_without_sealed_part, "what waits to become a run of the index is not listed") \
    bug(list_of_what_runs_for_everybody, "a list shows what is running of other callers too") \
    bug(list_takes_completion_back, "after a start a list shows as committed what was completed") \
    bug(list_page_begins_one_late, "the page after the next begins one operation too late") \
    /* turned away: who is told that nothing was done, and who is asked whether he means it */ \
    bug(shed_before_looking, "who waited too long is refused before anybody looks whether his id is known") \
    bug(guard_forgotten_at_restart, "a guard does not read what ran before its process") \
    bug(guard_without_caller, "a guard takes other callers' operations for look-alikes") \
    bug(guard_blind_to_the_running, "a guard knows only what has ended") \
    /* retention: what expired is gone for good */ \
    bug(expired_id_run, "an id beyond the horizon is run again") \
    bug(future_id_accepted, "an id of tomorrow is accepted") \
    bug(horizon_not_saved, "the horizon is used and never saved") \
    bug(horizon_without_sync, "the horizon gets its name without a sync") \
    bug(horizon_goes_back, "the horizon follows the clock back") \
    bug(horizon_follows_the_clock, "the horizon jumps forward with the clock")
// clang-format on

namespace hapax {

enum class Bug : std::uint8_t {
    none,
#define HAPAX_NAME_OF(name, what) name,
    HAPAX_PLANTED(HAPAX_NAME_OF)
#undef HAPAX_NAME_OF
};

#if defined(HAPAX_PLANTED_BUGS)
inline Bug planted_bug = Bug::none;
inline void plant(Bug bug) {
    planted_bug = bug;
}
template <class... Bugs>
bool planted(Bugs... bugs) {
    return ((planted_bug == bugs) || ...);
}
#else
template <class... Bugs>
consteval bool planted(Bugs...) {
    return false;
}
#endif

}  // namespace hapax
