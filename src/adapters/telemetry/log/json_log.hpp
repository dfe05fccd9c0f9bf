// The Log port on spdlog: one JSON object a line, to stderr or to a file.
//
//   auto log = make_json_log({.level = Level::info, .file = ""});
//   (*log)->write(Level::warning, "listening without identity", {{"address", "0.0.0.0:8080"}});
//
// A line is written and flushed before write() returns: this is not for the hot path, and after a crash the last line
// is there.
// Errors   make_json_log: log_errc::not_opened when the file cannot be opened. A line that cannot be written is
// dropped.
// Threads  any.
#pragma once

#include <memory>
#include <string>

#include "kernel/error.hpp"
#include "ports/driven/log.hpp"

namespace hapax {

namespace log_errc {
constexpr ErrorCode not_opened{"log-not-opened", Handling::park};
}

struct JsonLogOptions {
    Level level = Level::info;  // lines below it are dropped
    std::string file;           // empty: stderr
};

Result<std::unique_ptr<Log>> make_json_log(const JsonLogOptions& options);

}  // namespace hapax
