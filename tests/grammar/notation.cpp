#include "grammar/notation.hpp"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>

#include "kernel/ids.hpp"

namespace hapax::grammar {
namespace {

[[noreturn]] void broken(const std::string& what) {
    std::fprintf(stderr, "a table of tests/grammar is broken: %s\n", what.c_str());
    std::abort();
}

std::vector<std::string> split(std::string_view line) {
    std::vector<std::string> columns;
    for (std::size_t tab = line.find('\t'); tab != std::string_view::npos; tab = line.find('\t')) {
        columns.emplace_back(line.substr(0, tab));
        line.remove_prefix(tab + 1);
    }
    columns.emplace_back(line);
    return columns;
}

std::uint64_t next_number() {
    static std::uint64_t number = 0;
    return ++number;
}

template <class Number>
std::optional<Number> number(std::string_view digits, int base) {
    Number value = 0;
    const char* begin = digits.data();
    const char* end = begin + digits.size();
    const auto [stop, failed] = std::from_chars(begin, end, value, base);
    return failed == std::errc{} && stop == end ? std::optional(value) : std::nullopt;
}

// Takes "N:text}" off the front of `rest`.
std::string repeated(std::string_view& rest) {
    const std::size_t colon = rest.find(':');
    const std::size_t end = rest.find('}');
    if (colon == std::string_view::npos || end == std::string_view::npos || colon > end) broken("a repetition");
    const auto times = number<std::size_t>(rest.substr(0, colon), 10);
    if (!times) broken("a repetition");
    const std::string text = bytes_of(rest.substr(colon + 1, end - colon - 1));
    std::string out;
    for (std::size_t i = 0; i < *times; ++i) out += text;
    rest.remove_prefix(end + 1);
    return out;
}

char hex_byte(std::string_view& rest) {
    const auto value = rest.size() < 2 ? std::nullopt : number<unsigned>(rest.substr(0, 2), 16);
    if (!value) broken("an escape before '" + std::string(rest.substr(0, 20)) + "'");
    rest.remove_prefix(2);
    return static_cast<char>(*value);
}

// What the escape at the front of `rest`, behind its tilde, stands for.
std::string escape(std::string_view& rest) {
    const char kind = rest.empty() ? '\0' : rest.front();
    if (kind != 'n' && kind != '{' && kind != 'i' && kind != 'a') return {hex_byte(rest)};
    rest.remove_prefix(1);
    if (kind == 'n') return "\r\n";
    if (kind == '{') return repeated(rest);
    const std::uint64_t number = next_number();
    if (kind == 'a') return "grammar-" + std::to_string(number);
    return Uuid::v7(1'763'800'000'000, mixed(number), mixed(~number)).text();
}

}  // namespace

std::vector<Line> read_table(const std::string& path, std::size_t columns) {
    std::ifstream in(path, std::ios::binary);
    std::vector<Line> table;
    std::string text;
    for (std::size_t number = 1; std::getline(in, text); ++number) {
        if (text.empty() || text.starts_with('#')) continue;
        table.push_back({number, split(text)});
        if (table.back().columns.size() != columns) broken(path + ":" + std::to_string(number) + ": its columns");
    }
    return table;
}

std::vector<std::string> writes_of(std::string_view notation) {
    std::vector<std::string> writes(1);
    while (!notation.empty()) {
        const std::size_t tilde = std::min(notation.find('~'), notation.size());
        writes.back() += notation.substr(0, tilde);
        notation.remove_prefix(tilde);
        if (notation.empty()) break;
        notation.remove_prefix(1);
        if (notation.starts_with('|')) {
            notation.remove_prefix(1);
            writes.emplace_back();
        } else {
            writes.back() += escape(notation);
        }
    }
    return writes;
}

std::string bytes_of(std::string_view notation) {
    std::string all;
    for (const std::string& write : writes_of(notation)) all += write;
    return all;
}

}  // namespace hapax::grammar
