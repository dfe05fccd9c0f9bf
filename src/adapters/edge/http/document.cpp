#include "adapters/edge/http/document.hpp"

#include "adapters/edge/http/characters.hpp"
#include "codec/digest.hpp"

namespace hapax::http {
namespace {

constexpr std::size_t tag_bytes = 16;  // of a SHA-256

std::string_view type_of(std::string_view media_type) {
    return media_type.substr(0, media_type.find(';'));
}

std::string tag_of(std::string_view body) {
    constexpr std::string_view hex = "0123456789abcdef";
    const auto digest = sha256(body);
    std::string tag = "\"";
    for (std::size_t i = 0; i < tag_bytes; ++i) tag.append(1, hex[digest[i] >> 4]).append(1, hex[digest[i] & 15]);
    return tag + '"';
}

}  // namespace

void Document::seal() {
    for (Rendering& rendering : renderings) rendering.etag = tag_of(rendering.body);
    fields += "Cache-Control: no-cache\r\n";
    if (renderings.size() > 1) fields += "Vary: Accept\r\n";
}

const Rendering& chosen(const Document& document, std::string_view accept) {
    while (!accept.empty()) {
        const std::string_view wanted = trimmed(type_of(next_element(accept)));
        for (const Rendering& rendering : document.renderings) {
            if (same_word(wanted, type_of(rendering.media_type))) return rendering;
        }
    }
    return document.renderings.front();
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
