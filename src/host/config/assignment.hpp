// One value that a source gives to one setting, still as text, and where it stands.
#pragma once

#include <string>
#include <vector>

namespace hapax::configuration {

struct Assignment {
    std::string path;    // "server.listen"
    std::string text;    // "127.0.0.1:8080"
    std::string origin;  // "bank.toml:3", "HAPAX_SERVER__LISTEN", "--listen"
};

// What a source read, and one sentence for each thing that is wrong with it.
struct SourceReading {
    std::vector<Assignment> assignments;
    std::vector<std::string> problems;
};

}  // namespace hapax::configuration
