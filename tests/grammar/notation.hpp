// The tables of this folder: one case a line, columns between tabs, `#` begins a comment line. Bytes are written so:
//
//   ~n            CR LF
//   ~HH           the byte with that hexadecimal number, in capitals; a tilde is ~7E, a tab ~09
//   ~{N:text}     the text N times; text is written in the same way and has no }
//   ~i ~a         another operation id (UUIDv7), another account, each time it is written
//   ~|            the end of one write
//
// Errors   a line that is not of this form ends the test program with its number: tables are ours.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hapax::grammar {

struct Line {
    std::size_t number = 0;
    std::vector<std::string> columns;
};

std::vector<Line> read_table(const std::string& path, std::size_t columns);

// The bytes of one column, cut at ~|.
std::vector<std::string> writes_of(std::string_view notation);
std::string bytes_of(std::string_view notation);

}  // namespace hapax::grammar
