// store backup, store restore, and store verify of a backup.

#include <filesystem>

#include "adapters/disk/posix/posix_disk.hpp"
#include "adapters/store/journal/backup.hpp"
#include "host/server/paths.hpp"
#include "tools/hapax/commands.hpp"
#include "tools/hapax/offline_store.hpp"
#include "tools/hapax/progress.hpp"
#include "tools/hapax/tool_errc.hpp"

namespace hapax::tools {
namespace {

// By what the names lead to, links followed; what is not there yet counts as it is written.
bool lies_in(const std::string& directory, const std::string& path) {
    const auto real = [](const std::string& name) {
        std::error_code ignored;
        const auto found = std::filesystem::weakly_canonical(std::filesystem::absolute(name) / "", ignored);
        return (found / "").lexically_normal();
    };
    const auto outer = real(directory);
    const auto inner = real(path);
    const auto last = std::prev(outer.end());
    return std::mismatch(outer.begin(), last, inner.begin(), inner.end()).first == last;
}

Result<void> check_apart(const std::string& data, const std::string& copy) {
    if (!lies_in(data, copy) && !lies_in(copy, data)) return {};
    return fail(config_errc::usage, data + " and " + copy + " lie in one another: what loses one loses both");
}

Fields fields_of_backup(const std::string& name, const std::string& directory, const char* status,
                        const BackupReport& report) {
    return {text_field(name, directory),
            text_field("status", status),
            text_field("store", report.store_id.text()),
            number_field("segments", report.segments),
            number_field("bytes", report.bytes),
            number_field("copied", report.copied_bytes),
            text_field("end", std::to_string(report.end.position.value))};
}

Result<BackupReport> check_every_byte(Disk& disk, const std::string& directory) {
    Progress progress("verifying", "bytes");
    return verify_backup(disk, directory, [&](const BackupReport& so_far) { progress.reached(so_far.bytes); });
}

Result<int> print(const Fields& fields, const Printer& printer) {
    if (const auto printed = printer.print(fields); !printed) return pass_on(printed);
    return exit_ok;
}

}  // namespace

Result<int> verify_one_backup(Disk& disk, const std::string& directory, const Printer& printer) {
    const auto report = check_every_byte(disk, directory);
    if (!report) return pass_on(report);
    return print(fields_of_backup("backup", directory, "intact", *report), printer);
}

Result<int> store_backup(const Order& order, const Printer& printer) {
    auto store = OfflineStore::find(order.config);
    if (!store) return pass_on(store);
    if (const auto apart = check_apart(order.config.data.directory, order.copy); !apart) return pass_on(apart);
    const auto report = [&] {
        Progress progress("copying", "bytes");
        return back_up(store->disk(), store->journal().directory, order.copy, journal_start().wall,
                       [&](const BackupReport& so_far) { progress.reached(so_far.bytes); });
    }();
    if (!report) return pass_on(report);
    if (order.verify) {
        if (const auto checked = check_every_byte(store->disk(), order.copy); !checked) return pass_on(checked);
    }
    return print(fields_of_backup("backup", order.copy, order.verify ? "made and verified" : "made", *report), printer);
}

Result<int> store_restore(const Order& order, const Printer& printer) {
    const std::string& data = order.config.data.directory;
    if (const auto apart = check_apart(data, order.copy); !apart) return pass_on(apart);
    const auto disk = make_posix_disk();
    const auto report = [&] {
        Progress progress("copying", "bytes");
        return restore_journal(*disk, order.copy, data, order.until,
                               [&](const BackupReport& so_far) { progress.reached(so_far.bytes); });
    }();
    if (!report) return pass_on(report);
    return print(fields_of_backup("journal", paths::journal(order.config), "restored", *report), printer);
}

}  // namespace hapax::tools
