// The read-only walk over a journal, beside a server or without one.

#include "adapters/store/journal/extent.hpp"
#include "adapters/store/journal/frame_scanner.hpp"
#include "adapters/store/journal/journal.hpp"
#include "codec/record/record.hpp"

namespace hapax {
namespace journal {
namespace {

class Scan {
 public:
    Scan(Disk& disk, const std::string& directory, Position after,
         const std::function<bool(const ScannedRecord&)>& take)
        : disk_(disk), directory_(directory), after_(after), take_(take) {}

    Result<void> run(const std::vector<SegmentExtent>& segments) {
        for (const SegmentExtent& extent : segments) {
            if (extent.last <= after_ || extent.last <= extent.header.begin.position) continue;
            if (const auto walked = segment(extent); !walked) return walked;
            if (done_) return {};
        }
        return {};
    }

 private:
    Result<void> segment(const SegmentExtent& extent) {
        const std::string path = directory_ + "/" + segment_name(extent.header.number);
        const auto file = disk_.open(path, Open::read);
        if (!file) return pass_on(file);
        FrameScanner scanner(**file, extent.header, segment_header_bytes, extent.end);
        while (!done_) {
            const auto step = scanner.next(FrameScanner::Look::whole);
            if (!step) return pass_on(step);
            if (*step == FrameScanner::Step::end) return {};
            if (*step == FrameScanner::Step::bad) return corrupt(path, scanner.offset(), "a frame is damaged");
            if (scanner.header().records == 0 || scanner.header().last() <= after_) continue;
            if (!frame(scanner)) return corrupt(path, scanner.offset(), "a record of this frame cannot be read");
        }
        return {};
    }

    bool frame(const FrameScanner& scanner) {
        auto payload = scanner.payload();
        for (Position at = scanner.header().first; !payload.empty() && !done_; ++at.value) {
            const auto body = open_record(payload);
            if (!body) return false;
            payload = payload.subspan(body->record_bytes);
            if (at <= after_) continue;
            if (!decode_view(body->fields, view_) || view_.position != at) return false;
            done_ = !take_({view_, body->fields});
        }
        return true;
    }

    static std::unexpected<Error> corrupt(const std::string& path, std::uint64_t offset, const char* what) {
        return fail(store_errc::corrupt, path + ": offset " + std::to_string(offset) + ": " + what);
    }

    Disk& disk_;
    const std::string& directory_;
    const Position after_;
    const std::function<bool(const ScannedRecord&)>& take_;
    RecordView view_;
    bool done_ = false;
};

}  // namespace
}  // namespace journal

Result<Mark> scan_journal(Disk& disk, const JournalOptions& options, Position after,
                          const std::function<bool(const ScannedRecord&)>& take) {
    const auto lock = disk.lock(options.directory);  // held while reading, so that no server starts meanwhile
    if (!lock && lock.error().code != disk_errc::locked) return pass_on(lock);
    const auto extent =
        lock ? journal::resting_extent(disk, options.directory) : journal::served_extent(disk, options.directory);
    if (!extent) return pass_on(extent);
    if (const auto walked = journal::Scan(disk, options.directory, after, take).run(extent->segments); !walked) {
        return pass_on(walked);
    }
    return extent->end;
}

}  // namespace hapax
