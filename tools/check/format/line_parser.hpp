// LineParser: the text of one line → a Line, strictly: every field known, once, of the right kind, and the set of them
// as the rules of docs/formats/history.md ask for.
//
//   LineParser parser;
//   if (!parser.parse(text, line)) complain(parser.column(), parser.problem());
//
// Lifetime  the texts of `line` are views into `text` or into the parser, until the next parse.
// Errors    no input is undefined behaviour; the first problem is kept, with its column in bytes from 1.
// Threads   one.
#pragma once

#include <string>

#include "tools/check/format/cursor.hpp"
#include "tools/check/format/line.hpp"

namespace hapax::check {

class LineParser {
 public:
    // `text` without its '\n', which must follow it in memory.
    bool parse(std::string_view text, Line& line);

    std::size_t column() const { return cursor_.column(); }
    const std::string& problem() const { return cursor_.problem(); }

 private:
    template <class Member>
    bool object(unsigned depth, Member member);
    template <class Element>
    bool array(Element element);
    bool member(std::string_view name, Line& line);
    bool value(Field field, Line& line);
    bool short_text(std::string_view& out);
    bool event(Line& line);
    bool event_member(std::string_view name, EventLine& event);
    bool amount(std::int64_t& out, bool& has);
    bool message(Line& line);
    bool unknown(std::string_view name);

    Cursor cursor_;
};

}  // namespace hapax::check
