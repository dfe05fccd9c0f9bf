// What a tool has to say, and its three forms.
//
//   const Fields one{text_field("view", "balances"), number_field("position", 17)};
//   render(one, OutputForm::json)                    {"view":"balances","position":17}
//   render(std::vector<Fields>{one}, OutputForm::table)      VIEW      POSITION
//                                                            balances  17
//   table    for people: one object is one line for each field, several are columns; control characters are shown as
//            '?', since a stream's key may hold what a terminal obeys
//   json     one value: an object, or an array of objects
//   ndjson   each object on a line of its own
// Threads  pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/error.hpp"
#include "tools/hapax/order.hpp"

namespace hapax::tools {

struct Field {
    std::string name;
    std::string value;    // a text, or JSON
    bool is_text = true;  // to be quoted in JSON
};
using Fields = std::vector<Field>;

Field text_field(std::string name, std::string_view text);
Field number_field(std::string name, std::uint64_t number);
Field flag_field(std::string name, bool flag);
Field json_field(std::string name, std::string_view json);

// The members of a JSON object, in their order; nothing when it is none.
Result<Fields> fields_of(std::string_view json_object);

enum class Emphasis : std::uint8_t { none, terminal };  // of names, in tables

std::string render(const Fields& object, OutputForm form, Emphasis emphasis = Emphasis::none);
std::string render(const std::vector<Fields>& objects, OutputForm form, Emphasis emphasis = Emphasis::none);

}  // namespace hapax::tools
