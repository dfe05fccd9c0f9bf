#include "tools/hapax/offline_store.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <random>

#include "adapters/disk/posix/posix_disk.hpp"
#include "host/server/paths.hpp"
#include "tools/hapax/progress.hpp"
#include "tools/hapax/tool_errc.hpp"

namespace hapax::tools {
namespace {

constexpr Position beyond_everything{std::numeric_limits<std::uint64_t>::max()};

}  // namespace

Result<OfflineStore> OfflineStore::find(const Config& config) {
    OfflineStore store;
    store.disk_ = make_posix_disk();
    store.journal_ = paths::journal_options(config);
    store.index_path_ = paths::index(config);
    store.views_path_ = config.views.path;
    const auto names = store.disk_->list(store.journal_.directory);
    if (!names && names.error().code != disk_errc::not_found) return pass_on(names);
    const auto is_segment = [](const std::string& name) { return name.ends_with(".seg"); };
    if (!names || std::ranges::none_of(*names, is_segment)) {
        return fail(tool_errc::no_store, "there is no journal in " + store.journal_.directory);
    }
    return store;
}

SqliteViewsOptions OfflineStore::views() const {
    return {.path = views_path_, .boot_id = disk_->boot_id()};
}

Result<Mark> OfflineStore::scan(Position after, const std::string& doing,
                                const std::function<bool(const ScannedRecord&)>& take) {
    Progress progress(doing, "records");
    return scan_journal(*disk_, journal_, after, [&](const ScannedRecord& record) {
        progress.reached(record.view.position.value);
        return take(record);
    });
}

Result<Mark> OfflineStore::end() {
    return scan_journal(*disk_, journal_, beyond_everything, [](const ScannedRecord&) { return false; });
}

Result<std::unique_ptr<DirectoryLock>> OfflineStore::lock() {
    return disk_->lock(journal_.directory);
}

Result<void> OfflineStore::check_free() {
    const auto mine = lock();
    if (!mine) return pass_on(mine);
    return {};
}

JournalStart journal_start() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    std::random_device chance;
    const auto number = [&] { return std::uint64_t{chance()} << 32 | chance(); };
    return {Timestamp{std::chrono::duration_cast<std::chrono::microseconds>(now).count()}, {number(), number()}};
}

}  // namespace hapax::tools
