// JSON Schemas (draft 2020-12) of described types, and an example that is valid for each.
//
//   json_schema(describe_type<Withdraw>(Reading::strict), "/schemas/Withdraw", Extras::refused)
//
// What a schema cannot say: an integer is written without a fraction (1.0 is one for the schema, and refused here).
// Threads  functions of their arguments.
// Source   json-schema.org/draft/2020-12; OpenAPI 3.1 takes the same words.
#pragma once

#include <string>
#include <string_view>

#include "kernel/model/type_shape.hpp"

namespace hapax {

// Members that the type does not have: commands refuse them; what we write may get more in a later version.
enum class Extras : unsigned char { refused, allowed };

// Where `named` shapes are found: "#/$defs/" in a document of its own, "#/components/schemas/Order/$defs/" in OpenAPI.
void append_schema(std::string& out, const TypeShape& shape, std::string_view names_at, Extras extras);

// The schema of a whole type, with its $defs and an example; names_at says where those $defs will be found.
std::string described_schema(const TypeDescription& type, std::string_view names_at, Extras extras);

// A document of its own with $schema and $id.
std::string json_schema(const TypeDescription& type, std::string_view id, Extras extras);

// A value that the schema accepts, as a JSON text.
std::string example_json(const TypeDescription& type);

}  // namespace hapax
