#include "codec/documents/openapi_lock.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <tuple>

#include "codec/documents/api.hpp"

namespace hapax {
namespace {

using Kind = TypeShape::Kind;

constexpr std::string_view heading =
    "# Every route that was ever released, with its fields. Checked by a test; written by it when it is told to.\n";

struct Field {
    std::string path;
    std::string type;  // with `?` when optional
    std::string range;
};

struct Entry {
    bool deprecated = false;
    std::vector<Field> request;
    std::vector<Field> answer;
};

using Key = std::tuple<std::string, std::string>;  // address, method
using Lock = std::map<Key, Entry>;

// ---- what the program serves

std::string type_word(const TypeShape& shape) {
    if (!shape.format.empty()) return shape.format;
    switch (shape.kind) {
        case Kind::boolean:
            return "boolean";
        case Kind::integer:
            return "integer";
        case Kind::number:
            return "number";
        case Kind::text:
            return "text";
        case Kind::choice: {
            std::string word = "choice(";
            for (const std::string& choice : shape.choices) word += (word.ends_with('(') ? "" : "|") + choice;
            return word + ")";
        }
        case Kind::list:
            return "list";
        case Kind::map:
            return "map";
        case Kind::object:
        case Kind::named:
            return "object";
    }
    return "object";
}

std::string range_of(const TypeShape& shape) {
    const auto length = [](const std::optional<std::uint64_t>& bound) {
        return bound ? std::to_string(*bound) : std::string();
    };
    const bool number = shape.kind == Kind::integer || shape.kind == Kind::number;
    const std::string low = number ? shape.minimum : length(shape.min_length);
    const std::string high = number ? shape.maximum : length(shape.max_length);
    return low.empty() && high.empty() ? "" : low + ".." + high;
}

class Fields {
 public:
    explicit Fields(const TypeDescription& type) : type_(type) { members(type.root, ""); }
    std::vector<Field> take() { return std::move(fields_); }

 private:
    void members(const TypeShape& object, const std::string& prefix) {
        if (std::ranges::count(inside_, object.name) != 0) return;  // a type that holds itself
        inside_.push_back(object.name);
        for (const TypeShape& member : object.members) add(member, prefix + member.member);
        inside_.pop_back();
    }

    void add(const TypeShape& shape, const std::string& path) {
        fields_.push_back({path, type_word(shape) + (shape.optional ? "?" : ""), range_of(shape)});
        if (shape.kind == Kind::list) add(shape.element.front(), path + "[]");
        if (shape.kind == Kind::map) add(shape.element.front(), path + "{}");
        if (shape.kind == Kind::object) members(shape, path + ".");
        if (shape.kind == Kind::named) members(named(shape.name), path + ".");
    }

    const TypeShape& named(const std::string& name) const {
        const auto found = std::ranges::find(type_.definitions, name, &TypeShape::name);
        return found == type_.definitions.end() ? type_.root : *found;
    }

    const TypeDescription& type_;
    std::vector<std::string> inside_;
    std::vector<Field> fields_;
};

Lock lock_of(const Service& service) {
    Lock lock;
    const TypeCatalogue types(service);
    for (const ApiRoute& route : api_routes(service, types)) {
        Entry& entry = lock[{route.pattern, route.method}];
        entry.deprecated = route.deprecation.has_value();
        if (route.body != nullptr) entry.request = Fields(route.body->type).take();
        if (route.answer != nullptr) entry.answer = Fields(route.answer->type).take();
    }
    return lock;
}

// ---- the file

std::string_view take_word(std::string_view& line) {
    const std::string_view word = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(word.size() + 1, line.size()));
    return word;
}

bool parse_line(std::string_view line, Lock& lock, Entry*& open) {
    if (line.empty() || line.starts_with('#')) return true;
    const bool field = line.starts_with("  ");
    if (field) line.remove_prefix(2);
    const std::string_view first = take_word(line);
    const std::string second(take_word(line));
    const std::string third(take_word(line));
    const std::string fourth(take_word(line));
    if (second.empty() || third.empty() || !line.empty()) return false;
    if (!field && first == "route" && (fourth.empty() || fourth == "deprecated")) {
        open = &lock[{third, second}];
        open->deprecated = !fourth.empty();
        return true;
    }
    if (!field || open == nullptr || (first != "request" && first != "answer")) return false;
    (first == "request" ? open->request : open->answer).push_back({second, third, fourth});
    return true;
}

Lock parse_lock(std::string_view file, std::vector<std::string>& broken) {
    Lock lock;
    Entry* open = nullptr;
    while (!file.empty()) {
        const std::size_t end = std::min(file.find('\n'), file.size());
        const std::string_view line = file.substr(0, end);
        if (!parse_line(line, lock, open)) broken.push_back("not a line of an API lock: " + std::string(line));
        file.remove_prefix(std::min(end + 1, file.size()));
    }
    return lock;
}

void append_fields(std::string& out, std::string_view what, const std::vector<Field>& fields) {
    for (const Field& field : fields) {
        out.append("  ").append(what).append(" ").append(field.path).append(" ").append(field.type);
        out.append(field.range.empty() ? "" : " ").append(field.range).append("\n");
    }
}

std::string write_lock(const Lock& lock) {
    std::string out(heading);
    for (const auto& [key, entry] : lock) {
        out.append("\nroute ").append(std::get<1>(key)).append(" ").append(std::get<0>(key));
        out += entry.deprecated ? " deprecated\n" : "\n";
        append_fields(out, "request", entry.request);
        append_fields(out, "answer", entry.answer);
    }
    return out;
}

// ---- what breaks a client

bool optional_field(std::string_view type) {
    return type.ends_with('?');
}

std::string_view bare(std::string_view type) {
    return optional_field(type) ? type.substr(0, type.size() - 1) : type;
}

bool choice(std::string_view type) {
    return type.starts_with("choice(");
}

// Every choice of `then` is one of `now`.
bool choices_kept(std::string_view then, std::string_view now) {
    const auto listed = [](std::string_view type) { return type.substr(7, type.size() - 8); };
    const std::string known = "|" + std::string(listed(now)) + "|";
    std::string_view rest = listed(then);
    while (!rest.empty()) {
        const std::string_view one = rest.substr(0, rest.find('|'));
        if (known.find("|" + std::string(one) + "|") == std::string::npos) return false;
        rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    }
    return true;
}

// long double holds 64-bit integers exactly.
std::optional<long double> bound(std::string_view range, bool upper) {
    const std::size_t dots = range.find("..");
    if (dots == std::string_view::npos) return std::nullopt;
    const std::string text(upper ? range.substr(dots + 2) : range.substr(0, dots));
    if (text.empty()) return std::nullopt;
    return std::strtold(text.c_str(), nullptr);
}

bool narrower(const Field& then, const Field& now) {
    const auto low = bound(now.range, false);
    const auto high = bound(now.range, true);
    const auto low_then = bound(then.range, false);
    const auto high_then = bound(then.range, true);
    return (low && (!low_then || *low > *low_then)) || (high && (!high_then || *high < *high_then));
}

std::optional<std::string> request_fault(const Field& then, const Field* now) {
    if (now == nullptr) return "is gone, and clients that send it are refused";
    const bool same = choice(then.type) && choice(now->type) ? choices_kept(bare(then.type), bare(now->type))
                                                             : bare(then.type) == bare(now->type);
    if (!same) return "was " + then.type + " and is " + now->type;
    if (optional_field(then.type) && !optional_field(now->type)) return "became required";
    if (narrower(then, *now)) return "took " + then.range + " and takes " + now->range;
    return std::nullopt;
}

std::optional<std::string> answer_fault(const Field& then, const Field* now) {
    if (now == nullptr) return "is gone";
    const bool same = bare(then.type) == bare(now->type) || (choice(then.type) && choice(now->type));
    if (!same) return "was " + then.type + " and is " + now->type;
    if (!optional_field(then.type) && optional_field(now->type)) return "may be missing now";
    return std::nullopt;
}

const Field* find(const std::vector<Field>& fields, std::string_view path) {
    const auto found = std::ranges::find(fields, path, &Field::path);
    return found == fields.end() ? nullptr : &*found;
}

// What holds the field was there already: the body itself, or a nested object.
bool held_before(const std::vector<Field>& fields, std::string_view path) {
    const std::size_t dot = path.rfind('.');
    return dot == std::string_view::npos || find(fields, path.substr(0, dot)) != nullptr;
}

std::optional<std::string> difference(const Entry& then, const Entry& now) {
    for (const Field& field : then.request) {
        if (auto fault = request_fault(field, find(now.request, field.path))) {
            return "field " + field.path + " of the request " + *fault;
        }
    }
    for (const Field& field : now.request) {
        const bool added = find(then.request, field.path) == nullptr;
        if (added && !optional_field(field.type) && held_before(then.request, field.path)) {
            return "field " + field.path + " of the request is new and required";
        }
    }
    for (const Field& field : then.answer) {
        if (auto fault = answer_fault(field, find(now.answer, field.path))) {
            return "field " + field.path + " of the answer " + *fault;
        }
    }
    return std::nullopt;
}

std::optional<std::string> complaint(const Key& key, const Entry& then, const Lock& program) {
    const std::string route = "route " + std::get<1>(key) + " " + std::get<0>(key);
    const auto now = program.find(key);
    if (now == program.end() && then.deprecated) return std::nullopt;
    if (now == program.end()) {
        return route +
               " was released and is gone. Keep it with deprecated(since, sunset) until its clients have moved.";
    }
    const auto changed = difference(then, now->second);
    if (!changed) return std::nullopt;
    return route + " changed: " + *changed + ". Give what is new an address of its own, /v2/…, and keep this one.";
}

}  // namespace

LockCheck check_openapi_lock(std::string_view file, const Service& service) {
    LockCheck check;
    const Lock program = lock_of(service);
    for (const auto& [key, entry] : parse_lock(file, check.broken)) {
        if (auto sentence = complaint(key, entry, program)) check.broken.push_back(std::move(*sentence));
    }
    check.text = write_lock(program);
    check.stale = check.text != file;
    return check;
}

}  // namespace hapax
