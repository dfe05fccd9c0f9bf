// LineSource: the lines of one file, or of standard input, one after the other, in constant memory.
//
//   auto source = LineSource::open("history.jsonl");       // "-": standard input
//   std::string_view text;
//   while (*source->next(text)) …                           // followed in memory by its '\n'
//   if (source->cut()) …                                    // the last line had no '\n'
//
// Errors   check_errc::unreadable, and `malformed` for a line above line_bytes_max.
// Threads  one.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "kernel/error.hpp"

namespace hapax::check {

namespace check_errc {
inline constexpr ErrorCode unreadable{"unreadable", Handling::park};
inline constexpr ErrorCode malformed{"malformed", Handling::park};
}  // namespace check_errc

class LineSource {
 public:
    static Result<LineSource> open(const std::string& path);
    LineSource(LineSource&& other) noexcept;
    LineSource& operator=(LineSource&&) = delete;
    ~LineSource();

    // False at the end. A last line that was cut is given too, and cut() says so.
    Result<bool> next(std::string_view& text);

    bool cut() const { return cut_; }
    const std::string& path() const { return path_; }
    std::uint32_t line() const { return line_; }  // of the line given last, from 1
    std::uint64_t bytes() const { return bytes_; }

 private:
    LineSource(std::string path, int descriptor);
    Result<bool> read_more();
    Result<bool> last_line(std::string_view& text);

    std::string path_;
    int descriptor_ = -1;
    std::unique_ptr<char[]> buffer_;
    std::size_t begin_ = 0;    // of what was not given yet
    std::size_t scanned_ = 0;  // no '\n' before it
    std::size_t end_ = 0;
    std::uint32_t line_ = 0;
    std::uint64_t bytes_ = 0;
    bool cut_ = false;
    bool ended_ = false;
};

}  // namespace hapax::check
