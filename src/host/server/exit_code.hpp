// What a program of hapax answers to its shell. The same numbers for servers and tools.
#pragma once

#include "host/config/resolve.hpp"
#include "kernel/error.hpp"

namespace hapax {

constexpr int exit_ok = 0;
constexpr int exit_failed = 1;       // the operation failed or was rejected; a store refused to open
constexpr int exit_usage = 2;        // the command line
constexpr int exit_config = 3;       // the configuration
constexpr int exit_unreachable = 4;  // no server, or too late
constexpr int exit_not_authorised = 5;
constexpr int exit_conflict = 6;       // in use by another process
constexpr int exit_internal = 70;      // we were wrong
constexpr int exit_interrupted = 130;  // by the person at the keyboard

inline int exit_code_of(const Error& error) {
    if (error.code == config_errc::usage) return exit_usage;
    if (error.code == config_errc::invalid) return exit_config;
    if (error.code.name == "disk-locked") return exit_conflict;
    return exit_failed;
}

}  // namespace hapax
