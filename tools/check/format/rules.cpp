#include "tools/check/format/rules.hpp"

#include "tools/check/limits.hpp"

namespace hapax::check {
namespace {

using enum Field;

struct Rule {
    KindWords words;
    FieldSet required;
    FieldSet optional;
};

// Besides what every history line has.
constexpr FieldSet common = FieldSet::of(n, t, type, f);
constexpr FieldSet anywhere = FieldSet::of(node, attempt, caller);

constexpr FieldSet submit_answer =
    FieldSet::of(key, body_hash, value, status, code, resp_hash, version, position, balance);
constexpr FieldSet asked = FieldSet::of(op, key, view, status, code);

// In the order of LineKind.
constexpr std::array<Rule, line_kind_count> rules{{
    {{"invoke", "submit"}, FieldSet::of(proc, op, key, body_hash), FieldSet::of(value)},
    {{"ok", "submit"}, FieldSet::of(proc, op, status), submit_answer},
    {{"fail", "submit"}, FieldSet::of(proc, op), submit_answer},
    {{"info", "submit"}, FieldSet::of(proc, op), submit_answer},
    {{"invoke", "poll"}, FieldSet::of(proc, op), FieldSet::of(key)},
    {{"ok", "poll"}, FieldSet::of(proc, op, state), FieldSet::of(key, status, doc_hash, version, position, balance)},
    {{"fail", "poll"}, FieldSet::of(proc, op), asked},
    {{"info", "poll"}, FieldSet::of(proc, op), asked},
    {{"invoke", "read"}, FieldSet::of(proc, view, key), FieldSet::of(op)},
    {{"ok", "read"}, FieldSet::of(proc, status), FieldSet::of(op, key, view, balance, value, version, position)},
    {{"fail", "read"}, FieldSet::of(proc), asked},
    {{"info", "read"}, FieldSet::of(proc), asked},
    {{"ok", "subscribe"}, FieldSet::of(proc, op), {}},
    {{"info", "subscribe"}, FieldSet::of(proc, op), {}},
    {{"ok", "push"}, FieldSet::of(proc, op, state), FieldSet::of(doc_hash, version, position)},
    {{"ok", "consume"}, FieldSet::of(proc, message, group), FieldSet::of(op, position, value)},
    {{"ok", "external"}, FieldSet::of(op, step, state), FieldSet::of(proc, value)},
    {{"ok", "position"}, FieldSet::of(node, value), FieldSet::of(proc)},
    {{"nemesis", ""}, FieldSet::of(fault), FieldSet::of(proc, value)},
    {{"view", ""}, FieldSet::of(view, shape, position), FieldSet::of(stream)},
    {{"start", ""}, FieldSet::of(end), FieldSet::of(store, floor)},
    {{"record", ""},
     FieldSet::of(position, op, stream, version, state, events),
     FieldSet::of(caller, code, fingerprint, resp_hash, messages, saga, step, undo)},
    {{"operation", ""}, FieldSet::of(op, state), FieldSet::of(caller, resp_hash, doc_hash)},
    {{"row", ""}, FieldSet::of(view, key), FieldSet::of(balance, op, caller, position, index, value)},
    {{"message", ""}, FieldSet::of(message, group, place), FieldSet::of(policy)},
    {{"saga", ""}, FieldSet::of(op, steps, state), FieldSet::of(caller)},
    {{"oracle", ""}, FieldSet::of(op, step, state), FieldSet::of(caller)},
    {{"end", ""}, {}, FieldSet::of(t)},
}};

std::string quoted(std::string_view text) {
    return "'" + std::string(text) + "'";
}

std::optional<LineKind> find_kind(const Line& line) {
    const bool dump_line = line.has(dump);
    const std::string_view first = dump_line ? line.text(dump) : line.text_or(type, "");
    const std::string_view second = dump_line ? "" : line.text_or(f, "");
    const auto begin = static_cast<std::size_t>(dump_line ? LineKind::dump_view : LineKind::submit_invoke);
    const auto end = dump_line ? line_kind_count : static_cast<std::size_t>(LineKind::dump_view);
    for (std::size_t kind = begin; kind < end; ++kind) {
        if (rules[kind].words.f == second && rules[kind].words.type == first) return static_cast<LineKind>(kind);
    }
    return std::nullopt;
}

std::string unknown_kind(const Line& line) {
    if (line.has(dump)) return "there is no dump line " + quoted(line.text(dump));
    if (!line.has(type)) return "it has neither 'type' nor 'dump'";
    return "there is no 'f' " + quoted(line.text_or(f, "")) + " with 'type' " + quoted(line.text(type));
}

FieldSet required_of(LineKind kind) {
    const Rule& rule = rules[static_cast<std::size_t>(kind)];
    if (is_dump(kind)) return rule.required | FieldSet::of(dump);
    return rule.required | (kind == LineKind::nemesis ? FieldSet::of(n, t, type) : common);
}

FieldSet allowed_of(LineKind kind) {
    const FieldSet allowed = required_of(kind) | rules[static_cast<std::size_t>(kind)].optional;
    return is_dump(kind) ? allowed : allowed | anywhere;
}

}  // namespace

std::optional<std::string> classify(Line& line) {
    const auto kind = find_kind(line);
    if (!kind) return unknown_kind(line);
    const std::string_view what = rules[static_cast<std::size_t>(*kind)].words.type;
    if (const auto missing = required_of(*kind).without(line.fields()).first()) {
        return "a line " + quoted(what) + " needs the field " + quoted(spec(*missing).name);
    }
    if (const auto extra = line.fields().without(allowed_of(*kind)).first()) {
        return "a line " + quoted(what) + " has no field " + quoted(spec(*extra).name);
    }
    line.set_kind(*kind);
    return std::nullopt;
}

KindWords words_of(LineKind kind) {
    return rules[static_cast<std::size_t>(kind)].words;
}

}  // namespace hapax::check
