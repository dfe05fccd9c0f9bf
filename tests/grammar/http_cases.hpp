// One line of http.tsv: what is sent, and what must come back.
//
//   for (const HttpCase& one : read_http_cases(path)) …
//
// Errors   an expectation that cannot be read ends the test program: the table is ours.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace hapax::grammar {

struct FieldDemand {
    std::string name;
    std::optional<std::string> value;
    bool absent = false;
};

struct Expected {
    int status = 0;
    bool closes = false;
    std::vector<FieldDemand> fields;
};

struct HttpCase {
    std::size_t line = 0;
    std::string section;
    std::vector<std::string> writes;
    std::string why;
    std::vector<Expected> answers;
    bool waits = false;  // nothing more may come yet

    bool closes() const { return !answers.empty() && answers.back().closes; }
};

std::vector<HttpCase> read_http_cases(const std::string& path);

}  // namespace hapax::grammar
