#include "tools/check/format/line_source.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "tools/check/limits.hpp"

namespace hapax::check {
namespace {

constexpr std::size_t block_bytes = 1 << 20;
constexpr std::size_t buffer_bytes = line_bytes_max + block_bytes;  // and one for the '\n' of a line that was cut

}  // namespace

Result<LineSource> LineSource::open(const std::string& path) {
    const int descriptor = path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return fail(check_errc::unreadable, path + ": " + std::strerror(errno));
    return LineSource(path == "-" ? "standard input" : path, descriptor);
}

LineSource::LineSource(std::string path, int descriptor)
    : path_(std::move(path)), descriptor_(descriptor), buffer_(new char[buffer_bytes + 1]) {}

LineSource::LineSource(LineSource&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      buffer_(std::move(other.buffer_)),
      begin_(other.begin_),
      scanned_(other.scanned_),
      end_(other.end_),
      line_(other.line_),
      bytes_(other.bytes_),
      cut_(other.cut_),
      ended_(other.ended_) {}

LineSource::~LineSource() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<bool> LineSource::next(std::string_view& text) {
    while (true) {
        const char* from = buffer_.get() + scanned_;
        const auto* newline = static_cast<const char*>(std::memchr(from, '\n', end_ - scanned_));
        if (newline != nullptr) {
            text = {buffer_.get() + begin_, static_cast<std::size_t>(newline - buffer_.get()) - begin_};
            begin_ = scanned_ = static_cast<std::size_t>(newline - buffer_.get()) + 1;
            if (text.size() > line_bytes_max) break;
            if (++line_ == lines_max) return fail(check_errc::malformed, path_ + ": too many lines");
            return true;
        }
        scanned_ = end_;
        if (end_ - begin_ > line_bytes_max) break;
        if (ended_) return last_line(text);
        if (auto more = read_more(); !more) return more;
    }
    return fail(check_errc::malformed, path_ + ":" + std::to_string(line_ + 1) + ": a line of more than " +
                                           std::to_string(line_bytes_max) + " bytes");
}

Result<bool> LineSource::read_more() {
    std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
    end_ -= begin_;
    scanned_ -= begin_;
    begin_ = 0;
    ssize_t got = 0;
    do {
        got = ::read(descriptor_, buffer_.get() + end_, buffer_bytes - end_);
    } while (got < 0 && errno == EINTR);
    if (got < 0) return fail(check_errc::unreadable, path_ + ": " + std::strerror(errno));
    ended_ = got == 0;
    end_ += static_cast<std::size_t>(got);
    bytes_ += static_cast<std::uint64_t>(got);
    return true;
}

Result<bool> LineSource::last_line(std::string_view& text) {
    if (begin_ == end_) return false;
    cut_ = true;
    ++line_;
    buffer_[end_] = '\n';
    text = {buffer_.get() + begin_, end_ - begin_};
    begin_ = scanned_ = end_;
    return true;
}

}  // namespace hapax::check
