#include "adapters/views/sqlite/needed.hpp"

#include <algorithm>

namespace hapax::sqlite {
namespace {

bool is_wanted(const Entry& entry, const ViewSchema& schema) {
    return entry.name == schema.table && entry.stored.version == schema.version &&
           description(entry.stored) == description(schema);
}

}  // namespace

bool needed(const Entry& entry, const std::vector<Entry>& all, const std::vector<ViewSchema>& schemas) {
    for (const ViewSchema& schema : schemas) {
        if (is_wanted(entry, schema)) return true;
        if (entry.name != schema.table || !entry.serving || entry.stored.version == schema.version) continue;
        return std::none_of(all.begin(), all.end(),
                            [&](const Entry& other) { return is_wanted(other, schema) && other.serving; });
    }
    return false;
}

}  // namespace hapax::sqlite
