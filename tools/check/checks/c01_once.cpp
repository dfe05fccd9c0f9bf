// C1, once: per operation one record, per saga one record for each step, per external step one charge.

#include "tools/check/checks/c01_once.hpp"

namespace hapax::check {
namespace {

// The line that was first; 0 when this is.
std::uint32_t earlier(Table<Once>& table, std::uint64_t id, std::uint32_t at) {
    Once& once = table[table.find_or_add(id).first];
    if (once.line != 0) return once.line;
    once.line = at;
    return 0;
}

}  // namespace

void AtMostOnce::record(Evidence& evidence, const Operation& before, const Line& line, std::uint32_t at) {
    if (before.has_record) {
        evidence.findings.add(Check::once, "one operation has two records", {before.record_line, at});
    }
    if (!line.has(Field::saga) || line.text(Field::state) != "accomplished") return;
    const auto step = static_cast<std::uint64_t>(line.number_or(Field::step, 0)) * 2;
    const std::uint64_t undo = line.number_or(Field::undo, 0) != 0 ? 1 : 0;
    const std::uint64_t id = fold(hash_of(line.text(Field::saga)), 2 * (step + undo) + 1);
    if (const auto first = earlier(steps_, id, at)) {
        evidence.findings.add(Check::once, "one step of a saga has two records", {first, at});
    }
}

void AtMostOnce::external(Evidence& evidence, const Line& line, std::uint32_t at) {
    const std::string_view state = line.text(Field::state);
    if (state == "refused") return;
    const auto step = static_cast<std::uint64_t>(line.number(Field::step)) * 2 + (state == "undone" ? 1 : 0);
    const std::uint64_t id = fold(operation_hash(line.caller(), line.text(Field::op)), 2 * step + 1);
    if (const auto first = earlier(charges_, id, at)) {
        evidence.findings.add(Check::once, "one external step was carried out twice", {first, at});
    }
}

}  // namespace hapax::check
