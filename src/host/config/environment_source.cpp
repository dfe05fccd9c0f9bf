#include "host/config/environment_source.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "host/config/setting.hpp"

namespace hapax::configuration {
namespace {

constexpr std::string_view prefix = "HAPAX_";

// "SERVER__CONNECTIONS_MAX" → "server.connections_max"
std::string path_of(std::string_view name) {
    std::string path(name);
    std::ranges::transform(path, path.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    path.replace(path.find("__"), 2, ".");
    return path;
}

void read_variable(std::string_view name, std::string_view value, SourceReading& reading) {
    if (!name.starts_with(prefix)) return;
    const std::string variable(name);
    name.remove_prefix(prefix.size());
    if (name.find("__") == std::string_view::npos) return;
    const std::string path = path_of(name);
    if (find_setting(path) == nullptr) {
        reading.problems.push_back(variable + ": unknown key '" + path + "'");
        return;
    }
    reading.assignments.push_back({path, std::string(value), variable});
}

}  // namespace

SourceReading read_environment(const Environment& environment) {
    SourceReading reading;
    for (const std::string& variable : environment) {
        const std::size_t equals = variable.find('=');
        if (equals == std::string::npos) continue;
        const std::string_view text = variable;
        read_variable(text.substr(0, equals), text.substr(equals + 1), reading);
    }
    return reading;
}

}  // namespace hapax::configuration
