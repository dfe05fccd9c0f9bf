// Assignments of a TOML file, each with its line.
//
//   SourceReading reading = read_toml(text, "bank.toml");
//
// Errors   what is no TOML, an unknown key or section, a value of another type: each with file, line and a sentence.
//          A key that looks like a known one gets a hint.
// Threads  pure functions; read_toml_file reads the file.
#pragma once

#include <string>
#include <string_view>

#include "host/config/assignment.hpp"

namespace hapax::configuration {

constexpr std::size_t file_bytes_max = 1 << 20;

SourceReading read_toml(std::string_view text, const std::string& file);
SourceReading read_toml_file(const std::string& file);

}  // namespace hapax::configuration
