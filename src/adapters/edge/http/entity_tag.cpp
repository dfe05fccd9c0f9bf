#include "adapters/edge/http/entity_tag.hpp"

#include "adapters/edge/http/characters.hpp"
#include "codec/digest.hpp"

namespace hapax::http {
namespace {

constexpr std::size_t tag_bytes = 16;  // of a SHA-256

}  // namespace

std::string entity_tag(std::string_view body) {
    constexpr std::string_view hex = "0123456789abcdef";
    const auto digest = sha256(body);
    std::string tag = "\"";
    for (std::size_t i = 0; i < tag_bytes; ++i) tag.append(1, hex[digest[i] >> 4]).append(1, hex[digest[i] & 15]);
    return tag + '"';
}

bool tag_listed(std::string_view list, std::string_view etag) {
    if (list == "*") return true;
    while (!list.empty()) {
        std::string_view tag = next_element(list);
        if (tag.starts_with("W/")) tag.remove_prefix(2);
        if (tag == etag) return true;
    }
    return false;
}

}  // namespace hapax::http
