#include "adapters/edge/http/hub_query.hpp"

#include <algorithm>

#include "adapters/edge/http/characters.hpp"
#include "adapters/edge/http/target.hpp"

namespace hapax::http {
namespace {

constexpr std::size_t connection_id_bytes_max = 128;
constexpr CharacterClass token_characters{"-._~+/=", true};

bool take(HubQuery& into, std::string_view name, const std::string& value) {
    if (name == "negotiateVersion") {
        if (value.size() != 1 || !digit_class.all(value)) return false;
        into.version = static_cast<std::uint32_t>(value.front() - '0');
        return true;
    }
    if (name == "id") {
        const bool fits = !value.empty() && value.size() <= connection_id_bytes_max;
        into.id = value;
        return fits && token_characters.all(value);
    }
    if (name != "access_token") return false;
    into.access_token = value;
    return token_characters.all(value);
}

}  // namespace

std::optional<HubQuery> hub_query(std::string_view query) {
    HubQuery read;
    std::string names = "&";
    while (!query.empty()) {
        const std::string_view parameter = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(parameter.size() + 1, query.size()));
        const std::string_view name = parameter.substr(0, parameter.find('='));
        const auto value = decoded(parameter.substr(std::min(name.size() + 1, parameter.size())));
        const std::string marked = '&' + std::string(name) + '&';
        if (!value || names.find(marked) != std::string::npos || !take(read, name, *value)) return std::nullopt;
        names += marked;
    }
    return read;
}

}  // namespace hapax::http
