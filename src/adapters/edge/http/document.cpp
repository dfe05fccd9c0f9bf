#include "adapters/edge/http/document.hpp"

#include "adapters/edge/http/characters.hpp"
#include "adapters/edge/http/entity_tag.hpp"

namespace hapax::http {
namespace {

std::string_view type_of(std::string_view media_type) {
    return media_type.substr(0, media_type.find(';'));
}

}  // namespace

void Document::seal() {
    for (Rendering& rendering : renderings) rendering.etag = entity_tag(rendering.body);
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

}  // namespace hapax::http
