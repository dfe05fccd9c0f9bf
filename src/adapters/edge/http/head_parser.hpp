// HeadParser: the request line and the header lines, strictly as RFC 9112 has them, a line at a time.
//
//   HeadParser parser(limits);
//   switch (parser.parse(buffer_from_the_request_on)) …
//
// The caller passes the bytes from the request's start on, again with more of them after `incomplete`; lines that were
// parsed are not read again. What other parsers forgive is refused: bare LF, folded lines, a space before the colon,
// two lengths. A request that two programs read differently is how requests are smuggled.
// Errors   refusal() after `refused`; the connection cannot go on then.
// Threads  one connection's.
// Source   RFC 9112.
#pragma once

#include <string_view>

#include "adapters/edge/http/head.hpp"
#include "adapters/edge/http/limits.hpp"
#include "adapters/edge/http/refusal.hpp"

namespace hapax::http {

enum class Parsed : std::uint8_t { complete, incomplete, refused };

class HeadParser {
 public:
    explicit HeadParser(const Limits& limits) : limits_(&limits) {}

    Parsed parse(std::string_view bytes);
    void restart();

    const Head& head() const { return head_; }
    std::size_t length() const { return line_; }  // bytes of the head when complete
    const Refusal& refusal() const { return *refusal_; }

 private:
    enum class Expect : std::uint8_t { request_line, header };

    Parsed refuse(const Refusal& refusal);
    const Refusal* check_start(std::string_view line) const;
    const Refusal* check_length(std::string_view line) const;
    const Refusal* take_line(std::string_view line, const char* base);
    const Refusal* take_request_line(std::string_view line, const char* base);
    const Refusal* take_header(std::string_view line, const char* base);
    const Refusal* take_field(Field field, std::string_view value);
    const Refusal* finish(const char* base);
    const Refusal* check_host(const char* base) const;

    const Limits* limits_;
    Head head_;
    Expect expect_ = Expect::request_line;
    std::size_t line_ = 0;     // start of the line that is not parsed yet
    std::size_t scanned_ = 0;  // no LF before it
    std::size_t headers_ = 0;
    std::size_t headers_begin_ = 0;
    bool blank_line_ = false;  // one empty line before the request line is forgiven
    const Refusal* refusal_ = nullptr;
};

}  // namespace hapax::http
