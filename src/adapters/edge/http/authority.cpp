#include "adapters/edge/http/authority.hpp"

#include <algorithm>
#include <optional>

#include "adapters/edge/http/characters.hpp"

namespace hapax::http {
namespace {

constexpr std::size_t port_digits_max = 5;
constexpr std::size_t ipv6_groups = 8;
constexpr CharacterClass name_class{"-._~!$&'()*+,;=%", true};
constexpr CharacterClass later_address_class{"-._~!$&'()*+,;=:", true};

// What is before the next `mark`; `rest` is what is after it, and nothing more when there was no mark.
std::string_view part_before(std::string_view& rest, char mark, bool& more) {
    const std::size_t end = std::min(rest.find(mark), rest.size());
    const std::string_view part = rest.substr(0, end);
    more = end != rest.size();
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return part;
}

bool valid_port(std::string_view rest) {
    return rest.empty() ||
           (rest.front() == ':' && rest.size() <= 1 + port_digits_max && digit_class.all(rest.substr(1)));
}

bool valid_name(std::string_view name) {
    if (name.empty() || !name_class.all(name)) return false;
    for (std::size_t at = name.find('%'); at != std::string_view::npos; at = name.find('%', at + 1)) {
        if (name.size() - at < 3 || !hex_class.all(name.substr(at + 1, 2))) return false;
    }
    return true;
}

bool valid_octet(std::string_view octet) {
    if (octet.empty() || octet.size() > 3 || !digit_class.all(octet)) return false;
    if (octet.size() > 1 && octet.front() == '0') return false;
    return octet.size() < 3 || octet <= "255";
}

bool valid_ipv4(std::string_view address) {
    std::size_t octets = 0;
    for (bool more = true; more; ++octets) {
        if (!valid_octet(part_before(address, '.', more))) return false;
    }
    return octets == 4;
}

// Groups of 16 bits between colons; an IPv4 address at the end of the whole address stands for two.
std::optional<std::size_t> groups_of(std::string_view text, bool ends_address) {
    std::size_t groups = 0;
    for (bool more = !text.empty(); more;) {
        const std::string_view group = part_before(text, ':', more);
        const bool hex = !group.empty() && group.size() <= 4 && hex_class.all(group);
        if (!hex && (more || !ends_address || !valid_ipv4(group))) return std::nullopt;
        groups += hex ? 1 : 2;
    }
    return groups;
}

bool valid_ipv6(std::string_view address) {
    const std::size_t gap = address.find("::");
    if (gap == std::string_view::npos) return groups_of(address, true) == ipv6_groups;
    const auto before = groups_of(address.substr(0, gap), false);
    const auto after = groups_of(address.substr(gap + 2), true);
    return before && after && *before + *after < ipv6_groups;
}

// "v1.something": a form that no standard has given a meaning yet.
bool valid_later_address(std::string_view address) {
    const std::size_t dot = std::min(address.find('.'), address.size());
    return lower(address.front()) == 'v' && dot > 1 && hex_class.all(address.substr(1, dot - 1)) &&
           address.size() > dot + 1 && later_address_class.all(address.substr(dot + 1));
}

}  // namespace

bool valid_authority(std::string_view authority) {
    if (authority.starts_with('[')) {
        const std::size_t end = authority.find(']');
        if (end == std::string_view::npos || end == 1) return false;
        const std::string_view address = authority.substr(1, end - 1);
        return (valid_ipv6(address) || valid_later_address(address)) && valid_port(authority.substr(end + 1));
    }
    const std::size_t colon = std::min(authority.find(':'), authority.size());
    return valid_name(authority.substr(0, colon)) && valid_port(authority.substr(colon));
}

bool same_authority(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace hapax::http
