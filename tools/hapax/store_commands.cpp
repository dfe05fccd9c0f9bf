// store verify, store reindex.

#include "adapters/index/rocksdb/rocksdb_index.hpp"
#include "tools/hapax/commands.hpp"
#include "tools/hapax/offline_store.hpp"
#include "tools/hapax/progress.hpp"
#include "tools/hapax/tool_errc.hpp"

namespace hapax::tools {

Result<int> store_verify(const Order& order, const Printer& printer) {
    auto store = OfflineStore::find(order.config);
    if (!store) return pass_on(store);
    const auto report = [&] {
        Progress progress("verifying", "records");
        return verify_journal(store->disk(), store->journal(),
                              [&](const VerifyReport& so_far) { progress.reached(so_far.records); });
    }();
    if (!report) return pass_on(report);
    const auto printed =
        printer.print(Fields{text_field("journal", store->journal().directory), text_field("status", "intact"),
                             number_field("segments", report->segments), number_field("frames", report->frames),
                             number_field("records", report->records), number_field("bytes", report->bytes),
                             text_field("end", std::to_string(report->end.position.value)),
                             flag_field("sealed", report->sealed), flag_field("tornTail", report->torn_tail)});
    if (!printed) return pass_on(printed);
    return exit_ok;
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
