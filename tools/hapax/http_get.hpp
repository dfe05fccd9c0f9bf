// One GET over plain HTTP to a server on this machine, blocking, with a deadline for the whole of it.
//
//   auto answer = http_get(address, "/operations/0197…", 10s);
//   if (answer && answer->status == 200) use(answer->body);
//
// `token` is shown as a bearer token when it is not empty; it has no character that could end a field.
//
// Limits   answer_bytes_max.
// Errors   tool_errc::unreachable: nobody listens, the deadline passed, the answer was cut off, too long or no HTTP.
// Threads  a function of its arguments.
#pragma once

#include <chrono>
#include <string>

#include "host/config/address.hpp"
#include "kernel/error.hpp"

namespace hapax::tools {

constexpr std::size_t answer_bytes_max = 64 << 20;

struct HttpAnswer {
    unsigned status = 0;
    std::string body;
};

Result<HttpAnswer> http_get(const configuration::Address& server, const std::string& target,
                            std::chrono::milliseconds timeout, const std::string& token = {});

// A whole answer: status line, header fields, and a body of Content-Length bytes, or up to the end without one.
Result<HttpAnswer> parse_answer(const std::string& bytes);

// "http://127.0.0.1:8080"
std::string url_of(const configuration::Address& server);

}  // namespace hapax::tools
