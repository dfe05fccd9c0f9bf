// Line: one line of a history or a dump, understood: which fields it has and what they hold.
//
//   if (line.has(Field::status)) use(line.number(Field::status));
//   line.kind()                          // what it says: LineKind::submit_invoke, LineKind::record, …
//
// Lifetime  texts are views: of a line that was read, into the reader's buffer until the next line is read.
// Errors    asking for a field that the line does not have is a programmer error (asserts).
// Threads   a value.
#pragma once

#include <array>
#include <string_view>
#include <vector>

#include "kernel/assert.hpp"
#include "tools/check/format/fields.hpp"

namespace hapax::check {

enum class LineKind : std::uint8_t {
    submit_invoke,
    submit_ok,
    submit_fail,
    submit_info,
    poll_invoke,
    poll_ok,
    poll_fail,
    poll_info,
    read_invoke,
    read_ok,
    read_fail,
    read_info,
    subscribe_ok,
    subscribe_info,
    push,
    consume,
    external,
    position,
    nemesis,
    // of the dump, in the order in which it has them
    dump_view,
    dump_start,
    dump_record,
    dump_operation,
    dump_row,
    dump_message,
    dump_saga,
    dump_oracle,
    dump_end,
};
inline constexpr std::size_t line_kind_count = static_cast<std::size_t>(LineKind::dump_end) + 1;

constexpr bool is_dump(LineKind kind) {
    return kind >= LineKind::dump_view;
}

struct EventLine {
    std::string_view type;
    std::int64_t schema = 1;
    std::int64_t amount = 0;
    std::int64_t balance = 0;
    bool has_amount = false;
    bool has_balance = false;
};

struct MessageLine {
    std::string_view message;
    std::string_view group;
};

class Line {
 public:
    LineKind kind() const { return kind_; }
    FieldSet fields() const { return fields_; }
    bool has(Field field) const { return fields_.has(field); }

    std::int64_t number(Field field) const {
        HAPAX_ASSERT(has(field), "the line has this field");
        return numbers_[index_of(field)];
    }
    std::uint64_t hash(Field field) const { return static_cast<std::uint64_t>(number(field)); }
    std::string_view text(Field field) const {
        HAPAX_ASSERT(has(field), "the line has this field");
        return texts_[index_of(field)];
    }
    std::int64_t number_or(Field field, std::int64_t otherwise) const {
        return has(field) ? numbers_[index_of(field)] : otherwise;
    }
    std::string_view text_or(Field field, std::string_view otherwise) const {
        return has(field) ? texts_[index_of(field)] : otherwise;
    }
    std::string_view caller() const { return text_or(Field::caller, "anonymous"); }
    std::int64_t time() const { return number(Field::t); }

    std::vector<EventLine> events;
    std::vector<MessageLine> messages;

    // For readers and writers of lines.
    void clear(LineKind kind) {
        kind_ = kind;
        fields_ = {};
        events.clear();
        messages.clear();
    }
    void set_kind(LineKind kind) { kind_ = kind; }
    void set(Field field, std::int64_t number) {
        fields_.add(field);
        numbers_[index_of(field)] = number;
    }
    void set_hash(Field field, std::uint64_t hash) { set(field, static_cast<std::int64_t>(hash)); }
    void set(Field field, std::string_view text) {
        fields_.add(field);
        texts_[index_of(field)] = text;
    }
    void mark(Field field) { fields_.add(field); }  // of arrays
    void remove(Field field) { fields_.remove(field); }

 private:
    static constexpr std::size_t index_of(Field field) { return static_cast<std::size_t>(field); }

    FieldSet fields_;
    LineKind kind_ = LineKind::nemesis;
    std::array<std::int64_t, field_count> numbers_{};
    std::array<std::string_view, field_count> texts_{};
};

}  // namespace hapax::check
