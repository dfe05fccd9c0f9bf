// EventShape: what an event looks like on disk, as data: for the catalogue lock and for documents.
//
// Threads  values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hapax {

struct FieldShape {
    std::string name;
    std::string type;  // as codec/type_text.hpp writes it
    friend bool operator==(const FieldShape&, const FieldShape&) = default;
};

struct EventShape {
    std::string stream;  // of its aggregate: "account"
    std::string name;
    std::uint32_t schema = 1;
    std::vector<std::string> aliases;  // names under which it was stored before
    std::vector<FieldShape> fields;
    friend bool operator==(const EventShape&, const EventShape&) = default;
};

}  // namespace hapax
