#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "codec/rfc3339.hpp"
#include "kernel/model/pattern.hpp"
#include <hapax/decision.hpp>
#include <hapax/draft.hpp>

namespace hapax {
namespace {

constexpr Duration guard_min = std::chrono::seconds(1);
constexpr Duration guard_max = std::chrono::hours(24);
constexpr std::string_view operation_name = "operation";
constexpr std::array<std::string_view, 10> reserved_roots{
    "operations", "health", "metrics", "version", "openapi.json", "docs", "schemas", "problems", "assets", "hubs"};

bool sql_name(std::string_view name) {
    const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
    return !name.empty() && name.size() <= name_bytes_max && !(name[0] >= '0' && name[0] <= '9') &&
           std::ranges::all_of(name, good);
}

std::string_view method(Verb verb) {
    switch (verb) {
        case Verb::create:
        case Verb::put:
            return "PUT";
        case Verb::post:
            return "POST";
        case Verb::patch:
            return "PATCH";
        case Verb::remove:
            return "DELETE";
        case Verb::get:
        case Verb::list:
            return "GET";
    }
    return "GET";
}

std::string shown(const Route& route) {
    return std::string(method(route.verb)) + " " + route.pattern;
}

bool names_operation(std::string_view pattern) {
    return std::ranges::count(pattern_names(pattern), operation_name) != 0;
}

std::size_t index_of(const std::vector<std::type_index>& types, std::type_index type) {
    return static_cast<std::size_t>(std::ranges::find(types, type) - types.begin());
}

}  // namespace

Draft::Draft(std::string name) {
    service_.name = std::move(name);
    if (!valid_code(service_.name)) fault("The app's name must be lower-case words with hyphens.");
}

const AggregateType* Draft::aggregate(std::type_index type) const {
    const std::size_t i = index_of(aggregate_types_, type);
    return i < aggregate_types_.size() ? service_.aggregates[i].get() : nullptr;
}

const CommandType* Draft::command(std::type_index type) const {
    const std::size_t i = index_of(command_types_, type);
    return i < command_types_.size() ? service_.commands[i].get() : nullptr;
}

ViewBuilder* Draft::view(std::type_index type) const {
    const std::size_t i = index_of(view_types_, type);
    return i < view_types_.size() ? views_[i].get() : nullptr;
}

const AggregateType& Draft::add_aggregate(std::type_index type, std::unique_ptr<AggregateType> aggregate) {
    aggregate_types_.push_back(type);
    return *service_.aggregates.emplace_back(std::move(aggregate));
}

const CommandType& Draft::add_command(std::type_index type, std::unique_ptr<CommandType> command) {
    command_types_.push_back(type);
    return *service_.commands.emplace_back(std::move(command));
}

ViewBuilder& Draft::add_view(std::type_index type, std::unique_ptr<ViewBuilder> view) {
    view_types_.push_back(type);
    return *views_.emplace_back(std::move(view));
}

std::string Draft::key_segment(std::string_view stream, std::string_view pattern) {
    const std::string who = "The aggregate " + std::string(stream) + " at " + std::string(pattern);
    const auto names = pattern_names(pattern);
    if (const auto why = pattern_fault(pattern)) {
        fault(who + " has a malformed address: it " + *why + ".");
    } else if (names.size() != 1 || names.front() == operation_name) {
        fault(who + " must name its key, and only that, in braces: /accounts/{account}.");
    }
    return names.empty() ? std::string() : std::string(names.front());
}

void Draft::add_route(Route route) {
    service_.routes.push_back(std::move(route));
}

void Draft::add_view_route(Verb verb, std::string_view pattern, const ViewBuilder& view, std::string_view column,
                           bool by_segment) {
    Route route;
    route.verb = verb;
    route.pattern = pattern;
    route.resource = pattern;
    route.view = view_number(view);
    route.column = column;
    const auto names = pattern_names(pattern);
    if (by_segment && names.size() != 1) {
        fault("The route " + shown(route) + " must name in braces the one value that it looks for.");
    } else if (by_segment) {
        route.key_segment = names.front();
    }
    add_route(std::move(route));
}

void Draft::add_index(ViewBuilder& view, std::string_view column) {
    auto& indexes = view.schema().indexes;
    if (std::ranges::find(indexes, column) == indexes.end()) indexes.emplace_back(column);
}

void Draft::guard_last_route(std::string_view of, bool named, Duration within) {
    const std::string who = "guard_duplicates() at " + std::string(of);
    if (!named) return fault(who + " must follow a command.");
    if (within < guard_min || within > guard_max) return fault(who + " needs a time from one second to a day.");
    last_route()->guard = within;
}

// Days, "2026-11-01", each its first moment in UTC.
void Draft::deprecate_last_route(std::string_view of, bool named, std::string_view since, std::string_view sunset) {
    const std::string who = "deprecated() at " + std::string(of);
    if (!named) return fault(who + " must follow a route.");
    const auto day = [](std::string_view text) { return parse_rfc3339(std::string(text) + "T00:00:00Z"); };
    const auto from = day(since);
    const auto until = day(sunset);
    if (!from || !until) return fault(who + " needs two days, such as \"2026-11-01\".");
    if (*until <= *from) return fault(who + " has a sunset that is not after it was deprecated.");
    last_route()->deprecation = Deprecation{*from, *until};
}

std::uint32_t Draft::view_number(const ViewBuilder& view) const {
    const auto at = std::ranges::find(views_, &view, [](const auto& owned) { return owned.get(); });
    return static_cast<std::uint32_t>(at - views_.begin());
}

Service Draft::finish() {
    HAPAX_ASSERT(!finished_, "an App was built twice");
    finished_ = true;
    if (service_.aggregates.empty()) fault("An app needs at least one aggregate.");
    check_names();
    for (const auto& view : views_) check_view(*view);
    check_routes();
    if (!faults_.empty()) {
        std::string all;
        for (const std::string& sentence : faults_) all += (all.empty() ? "" : "\n") + sentence;
        throw AppError(all);
    }
    for (auto& view : views_) service_.views.push_back(std::move(view));
    return std::move(service_);
}

void Draft::check_names() {
    std::set<std::string, std::less<>> streams;
    for (const auto& aggregate : service_.aggregates) {
        const std::string stream(aggregate->stream());
        if (!sql_name(stream)) fault("The stream name \"" + stream + "\" must be lower-case letters, digits and _.");
        if (!streams.insert(stream).second) fault("Two aggregates have the stream name " + stream + ".");
        std::set<std::string, std::less<>> events;
        for (const EventShape& event : aggregate->events()) {
            bool fresh = events.insert(event.name).second;
            for (const std::string& alias : event.aliases) fresh = events.insert(alias).second && fresh;
            if (!fresh) fault("Two events of " + stream + " have the name " + event.name + " or one of its aliases.");
        }
    }
    std::set<std::string_view> commands;
    for (const auto& command : service_.commands) {
        if (!commands.insert(command->name()).second) {
            fault("Two commands have the name " + std::string(command->name()) + ".");
        }
    }
    std::set<std::string_view> tables;
    for (const auto& view : views_) {
        if (!tables.insert(view->schema().table).second)
            fault("Two views have the table " + view->schema().table + ".");
    }
}

void Draft::check_view(const ViewBuilder& view) {
    const ViewSchema& schema = view.schema();
    const std::string who = "The view " + std::string(view.view_name());
    const bool folded = schema.kind == RowKind::folded;
    if (!sql_name(schema.table)) fault(who + " needs a table name of lower-case letters, digits and _.");
    if (schema.version == 0) fault(who + " needs a version of at least 1.");
    if (view.streams().empty()) fault(who + " takes no events: name its aggregates with from<Aggregate>().");
    if (folded && !view.keyed() && view.streams().size() > 1) {
        fault(who + " is folded over several aggregates: give it a key_column and key() functions.");
    }
    if (view.keyed() && !folded) fault(who + " is appended by row(): a key_column is for views folded by project().");
    if (folded && !sql_name(schema.key_column)) fault(who + " needs a key_column of lower-case letters, digits and _.");
    for (const Column& column : schema.columns) {
        const bool taken =
            folded ? column.name == schema.key_column : column.name == "position" || column.name == "event_index";
        if (taken) fault(who + " has a member " + column.name + ", the name of a column that hapax keeps itself.");
        if (!sql_name(column.name)) fault(who + " needs members named in lower-case letters, digits and _.");
    }
}

void Draft::check_routes() {
    std::set<std::string> taken;
    for (const Route& route : service_.routes) {
        check_route(route);
        const std::string shape = std::string(method(route.verb)) + " " + pattern_shape(route.pattern);
        if (!taken.insert(shape).second) fault("Two routes are " + shown(route) + ".");
    }
}

void Draft::check_route(const Route& route) {
    const std::string who = "The route " + shown(route);
    if (const auto why = pattern_fault(route.pattern)) return fault(who + " has a malformed address: it " + *why + ".");
    const auto names = pattern_names(route.pattern);
    if (std::ranges::count(reserved_roots, pattern_segments(route.pattern).front()) != 0) {
        fault(who + " begins with a segment that hapax keeps for itself.");
    }
    const bool reads = route.verb == Verb::get || route.verb == Verb::list;
    const bool has_operation = names_operation(route.pattern);
    if (route.verb == Verb::put && !has_operation) {
        fault(who + " must name {operation}, or be a create<>() or a post<>().");
    }
    if ((reads || route.verb == Verb::create) && has_operation) fault(who + " must not name {operation}.");
    const std::size_t known = (route.key_segment.empty() ? 0U : 1U) + (has_operation ? 1U : 0U);
    if (names.size() != known) fault(who + " has a segment in braces that means nothing here.");
}

}  // namespace hapax
