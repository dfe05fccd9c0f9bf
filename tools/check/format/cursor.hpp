// Cursor: a strict walk over the JSON text of one line, token by token, without copying.
//
//   Cursor at(line);                       // `line` must be followed by '\n'
//   std::string_view name;
//   if (!at.take('{') || !at.text(name)) complain(at.column(), at.problem());
//
// The '\n' behind the line is the sentinel: it is no part of any token, so no loop needs to look for the end.
// Lifetime  texts are views into the line, or into the cursor when they had escapes; valid until restart().
// Errors    the first problem is kept with the column, counted in bytes from 1; every later call answers false.
// Threads   one.
// Source    RFC 8259.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace hapax::check {

class Cursor {
 public:
    void restart(std::string_view line);

    bool at(char c) const { return *at_ == c; }
    bool at_end() const { return at_ == end_; }
    bool take(char c);          // this character, or a problem
    bool take_if(char c);       // this character when it is there
    void skip_blanks();         // blanks and tabs

    bool text(std::string_view& out);
    bool integer(std::int64_t& out);         // no fraction, no exponent, no leading zeros
    bool integer_if_whole(std::int64_t& out, bool& whole);  // any number; says whether it was a 64-bit integer
    bool hash(std::uint64_t& out);           // a string of 16 to 64 hexadecimal digits; the first 16
    bool digits(std::int64_t& out);          // an integer not below 0, bare or as a string
    bool flag(bool& out);
    bool skip_value(unsigned depth);         // whatever it is, nested at most line_depth_max deep

    bool fail(std::string problem);
    std::size_t column() const { return static_cast<std::size_t>(at_ - begin_) + 1; }
    const std::string& problem() const { return problem_; }

 private:
    bool literal(std::string_view word);
    bool skip_number();
    bool escaped_text(const char* from, std::string_view& out);
    bool escape(std::string& out);
    bool unicode_escape(std::string& out);
    bool four_hex(std::uint32_t& out);
    bool skip_container(char close, bool named, unsigned depth);

    const char* begin_ = nullptr;
    const char* at_ = nullptr;
    const char* end_ = nullptr;
    std::deque<std::string> unescaped_;
    std::string problem_;
};

}  // namespace hapax::check
