// Log: one line for people about one thing that happened. Not for the hot path.
//
//   log.write(Level::error, "operation failed", {{"operation", id}, {"cause", what}});
//
// Threads  any.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace hapax {

enum class Level : std::uint8_t { debug, info, warning, error };

struct LogField {
    std::string_view name;
    std::string value;
};

class Log {
 public:
    virtual ~Log() = default;
    virtual void write(Level level, std::string_view message, std::initializer_list<LogField> fields = {}) = 0;
};

}  // namespace hapax
