// Verification of a whole journal: every header, every frame, every record, the chain through all, tail and witness.

#include "adapters/store/journal/journal.hpp"
#include "adapters/store/journal/recovery.hpp"
#include "adapters/store/journal/witness.hpp"

namespace hapax {
namespace journal {
namespace {

Result<void> check_witnesses(Disk& disk, const JournalOptions& options, const JournalEnd& end) {
    SegmentTable table(disk, options.directory);
    for (const SegmentExtent& segment : end.segments) table.add(segment, nullptr, false);
    const auto tail = read_tail(disk, options.directory);
    if (!tail) return pass_on(tail);
    const auto witness = read_witness(disk, options.witness);
    if (!witness) return pass_on(witness);
    const bool known = !end.segments.empty();
    if (*witness && known && (*witness)->store_id != end.segments.back().header.store_id) {
        return fail(store_errc::wrong_store, options.witness + " is of store " + (*witness)->store_id.text());
    }
    if (*tail && (!known || (*tail)->store_id == end.segments.back().header.store_id)) {
        const auto checked = check_proof(end, table, {"the tail file", (*tail)->durable});
        if (!checked) return checked;
    }
    return *witness ? check_proof(end, table, {"the witness", (*witness)->durable}) : Result<void>();
}

}  // namespace
}  // namespace journal

Result<VerifyReport> verify_journal(Disk& disk, const JournalOptions& options,
                                    const std::function<void(const VerifyReport&)>& progress) {
    const auto lock = disk.lock(options.directory);
    if (!lock) return pass_on(lock);
    auto segments = journal::read_segments(disk, options.directory);
    if (!segments) return pass_on(segments);
    VerifyReport report;
    const auto on_frame = [&](const journal::FrameHeader& frame) {
        ++report.frames;
        report.records += frame.records;
        report.bytes += frame.frame_bytes();
        report.end = frame.mark();
    };
    const auto on_segment = [&] {
        ++report.segments;
        if (progress) progress(report);
    };
    const auto end =
        journal::find_end(disk, options.directory, *std::move(segments), Position{0}, {on_frame, on_segment});
    if (!end) return pass_on(end);
    if (const auto checked = journal::check_witnesses(disk, options, *end); !checked) return pass_on(checked);
    report.sealed = end->sealed;
    report.torn_tail = end->torn;
    return report;
}

}  // namespace hapax
