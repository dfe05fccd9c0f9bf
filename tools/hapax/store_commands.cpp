// store verify of a journal and its mirror, store reindex.

#include "adapters/disk/posix/posix_disk.hpp"
#include "adapters/index/rocksdb/rocksdb_index.hpp"
#include "adapters/store/journal/backup.hpp"
#include "tools/hapax/commands.hpp"
#include "tools/hapax/offline_store.hpp"
#include "tools/hapax/progress.hpp"
#include "tools/hapax/tool_errc.hpp"

namespace hapax::tools {

namespace {

constexpr const char* intact = "intact";

Result<int> print_journal(const std::string& directory, const VerifyReport& report, Fields more,
                          const Printer& printer) {
    Fields fields{text_field("journal", directory),
                  text_field("status", intact),
                  number_field("segments", report.segments),
                  number_field("frames", report.frames),
                  number_field("records", report.records),
                  number_field("bytes", report.bytes),
                  text_field("end", std::to_string(report.end.position.value)),
                  flag_field("sealed", report.sealed),
                  flag_field("tornTail", report.torn_tail)};
    fields.insert(fields.end(), more.begin(), more.end());
    if (const auto printed = printer.print(fields); !printed) return pass_on(printed);
    return exit_ok;
}

Result<VerifyReport> verify_with_progress(Disk& disk, const JournalOptions& options) {
    Progress progress("verifying", "records");
    return verify_journal(disk, options, [&](const VerifyReport& so_far) { progress.reached(so_far.records); });
}

// Both copies; what differs is named, and an error unless it was mended.
Result<Fields> verify_both(OfflineStore& store, bool mend) {
    const auto report = [&] {
        Progress progress("verifying both copies", "segments");
        return verify_mirror(store.disk(), store.journal(), mend ? Mending::yes : Mending::no,
                             [&](std::uint32_t segments) { progress.reached(segments); });
    }();
    if (!report) return pass_on(report);
    std::string differences;
    for (const std::string& difference : report->differences) {
        differences += (differences.empty() ? "" : "\n") + difference;
    }
    if (!report->differences.empty() && !report->mended) {
        return fail(store_errc::corrupt, differences + "\nthe other copy has it: say --mend, or start the server");
    }
    return Fields{text_field("mirror", store.journal().mirror),
                  number_field("mendedSegments", report->differences.size()), text_field("mended", differences)};
}

// An archive or a mirror: a journal without a witness.
Result<int> verify_segments(Disk& disk, const std::string& directory, const Printer& printer) {
    JournalOptions options;
    options.directory = directory;
    const auto report = verify_with_progress(disk, options);
    if (!report) return pass_on(report);
    if (report->segments == 0) return fail(tool_errc::no_store, "there is no journal and no backup in " + directory);
    return print_journal(directory, *report, {}, printer);
}

Result<int> verify_copy(const std::string& directory, const Printer& printer) {
    const auto disk = make_posix_disk();
    const auto backup = is_backup(*disk, directory);
    if (!backup) return pass_on(backup);
    return *backup ? verify_one_backup(*disk, directory, printer) : verify_segments(*disk, directory, printer);
}

}  // namespace

Result<int> store_verify(const Order& order, const Printer& printer) {
    if (!order.copy.empty()) return verify_copy(order.copy, printer);
    auto store = OfflineStore::find(order.config);
    if (!store) return pass_on(store);
    const bool mirrored = !store->journal().mirror.empty();
    if (order.mend && !mirrored) return fail(config_errc::usage, "--mend needs a mirror: --mirror or --config");
    auto more = mirrored ? verify_both(*store, order.mend) : Result<Fields>(Fields{});
    if (!more) return pass_on(more);
    const auto report = verify_with_progress(store->disk(), store->journal());
    if (!report) return pass_on(report);
    return print_journal(store->journal().directory, *report, *std::move(more), printer);
}

Result<int> store_reindex(const Order& order, const Printer& printer) {
    auto store = OfflineStore::find(order.config);
    if (!store) return pass_on(store);
    if (auto free = store->check_free(); !free) return pass_on(free);
    const auto end = [&]() -> Result<Mark> {
        const Progress progress("building the index");
        auto index = open_rocksdb_index(store->index_path(), {});
        if (!index) return pass_on(index);
        return reindex(store->disk(), **index, journal_start(), store->journal());
    }();
    if (!end) return pass_on(end);
    const auto printed = printer.print(Fields{text_field("index", store->index_path()), text_field("status", "built"),
                                              text_field("end", std::to_string(end->position.value))});
    if (!printed) return pass_on(printed);
    return exit_ok;
}

}  // namespace hapax::tools
