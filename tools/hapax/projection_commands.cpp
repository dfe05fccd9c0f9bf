// proj list, proj rebuild.

#include "tools/hapax/commands.hpp"
#include "tools/hapax/http_get.hpp"
#include "tools/hapax/metrics_text.hpp"
#include "tools/hapax/offline_store.hpp"
#include "tools/hapax/progress.hpp"
#include "tools/hapax/tool_errc.hpp"

namespace hapax::tools {
namespace {

constexpr const char* lag_metric = "hapax_projection_lag_positions";
constexpr const char* failed_metric = "hapax_projection_failed";

Result<std::vector<Fields>> list_offline(const Order& order) {
    auto store = OfflineStore::find(order.config);
    if (!store) return pass_on(store);
    const auto views = stored_views(store->views());  // before the end: then nothing is ahead of it
    if (!views) return pass_on(views);
    const auto end = store->end();
    if (!end) return pass_on(end);
    std::vector<Fields> rows;
    for (const StoredView& view : *views) {
        const std::uint64_t at = view.checkpoint.value;
        const std::uint64_t behind = end->position.value > at ? end->position.value - at : 0;
        rows.push_back({text_field("view", view.name), number_field("version", view.version),
                        text_field("position", std::to_string(at)), number_field("behind", behind),
                        flag_field("serving", view.serving)});
    }
    return rows;
}

Result<std::vector<Fields>> list_from_server(const Order& order) {
    const Progress progress("waiting for " + url_of(*order.server));
    const auto answer = http_get(*order.server, "/metrics", order.timeout);
    if (!answer) return pass_on(answer);
    const std::string status = url_of(*order.server) + " answered " + std::to_string(answer->status);
    if (answer->status == 401 || answer->status == 403) return fail(tool_errc::not_authorised, status);
    if (answer->status != 200) return fail(tool_errc::refused, status);
    const auto failed = samples(answer->body, failed_metric);
    std::vector<Fields> rows;
    for (const Sample& lag : samples(answer->body, lag_metric)) {
        bool gave_up = false;
        for (const Sample& view : failed) gave_up = gave_up || (view.view == lag.view && view.value != 0);
        rows.push_back({text_field("view", lag.view), number_field("behind", lag.value),
                        text_field("state", gave_up ? "failed" : "running")});
    }
    return rows;
}

}  // namespace

Result<int> projection_list(const Order& order, const Printer& printer) {
    const auto rows = order.server ? list_from_server(order) : list_offline(order);
    if (!rows) return pass_on(rows);
    if (auto printed = printer.print(*rows); !printed) return pass_on(printed);
    return exit_ok;
}

Result<int> projection_rebuild(const Order& order, const Printer& printer) {
    auto store = OfflineStore::find(order.config);
    if (!store) return pass_on(store);
    const auto mine = store->lock();
    if (!mine) return pass_on(mine);
    const bool all = order.view.empty();
    const auto forgotten = all ? forget_all_views(store->views()) : forget_view(store->views(), order.view);
    if (!forgotten) return pass_on(forgotten);
    const auto printed = printer.print(Fields{text_field("view", all ? "all" : order.view),
                                              text_field("status", "to be built anew by the next start")});
    if (!printed) return pass_on(printed);
    return exit_ok;
}

}  // namespace hapax::tools
