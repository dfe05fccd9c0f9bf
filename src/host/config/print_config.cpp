#include "host/config/print_config.hpp"

#include "codec/answer/json_members.hpp"
#include "host/config/setting.hpp"

namespace hapax::configuration {
namespace {

// A file name may hold anything; a comment must stay one line, and TOML is UTF-8 throughout.
std::string one_line(std::string text) {
    const bool utf8 = valid_utf8(text);
    for (char& c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F || (byte > 0x7F && !utf8)) c = '?';
    }
    return text;
}

}  // namespace

std::string print_config(const Resolved& resolved) {
    Config config = resolved.config;
    std::string page;
    std::string_view open_section;
    for (const Setting& setting : settings()) {
        const std::size_t dot = setting.path.find('.');
        const std::string_view section = setting.path.substr(0, dot);
        if (section != open_section) {
            page.append(page.empty() ? "[" : "\n[").append(section).append("]\n");
            open_section = section;
        }
        page.append(setting.path.substr(dot + 1)).append(" = ").append(toml_text(config, setting));
        page.append("  # ").append(one_line(resolved.origins.at(std::string(setting.path)))).append("\n");
    }
    return page;
}

}  // namespace hapax::configuration
