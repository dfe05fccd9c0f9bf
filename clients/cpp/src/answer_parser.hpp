// AnswerParser: bytes of a connection become one answer, whole and within its limits, or an error.
//
//   AnswerParser parser(limits);
//   while (!parser.whole()) {
//       if (auto taken = parser.take(bytes_that_came); !taken) return taken.error();
//   }
//   Response response = parser.response();
//
// Interim answers (1xx) are passed over, up to a number of them. An answer whose end only the end of the connection
// shows is refused: a target that dies in the middle of it would look as if it had finished.
// Errors   client_errc::bad_answer, answer_too_large.
// Threads  one.
// Source   RFC 9112; Boost.Beast parses.
#pragma once

#include <memory>
#include <string_view>

#include "hapax/client/options.hpp"
#include "hapax/client/transport.hpp"

namespace hapax::client {

class AnswerParser {
 public:
    explicit AnswerParser(const Limits& limits);
    ~AnswerParser();
    AnswerParser(const AnswerParser&) = delete;
    AnswerParser& operator=(const AnswerParser&) = delete;

    Result<void> take(std::string_view bytes);
    bool whole() const;
    bool begun() const;  // something came
    // Whether the connection may be used again: it stays open, and nothing came after the answer.
    bool reusable() const;
    Response response();

 private:
    class State;
    std::unique_ptr<State> state_;
};

}  // namespace hapax::client
