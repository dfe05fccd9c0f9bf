// proj list, proj rebuild.

#include <charconv>

#include "tools/hapax/commands.hpp"
#include "tools/hapax/http_get.hpp"
#include "tools/hapax/metrics_text.hpp"
#include "tools/hapax/offline_store.hpp"
#include "tools/hapax/progress.hpp"
#include "tools/hapax/tool_errc.hpp"

namespace hapax::tools {
namespace {

constexpr const char* position_metric = "hapax_projection_position";
constexpr const char* serving_metric = "hapax_projection_serving";
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

std::uint64_t number_of(std::string_view text) {
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::uint64_t value_of(std::string_view page, std::string_view metric, std::string_view view) {
    for (const Sample& sample : samples(page, metric)) {
        if (sample.label("view") == view) return sample.value;
    }
    return 0;
}

Result<std::vector<Fields>> list_from_server(const Order& order) {
    const Progress progress("waiting for " + url_of(*order.server));
    const auto answer = http_get(*order.server, "/metrics", order.timeout);
    if (!answer) return pass_on(answer);
    const std::string status = url_of(*order.server) + " answered " + std::to_string(answer->status);
    if (answer->status == 401 || answer->status == 403) return fail(tool_errc::not_authorised, status);
    if (answer->status != 200) return fail(tool_errc::refused, status);
    const std::string_view page = answer->body;
    std::vector<Fields> rows;
    for (const Sample& view : samples(page, position_metric)) {
        const std::string_view name = view.label("view");
        rows.push_back({text_field("view", name), number_field("version", number_of(view.label("version"))),
                        text_field("position", std::to_string(view.value)),
                        number_field("behind", value_of(page, lag_metric, name)),
                        flag_field("serving", value_of(page, serving_metric, name) == 1),
                        text_field("state", value_of(page, failed_metric, name) == 1 ? "failed" : "running")});
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
