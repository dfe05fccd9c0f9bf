#include "adapters/edge/http/operation_list.hpp"

#include <algorithm>
#include <array>

#include "adapters/edge/http/characters.hpp"
#include "adapters/edge/http/status_document.hpp"
#include "adapters/edge/http/target.hpp"
#include "codec/answer/json_members.hpp"
#include "codec/rfc3339.hpp"
#include "kernel/list_cursor.hpp"

namespace hapax::http {
namespace {

constexpr std::size_t limit_digits_max = 6;
constexpr std::array states{OperationState::accepted,  OperationState::executing, OperationState::committed,
                            OperationState::completed, OperationState::rejected,  OperationState::failed};

bool take_status(OwnOperations& into, const std::string& value) {
    const auto state = std::ranges::find(states, value, [](OperationState s) { return text(s); });
    if (state == states.end()) return false;
    into.status = *state;
    return true;
}

bool take_type(OwnOperations& into, const std::string& value) {
    into.type = value;
    return !value.empty() && value.size() <= list_limits::type_bytes_max;
}

bool take_since(OwnOperations& into, const std::string& value) {
    if (value.size() <= list_limits::since_bytes_max) into.since = parse_rfc3339(value);
    return into.since.has_value();
}

bool take_cursor(OwnOperations& into, const std::string& value) {
    if (value.size() <= list_limits::cursor_bytes_max) into.before = parse_position_cursor(value);
    return into.before.has_value();
}

bool take_limit(OwnOperations& into, const std::string& value) {
    if (value.empty() || value.size() > limit_digits_max || !digit_class.all(value)) return false;
    into.limit = std::min(static_cast<std::uint32_t>(std::stoul(value)), list_limits::operations_max);
    return into.limit > 0;
}

struct Parameter {
    std::string_view name;
    bool (*take)(OwnOperations&, const std::string&);
};
constexpr std::array<Parameter, 5> parameters{{{"status", take_status},
                                               {"type", take_type},
                                               {"since", take_since},
                                               {"cursor", take_cursor},
                                               {"limit", take_limit}}};

void append_item(std::string& out, const ListedOperation& operation) {
    const std::string id = operation.id.value.text();
    append_comma(out);
    out += '{';
    append_member(out, "id", id);
    append_member(out, "status", text(operation.state));
    append_member(out, "type", operation.type);
    append_member(out, "resource", operation.resource);
    append_name(out, "acceptedAt");
    out += '"';
    append_rfc3339(out, operation.accepted_at);
    out += '"';
    if (operation.position) append_member(out, "position", std::to_string(operation.position->value));
    append_operation_links(out, id, operation.resource);
    out += '}';
}

}  // namespace

// Each at most once; anything else is a mistake that would go unnoticed.
std::optional<OwnOperations> own_operations_query(std::string_view query, const Limits& limits) {
    OwnOperations asked;
    asked.limit = std::min(limits.list_rows_default, list_limits::operations_max);
    std::uint32_t seen = 0;
    while (!query.empty()) {
        const std::string_view text = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(text.size() + 1, query.size()));
        const std::size_t equals = std::min(text.find('='), text.size());
        const auto known = std::ranges::find(parameters, text.substr(0, equals), &Parameter::name);
        const auto value = decoded(text.substr(std::min(equals + 1, text.size())));
        if (known == parameters.end() || !value) return std::nullopt;
        const std::uint32_t bit = 1U << static_cast<std::uint32_t>(known - parameters.begin());
        if ((seen & bit) != 0 || !known->take(asked, *value)) return std::nullopt;
        seen |= bit;
    }
    return asked;
}

void append_operation_list(std::string& out, const OwnPage& page) {
    out += "{\"items\":[";
    for (const ListedOperation& operation : page.items) append_item(out, operation);
    out += ']';
    if (page.next) {
        append_member(out, "next", cursor_before(*page.next));
    } else {
        append_name(out, "next");
        out += "null";
    }
    out += '}';
}

}  // namespace hapax::http
