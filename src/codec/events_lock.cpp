#include "codec/events_lock.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

namespace hapax {
namespace {

constexpr std::string_view heading =
    "# Every event that was ever released, by name and schema. Checked by a test; written by it when it is told to.\n";

using Key = std::tuple<std::string, std::string, std::uint32_t>;  // stream, name, schema
using Lock = std::map<Key, std::vector<FieldShape>>;

std::string place(const Key& key) {
    return std::get<0>(key) + "/" + std::get<1>(key);
}

bool optional_field(const FieldShape& field) {
    return field.type.ends_with('?');
}

std::optional<Key> parse_event_line(std::string_view line) {
    const std::size_t slash = line.find('/');
    const std::size_t space = line.find(' ', slash == std::string_view::npos ? 0 : slash);
    if (slash == std::string_view::npos || space == std::string_view::npos) return std::nullopt;
    const std::string_view digits = line.substr(space + 1);
    std::uint32_t schema = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), schema);
    if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return Key{line.substr(0, slash), line.substr(slash + 1, space - slash - 1), schema};
}

// Reads one line into the lock; false = it is none of the format.
bool parse_line(std::string_view line, Lock& lock, std::vector<FieldShape>*& open) {
    if (line.empty() || line.starts_with('#')) return true;
    if (line.starts_with("event ")) {
        const auto key = parse_event_line(line.substr(6));
        if (!key) return false;
        open = &lock[*key];
        return true;
    }
    const std::size_t space = line.find(' ', 2);
    if (!line.starts_with("  ") || space == std::string_view::npos || open == nullptr) return false;
    open->push_back({std::string(line.substr(2, space - 2)), std::string(line.substr(space + 1))});
    return true;
}

Lock parse_lock(std::string_view file, std::vector<std::string>& broken) {
    Lock lock;
    std::vector<FieldShape>* open = nullptr;
    while (!file.empty()) {
        const std::size_t end = std::min(file.find('\n'), file.size());
        const std::string_view line = file.substr(0, end);
        if (!parse_line(line, lock, open)) broken.push_back("not a line of an events lock: " + std::string(line));
        file.remove_prefix(std::min(end + 1, file.size()));
    }
    return lock;
}

std::string write_lock(const Lock& lock) {
    std::string out(heading);
    for (const auto& [key, fields] : lock) {
        out += "\nevent " + place(key) + " " + std::to_string(std::get<2>(key)) + "\n";
        for (const FieldShape& field : fields) out += "  " + field.name + " " + field.type + "\n";
    }
    return out;
}

const EventShape* reader_of(const Key& key, const std::vector<EventShape>& program) {
    for (const EventShape& shape : program) {
        if (shape.stream != std::get<0>(key)) continue;
        if (shape.name == std::get<1>(key) || std::ranges::count(shape.aliases, std::get<1>(key)) != 0) return &shape;
    }
    return nullptr;
}

// What keeps `now` from reading payloads of `then`: a field that is required on one side only, or has another type.
std::optional<std::string> difference(const std::vector<FieldShape>& then, const std::vector<FieldShape>& now) {
    for (const FieldShape& field : then) {
        const auto same = std::ranges::find(now, field.name, &FieldShape::name);
        if (same == now.end() && !optional_field(field)) return "field " + field.name + " is gone";
        if (same != now.end() && same->type != field.type && same->type != field.type + "?") {
            return "field " + field.name + " was " + field.type + " and is " + same->type;
        }
    }
    for (const FieldShape& field : now) {
        if (std::ranges::find(then, field.name, &FieldShape::name) == then.end() && !optional_field(field)) {
            return "field " + field.name + " is new and not optional";
        }
    }
    return std::nullopt;
}

std::optional<std::string> complaint(const Key& key, const std::vector<FieldShape>& fields,
                                     const std::vector<EventShape>& program) {
    const EventShape* shape = reader_of(key, program);
    const std::string schema = std::to_string(std::get<2>(key));
    if (shape == nullptr) {
        return "event " + place(key) +
               " is stored for ever, but no event of that aggregate has this name. If it was renamed, add \"" +
               std::get<1>(key) + "\" to the aliases of its new type; if it is no longer written, keep the type.";
    }
    if (shape->schema < std::get<2>(key)) {
        return "event " + place(key) + " was released with schema " + schema + "; schema " +
               std::to_string(shape->schema) + " is older. A schema never goes back.";
    }
    if (shape->schema > std::get<2>(key)) return std::nullopt;
    const auto changed = difference(fields, shape->fields);
    if (!changed) return std::nullopt;
    return "event " + place(key) + " schema " + schema + " changed: " + *changed + ". Raise its schema to " +
           std::to_string(std::get<2>(key) + 1) + " and write upcast(hapax::Upcast<" + shape->name + ", " + schema +
           ">, boost::json::object&) beside it.";
}

}  // namespace

LockCheck check_events_lock(std::string_view file, const std::vector<EventShape>& program) {
    LockCheck check;
    Lock lock = parse_lock(file, check.broken);
    for (const auto& [key, fields] : lock) {
        if (auto sentence = complaint(key, fields, program)) check.broken.push_back(std::move(*sentence));
    }
    for (const EventShape& shape : program) lock[{shape.stream, shape.name, shape.schema}] = shape.fields;
    check.text = write_lock(lock);
    check.stale = check.text != file;
    return check;
}

}  // namespace hapax
