// Transport: one request out, one answer in. A port: the client's own speaks HTTP/1.1; tests bring another, and so may
// who needs TLS.
//
// Rules every implementation obeys
//   1. exchange() returns one whole answer, or an error: unreachable (nothing was sent), connection_lost, timed_out,
//      bad_answer, answer_too_large, cancelled. An answer that was cut off is no answer.
//   2. It returns when the deadline has passed, or soon after `stop` is requested.
//   3. It may send the bytes of a request twice, on two connections: whoever repeats them gets the same answer.
//   4. It follows no redirects.
// Threads  exchange() may be called by any number of threads at once.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/error.hpp"
#include "kernel/time.hpp"

namespace hapax::client {

struct Header {
    std::string name;
    std::string value;
    friend bool operator==(const Header&, const Header&) = default;
};

// The value of the first field of that name, whatever its case.
std::optional<std::string_view> find_header(const std::vector<Header>& headers, std::string_view name);

struct Request {
    std::string method;
    std::string target;  // "/accounts/42/withdrawals/0197…"
    std::vector<Header> headers;
    std::string body;
};

struct Response {
    unsigned status = 0;
    std::vector<Header> headers;
    std::string body;
};

class Transport {
 public:
    virtual ~Transport() = default;
    virtual Result<Response> exchange(const Request& request, Instant deadline, const std::stop_token& stop) = 0;
};

}  // namespace hapax::client
