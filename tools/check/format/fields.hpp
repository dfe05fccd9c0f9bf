// Fields: every member that a line of a history or a dump may have, with the kind of value that it holds.
//
//   spec(Field::op).name                 "op"
//   find_field("resp_hash")              Field::resp_hash
//
// The order of the enumeration is the order in which the writer writes them.
// Threads  constants.
// Source   docs/formats/history.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hapax::check {

enum class Field : std::uint8_t {
    dump,
    n,
    t,
    type,
    f,
    proc,
    shape,
    position,
    op,
    caller,
    key,
    stream,
    view,
    group,
    message,
    body_hash,
    value,
    attempt,
    status,
    state,
    code,
    fingerprint,
    resp_hash,
    doc_hash,
    version,
    balance,
    index,
    saga,
    step,
    undo,
    steps,
    place,
    policy,
    node,
    fault,
    store,
    end,
    floor,
    events,
    messages,
};
inline constexpr std::size_t field_count = static_cast<std::size_t>(Field::messages) + 1;

enum class ValueKind : std::uint8_t {
    integer,   // any 64-bit integer
    ordinal,   // not below 0; a JSON string of digits as well
    hash,      // 16 to 64 hexadecimal digits
    text,      // at most name_bytes_max bytes
    flag,      // true or false
    events,    // array
    messages,  // array
};

struct FieldSpec {
    std::string_view name;
    ValueKind kind = ValueKind::text;
};

const FieldSpec& spec(Field field);
std::optional<Field> find_field(std::string_view name);

// A set of fields.
class FieldSet {
 public:
    constexpr FieldSet() = default;
    template <class... Fields>
    static constexpr FieldSet of(Fields... fields) {
        FieldSet set;
        (set.add(fields), ...);
        return set;
    }
    constexpr void add(Field field) { bits_ |= bit(field); }
    constexpr void remove(Field field) { bits_ &= ~bit(field); }
    constexpr bool has(Field field) const { return (bits_ & bit(field)) != 0; }
    constexpr bool empty() const { return bits_ == 0; }
    constexpr FieldSet operator|(FieldSet other) const { return FieldSet(bits_ | other.bits_); }
    constexpr FieldSet without(FieldSet other) const { return FieldSet(bits_ & ~other.bits_); }
    std::optional<Field> first() const;

 private:
    constexpr explicit FieldSet(std::uint64_t bits) : bits_(bits) {}
    static constexpr std::uint64_t bit(Field field) { return std::uint64_t{1} << static_cast<unsigned>(field); }
    std::uint64_t bits_ = 0;
};

}  // namespace hapax::check
