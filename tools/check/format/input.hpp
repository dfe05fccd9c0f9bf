// Input: the lines of all files in the order in which they are judged: history lines merged by time, then dump lines.
//
//   auto input = Input::open({"history.jsonl", "dump.jsonl"});
//   while (*input->next()) judge(input->line(), input->number());
//
// number() counts the lines in that order from 1, which is the same whenever the same files are read: findings name
// their lines by it, and a second reading finds the texts (witness.hpp).
// Errors   check_errc, with file, line and column.
// Threads  one.
#pragma once

#include <memory>
#include <vector>

#include "tools/check/format/line_parser.hpp"
#include "tools/check/format/line_source.hpp"

namespace hapax::check {

class Input {
 public:
    static Result<Input> open(const std::vector<std::string>& paths);

    Result<bool> next();

    const Line& line() const { return current_->line; }
    std::string_view text() const { return current_->text; }
    std::uint32_t number() const { return number_; }
    std::string place() const;  // "history.jsonl:12"

    std::uint32_t lines_cut() const { return lines_cut_; }
    std::uint64_t bytes() const;

 private:
    struct File {
        explicit File(LineSource opened) : source(std::move(opened)) {}
        LineSource source;
        LineParser parser;
        Line line;
        std::string_view text;
        std::int64_t last_n = 0;
        std::int64_t last_t = 0;
        bool has_line = false;
        bool in_dump = false;
    };

    Result<void> advance(File& file);
    Result<void> accept(File& file);
    std::unexpected<Error> malformed(const File& file, std::size_t column, const std::string& problem) const;
    File* choose();

    std::vector<std::unique_ptr<File>> files_;
    File* current_ = nullptr;
    std::uint32_t number_ = 0;
    std::uint32_t lines_cut_ = 0;
};

}  // namespace hapax::check
