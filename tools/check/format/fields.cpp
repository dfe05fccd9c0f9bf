#include "tools/check/format/fields.hpp"

#include <bit>

namespace hapax::check {
namespace {

using enum ValueKind;

constexpr std::array<FieldSpec, field_count> specs{{
    {"dump", text},      {"n", ordinal},       {"t", ordinal},        {"type", text},      {"f", text},
    {"proc", ordinal},   {"shape", text},      {"position", ordinal}, {"op", text},        {"caller", text},
    {"key", text},       {"stream", text},     {"view", text},        {"group", text},     {"message", text},
    {"body_hash", hash}, {"value", integer},   {"attempt", ordinal},  {"status", ordinal}, {"state", text},
    {"code", text},      {"fingerprint", hash}, {"resp_hash", hash},  {"doc_hash", hash},  {"version", ordinal},
    {"balance", integer}, {"index", ordinal},  {"saga", text},        {"step", ordinal},   {"undo", flag},
    {"steps", ordinal},  {"place", text},      {"policy", text},      {"node", text},      {"fault", text},
    {"store", text},     {"end", ordinal},     {"floor", integer},    {"events", events},  {"messages", messages},
}};

// Names by a cheap hash of length, first and last letter; a full comparison decides.
constexpr std::size_t slots = 256;
constexpr std::uint8_t no_field = 0xFF;

constexpr std::size_t slot_of(std::string_view name) {
    const auto first = static_cast<unsigned char>(name.front());
    const auto last = static_cast<unsigned char>(name.back());
    return (name.size() * 37 + first * 11u + last * 5u) % slots;
}

constexpr std::array<std::uint8_t, slots> make_table() {
    std::array<std::uint8_t, slots> table{};
    table.fill(no_field);
    for (std::size_t field = 0; field < field_count; ++field) {
        std::size_t slot = slot_of(specs[field].name);
        while (table[slot] != no_field) slot = (slot + 1) % slots;
        table[slot] = static_cast<std::uint8_t>(field);
    }
    return table;
}

constexpr auto table = make_table();
static_assert(field_count <= 64, "a FieldSet is 64 bits");

}  // namespace

const FieldSpec& spec(Field field) {
    return specs[static_cast<std::size_t>(field)];
}

std::optional<Field> find_field(std::string_view name) {
    if (name.empty()) return std::nullopt;
    for (std::size_t slot = slot_of(name); table[slot] != no_field; slot = (slot + 1) % slots) {
        if (specs[table[slot]].name == name) return static_cast<Field>(table[slot]);
    }
    return std::nullopt;
}

std::optional<Field> FieldSet::first() const {
    if (bits_ == 0) return std::nullopt;
    return static_cast<Field>(std::countr_zero(bits_));
}

}  // namespace hapax::check
