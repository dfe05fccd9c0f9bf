#include "host/config/print_config.hpp"

#include "host/config/setting.hpp"

namespace hapax::configuration {
namespace {

// A file name may hold anything; a comment must stay one line.
std::string one_line(std::string text) {
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
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
