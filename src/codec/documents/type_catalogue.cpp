#include "codec/documents/type_catalogue.hpp"

#include <algorithm>

namespace hapax {
namespace {

using Kind = TypeShape::Kind;

// Names that the documents need for themselves.
constexpr std::string_view taken_names[] = {"Problem", "Operation", "Accepted", "Health", "Version"};

void rename(TypeShape& shape, const std::string& from, const std::string& to) {
    if (shape.name == from) shape.name = to;
    for (TypeShape& element : shape.element) rename(element, from, to);
    for (TypeShape& member : shape.members) rename(member, from, to);
}

}  // namespace

TypeDescription completed_type(const CommandType& command) {
    TypeDescription type = command.reply();
    type.root.kind = Kind::object;
    type.root.name = std::string(command.name()) + "Completed";
    type.root.about = "The operation was carried out, and every required view shows it.";
    std::vector<TypeShape> members{
        {.kind = Kind::text, .member = "operation", .about = "Its id.", .format = "uuid"},
        {.kind = Kind::choice, .member = "status", .choices = {"completed"}},
        {.kind = Kind::text,
         .member = "stream",
         .about = "The aggregate: its type and its key.",
         .example = "\"account/42\""},
        {.kind = Kind::integer, .member = "version", .about = "Of the aggregate, after it.", .minimum = "0"},
        {.kind = Kind::text, .member = "position", .about = "In the journal.", .pattern = "^[0-9]{1,20}$"}};
    std::ranges::move(type.root.members, std::back_inserter(members));
    type.root.members = std::move(members);
    return type;
}

TypeCatalogue::TypeCatalogue(const Service& service) {
    for (const auto& command : service.commands)
        bodies_[std::string(command->name())] = add(command->body(), Extras::refused);
    for (const auto& command : service.commands) {
        answers_[std::string(command->name())] = add(completed_type(*command), Extras::allowed);
    }
    for (const auto& view : service.views) rows_.push_back(add(view->row_type(), Extras::allowed));
    for (const auto& aggregate : service.aggregates) {
        const std::string qualifier = std::string(aggregate->stream()) + ".";
        for (const TypeDescription& event : aggregate->event_types()) {
            types_[add(event, Extras::allowed, qualifier)].in_api = false;
        }
    }
}

std::size_t TypeCatalogue::add(TypeDescription type, Extras extras, const std::string& qualifier) {
    std::string wanted = type.root.name.empty() ? "Type" : type.root.name;
    if (taken(wanted)) wanted = qualifier + wanted;
    std::string name = wanted;
    for (std::size_t n = 2; taken(name); ++n) name = wanted + std::to_string(n);
    const std::string before = type.root.name;
    if (!before.empty() && before != name) {
        rename(type.root, before, name);
        for (TypeShape& shape : type.definitions) rename(shape, before, name);
    }
    type.root.name = name;
    types_.push_back({name, std::move(type), extras});
    return types_.size() - 1;
}

bool TypeCatalogue::taken(std::string_view name) const {
    return std::ranges::count(taken_names, name) != 0 ||
           std::ranges::find(types_, name, &CatalogueType::name) != types_.end();
}

}  // namespace hapax
