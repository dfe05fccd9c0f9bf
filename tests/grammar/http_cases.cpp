#include "grammar/http_cases.hpp"

#include <algorithm>

#include "grammar/notation.hpp"
#include "kernel/assert.hpp"

namespace hapax::grammar {
namespace {

std::string cut_front(std::string& text, char mark) {
    const std::size_t end = std::min(text.find(mark), text.size());
    const std::string part = text.substr(0, end);
    text.erase(0, end + 1);
    return part;
}

FieldDemand demand_of(std::string text) {
    FieldDemand demand;
    demand.absent = text.starts_with('!');
    if (demand.absent) text.erase(0, 1);
    demand.name = cut_front(text, ':');
    if (text.starts_with(' ')) demand.value = text.substr(1);
    return demand;
}

// "200", "400!", "405[Allow: GET; Date]", "200h"
Expected expected_of(std::string text) {
    Expected expected;
    std::string status = cut_front(text, '[');
    if (!text.empty()) text.pop_back();
    while (!text.empty()) expected.fields.push_back(demand_of(cut_front(text, ';')));
    expected.closes = status.ends_with('!');
    expected.status = std::stoi(status);
    return expected;
}

void read_answers(std::string text, HttpCase& into) {
    while (!text.empty()) {
        const std::size_t bracket = text.find('[');
        const std::size_t space = std::min(text.find(' '), text.size());
        std::size_t end = space;
        if (bracket < space) end = text.find(']', bracket) + 1;
        const std::string token = text.substr(0, end);
        text.erase(0, end + 1);
        if (token == "-") {
            into.waits = true;
        } else {
            into.answers.push_back(expected_of(token));
        }
    }
    HAPAX_ASSERT(into.waits || !into.answers.empty(), "a case expects something");
}

}  // namespace

std::vector<HttpCase> read_http_cases(const std::string& path) {
    std::vector<HttpCase> cases;
    for (const Line& line : read_table(path, 4)) {
        HttpCase one;
        one.line = line.number;
        one.section = line.columns[0];
        one.writes = writes_of(line.columns[2]);
        one.why = line.columns[3];
        read_answers(line.columns[1], one);
        cases.push_back(std::move(one));
    }
    return cases;
}

}  // namespace hapax::grammar
