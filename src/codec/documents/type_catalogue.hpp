// The type catalogue: the described types of a service, each under one name, for /schemas/{type} and OpenAPI.
//
//   const TypeCatalogue types(service);
//   types.body(command)   // the name of its schema: "Withdraw"
//
// Names    a type has its own; one whose name another has already gets a number, and an event its stream before it.
//          Types that it names are spelt out in its own $defs.
// Threads  immutable; share freely. It keeps nothing of the service.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "codec/json_schema.hpp"
#include "kernel/model/service.hpp"

namespace hapax {

struct CatalogueType {
    std::string name;
    TypeDescription type;
    Extras extras = Extras::allowed;
    bool in_api = true;  // false: an event, which is stored and not sent
};

class TypeCatalogue {
 public:
    explicit TypeCatalogue(const Service& service);

    const CatalogueType& body(const CommandType& command) const { return types_[bodies_.find(command.name())->second]; }
    const CatalogueType& completed(const CommandType& command) const {
        return types_[answers_.find(command.name())->second];
    }
    const CatalogueType& row(std::uint32_t view) const { return types_[rows_.at(view)]; }

    // All of them: commands, their answers, rows, events.
    const std::vector<CatalogueType>& all() const { return types_; }

 private:
    std::size_t add(TypeDescription type, Extras extras, const std::string& qualifier = {});
    bool taken(std::string_view name) const;

    std::vector<CatalogueType> types_;
    std::map<std::string, std::size_t, std::less<>> bodies_;  // by the name of the command
    std::map<std::string, std::size_t, std::less<>> answers_;
    std::vector<std::size_t> rows_;
};

// What every answer to a command that was carried out has, and what its reply() adds.
TypeDescription completed_type(const CommandType& command);

}  // namespace hapax
