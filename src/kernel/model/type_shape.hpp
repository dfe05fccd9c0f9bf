// TypeShape: what a value looks like on the wire, as data: for schemas, documents and generated clients.
//
//   const TypeDescription body = command.body();   // {amount: integer from 1 to 1000000000000000}
//
// A described type is spelt out once: as the root of its description, or among the definitions that the root names.
// Wherever else it stands, there is a `named` shape with its name.
// Units    numbers are kept as JSON texts, so that 64 bits stay exact; lengths are characters or elements.
// Threads  values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hapax {

struct TypeShape {
    enum class Kind : std::uint8_t { boolean, integer, number, text, choice, list, map, object, named };
    Kind kind = Kind::object;
    std::string member = {};   // under which name it stands in its object
    bool optional = false;     // null stands for nothing; as a member it may also be missing
    std::string name = {};     // of an object, a choice or a named shape
    std::string about = {};    // what it means, for readers
    std::string example = {};  // a JSON text; empty = none was given
    std::string format = {};   // of a text: "uuid"
    std::string pattern = {};  // of a text: an ECMA-262 expression
    std::string minimum = {};  // of a number; empty = none
    std::string maximum = {};
    std::optional<std::uint64_t> min_length = {};  // of a text, list or map
    std::optional<std::uint64_t> max_length = {};
    std::vector<std::string> choices = {};
    std::vector<TypeShape> element = {};  // of a list or map: exactly one
    std::vector<TypeShape> members = {};
};

struct TypeDescription {
    TypeShape root;                      // nothing to say: an object without members
    std::vector<TypeShape> definitions;  // objects that the root or one of these names
};

// One way in which a command may be rejected, as its author declared it.
struct DeclaredRejection {
    std::string_view code;
    std::string_view about;
};

}  // namespace hapax
