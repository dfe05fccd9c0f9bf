// Source text as the checks read it: comments and literals blanked, lines kept, includes listed with their lines.
//
//   SourceText source(text);
//   for (const Include& i : source.includes()) …
//   for (const Word& w : source.words()) …
//
// Threads  a value; the views point into it, so it must outlive them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hapax::architecture {

struct Include {
    std::string target;  // what stands between the quotes or angles
    bool angled;
    int line;
};

struct Word {
    std::string_view text;  // an identifier or a keyword
    std::size_t offset;     // in code()
    int line;
};

class SourceText {
 public:
    explicit SourceText(std::string_view text);
    SourceText(const SourceText&) = delete;
    SourceText& operator=(const SourceText&) = delete;

    const std::string& code() const { return code_; }
    std::vector<Include> includes() const;
    std::vector<Word> words() const;
    int line_of(std::size_t offset) const;

 private:
    std::string raw_;
    std::string code_;  // same length and line ends as raw_
};

}  // namespace hapax::architecture
