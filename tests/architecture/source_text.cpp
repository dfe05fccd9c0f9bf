#include "source_text.hpp"

#include <algorithm>
#include <cctype>

namespace hapax::architecture {
namespace {

bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

void blank(std::string& code, std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < std::min(to, code.size()); ++i) {
        if (code[i] != '\n') code[i] = ' ';
    }
}

std::size_t end_of(std::string_view text, std::string_view mark, std::size_t from) {
    const std::size_t at = text.find(mark, from);
    return at == std::string_view::npos ? text.size() : at + mark.size();
}

std::size_t end_of_literal(std::string_view text, std::size_t from) {
    const char quote = text[from];
    std::size_t i = from + 1;
    while (i < text.size() && text[i] != quote && text[i] != '\n') i += text[i] == '\\' ? 2 : 1;
    return i + 1;
}

std::size_t end_of_raw_literal(std::string_view text, std::size_t quote) {
    const std::size_t open = text.find('(', quote);
    if (open == std::string_view::npos) return text.size();
    const std::string close = ")" + std::string(text.substr(quote + 1, open - quote - 1)) + "\"";
    return end_of(text, close, open);
}

// The end of the comment or literal that begins at `at`, or `at` when none begins there.
std::size_t end_of_blank(std::string_view text, std::size_t at) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("//")) return std::min(text.find('\n', at), text.size());
    if (rest.starts_with("/*")) return end_of(text, "*/", at + 2);
    if (rest.starts_with("\"")) {
        return at > 0 && text[at - 1] == 'R' ? end_of_raw_literal(text, at) : end_of_literal(text, at);
    }
    const bool digit_separator = at > 0 && is_word(text[at - 1]);
    if (rest.starts_with("'") && !digit_separator) return end_of_literal(text, at);
    return at;
}

std::string blanked(std::string_view text) {
    std::string code(text);
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t end = end_of_blank(text, i);
        if (end > i) blank(code, i, end);
        i = std::max(end, i + 1);
    }
    return code;
}

}  // namespace

SourceText::SourceText(std::string_view text) : raw_(text), code_(blanked(text)) {}

std::vector<Include> SourceText::includes() const {
    std::vector<Include> found;
    static constexpr std::string_view directive = "#include";
    for (std::size_t at = code_.find(directive); at != std::string::npos; at = code_.find(directive, at + 1)) {
        const std::size_t open = raw_.find_first_of("<\"", at);
        const std::size_t line_end = std::min(raw_.find('\n', at), raw_.size());
        if (open >= line_end) continue;
        const bool angled = raw_[open] == '<';
        const std::size_t close = raw_.find(angled ? '>' : '"', open + 1);
        if (close >= line_end) continue;
        found.push_back({raw_.substr(open + 1, close - open - 1), angled, line_of(at)});
    }
    return found;
}

std::vector<Word> SourceText::words() const {
    std::vector<Word> found;
    const std::string_view code = code_;
    int line = 1;
    for (std::size_t i = 0; i < code.size(); ++i) {
        if (code[i] == '\n') ++line;
        if (!is_word(code[i])) continue;
        const std::size_t begin = i;
        while (i + 1 < code.size() && is_word(code[i + 1])) ++i;
        found.push_back({code.substr(begin, i + 1 - begin), begin, line});
    }
    return found;
}

int SourceText::line_of(std::size_t offset) const {
    return 1 + static_cast<int>(std::count(code_.begin(), code_.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

}  // namespace hapax::architecture
