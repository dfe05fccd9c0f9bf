// The table of settings: the one place that knows paths, kinds, defaults, ranges and help.
//
//   const Setting* setting = find_setting("server.wait");
//   if (auto problem = assign(config, *setting, "250ms")) …   // "'250h' is more than 10m"
//
// Errors   sentences without origin; the caller says where.
// Threads  the table is constant; the rest are pure functions.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "host/config/config.hpp"

namespace hapax::configuration {

enum class Kind : unsigned char { text, address, flag, count, bytes, duration, level, mode };

using Slot = std::variant<std::string*, bool*, std::uint64_t*, Duration*, Level*, AuthMode*>;

struct Setting {
    std::string_view path;
    Kind kind;
    std::string_view initial;
    std::string_view least;  // numbers and durations only
    std::string_view most;
    std::string_view help;
    Slot (*slot)(Config&);
    std::string_view why_least = {};  // what goes wrong below it, where that is not plain
};

std::span<const Setting> settings();
const Setting* find_setting(std::string_view path);

// The known path that looks most like `path`, or nothing when none is near.
std::optional<std::string_view> nearest_path(std::string_view path);

// "a duration such as \"250ms\""
std::string_view kind_text(Kind kind);

// The sentence of what is wrong, or nothing.
std::optional<std::string> assign(Config& config, const Setting& setting, std::string_view text);

// The value as the file would hold it: 5s → "5s" in quotes, counts and flags bare.
std::string toml_text(Config& config, const Setting& setting);

}  // namespace hapax::configuration
