// The table of ARCHITECTURE.md, section 3: which folder may include what, of ours and of others.
//
//   const Place place = place_of("src/adapters/index/rocksdb/run.cpp");
//   place.layer                     "adapter"
//   place.may_include("sqlite3.h")  false
//
// A folder that the table does not know has the layer "" and may include nothing: add it to the table first.
// Source   ARCHITECTURE.md, section 3.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hapax::architecture {

struct Place {
    std::string layer;
    bool test = false;                 // x_test.cpp beside x.cpp
    std::vector<std::string> ours;     // prefixes of allowed includes of ours
    std::vector<std::string> drivers;  // prefixes of allowed third-party includes
    bool system = false;               // may include headers of the operating system

    bool may_include(std::string_view target) const;
};

Place place_of(std::string_view path);

// What an include is: ours, of the standard library, of the operating system, or of a third party.
enum class Origin : unsigned char { ours, standard, system, third_party };
Origin origin_of(std::string_view target);

}  // namespace hapax::architecture
