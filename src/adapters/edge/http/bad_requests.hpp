// For tests of the edge: bad requests with the status that they must get. All of them end the connection.
//
// Source   RFC 9110 and 9112.
#pragma once

#include <string>
#include <vector>

namespace hapax::http {

struct BadRequest {
    const char* why;
    std::string bytes;
    int status = 400;
};

inline std::string headed(const std::string& fields, const std::string& body = {}) {
    return "PUT /accounts/1 HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n" + body;
}
inline std::string chunked(const std::string& body) {
    return headed("Transfer-Encoding: chunked\r\n", body);
}
inline std::string line(const std::string& request_line) {
    return request_line + "\r\nHost: x\r\n\r\n";
}

inline std::vector<BadRequest> bad_request_lines() {
    return {
        {"HTTP/0.9", line("GET /")},
        {"HTTP/0.9 alone", "GET /\r\n"},
        {"no method", line(" / HTTP/1.1")},
        {"nothing but a version", line("HTTP/1.1")},
        {"two spaces before the target", line("GET  / HTTP/1.1")},
        {"two spaces after the target", line("GET /  HTTP/1.1")},
        {"space after the version", line("GET / HTTP/1.1 ")},
        {"space before the method", line(" GET / HTTP/1.1")},
        {"tab instead of a space", line("GET\t/\tHTTP/1.1")},
        {"space in the target", line("GET /a b HTTP/1.1")},
        {"method with a colon", line("GE:T / HTTP/1.1")},
        {"method with brackets", line("G(T / HTTP/1.1")},
        {"method with a NUL", line(std::string("G\0T / HTTP/1.1", 14))},
        {"method of 17 letters", line("ABCDEFGHIJKLMNOPQ / HTTP/1.1")},
        {"fragment in the target", line("GET /a#b HTTP/1.1")},
        {"quote in the target", line("GET /a\"b HTTP/1.1")},
        {"angle bracket in the target", line("GET /<a> HTTP/1.1")},
        {"backslash in the target", line("GET /a\\b HTTP/1.1")},
        {"brace in the target", line("GET /{a} HTTP/1.1")},
        {"caret in the target", line("GET /^ HTTP/1.1")},
        {"bar in the target", line("GET /a|b HTTP/1.1")},
        {"byte beyond ASCII in the target", line("GET /\xC3\xA9 HTTP/1.1")},
        {"NUL in the target", line(std::string("GET /a\0b HTTP/1.1", 17))},
        {"DEL in the target", line("GET /a\x7F HTTP/1.1")},
        {"relative target", line("GET a/b HTTP/1.1")},
        {"asterisk for GET", line("GET * HTTP/1.1")},
        {"other scheme", line("GET ftp://x/ HTTP/1.1")},
        {"authority form", line("GET x:80 HTTP/1.1")},
        {"lower case version", line("GET / http/1.1")},
        {"version without a dot", line("GET / HTTP/11")},
        {"version with two digits", line("GET / HTTP/1.10")},
        {"version with a letter", line("GET / HTTP/1.x")},
        {"version of another protocol", line("GET / HTTQ/1.1")},
        {"version cut short", line("GET / HTTP/1.")},
        {"version 2", line("GET / HTTP/2.0"), 505},
        {"version 0", line("GET / HTTP/0.9"), 505},
        {"version 3", line("GET / HTTP/3.0"), 505},
        {"unknown method", line("BREW / HTTP/1.1"), 501},
        {"lower case method", line("get / HTTP/1.1"), 501},
        {"TRACE", line("TRACE / HTTP/1.1"), 501},
        {"CONNECT", line("CONNECT x:80 HTTP/1.1"), 501},
        {"bare LF after the request line", "GET / HTTP/1.1\nHost: x\r\n\r\n"},
        {"bare LF everywhere", "GET / HTTP/1.1\nHost: x\n\n"},
        {"CR CR LF", "GET / HTTP/1.1\r\r\nHost: x\r\n\r\n"},
        {"two empty lines first", "\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"a lone LF first", "\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"TLS hello", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11)},
        {"binary", std::string("\x00\x01\x02\r\n", 5)},
        {"address of 8193 bytes", line("GET /" + std::string(8192, 'a') + " HTTP/1.1"), 414},
        {"address without an end", "GET /" + std::string(9000, 'a'), 414},
    };
}

inline std::vector<BadRequest> bad_header_lines() {
    std::string many;
    for (int i = 0; i < 64; ++i) many += "X-" + std::to_string(i) + ": 1\r\n";
    return {
        {"no Host", "GET / HTTP/1.1\r\n\r\n"},
        {"two Hosts", "GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n"},
        {"two different Hosts", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"},
        {"empty Host", "GET / HTTP/1.1\r\nHost: \r\n\r\n"},
        {"Host with a path", "GET / HTTP/1.1\r\nHost: x/y\r\n\r\n"},
        {"Host with a user", "GET / HTTP/1.1\r\nHost: a@x\r\n\r\n"},
        {"Host with a space", "GET / HTTP/1.1\r\nHost: x y\r\n\r\n"},
        {"Host with two values", "GET / HTTP/1.1\r\nHost: x, y\r\n\r\n"},
        {"Host with a letter in its port", "GET / HTTP/1.1\r\nHost: x:8o\r\n\r\n"},
        {"Host with a long port", "GET / HTTP/1.1\r\nHost: x:123456\r\n\r\n"},
        {"Host with only a port", "GET / HTTP/1.1\r\nHost: :80\r\n\r\n"},
        {"Host with a bad IPv6", "GET / HTTP/1.1\r\nHost: [::g]\r\n\r\n"},
        {"Host with half an IPv6", "GET / HTTP/1.1\r\nHost: [1:2]\r\n\r\n"},
        {"Host with a bad escape", "GET / HTTP/1.1\r\nHost: %zz\r\n\r\n"},
        {"HTTP/1.0 with an absolute form without a host", "GET http:///a HTTP/1.0\r\n\r\n"},
        {"Host with an open IPv6", "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n"},
        {"absolute form with another host", "GET http://y/ HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"absolute form with another port", "GET http://x:81/ HTTP/1.1\r\nHost: x:80\r\n\r\n"},
        {"absolute form with a user", "GET http://u@x/ HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"absolute form without a host", "GET http:///a HTTP/1.1\r\nHost: x\r\n\r\n"},
        {"space before the colon", headed("X-A : 1\r\n")},
        {"tab before the colon", headed("X-A\t: 1\r\n")},
        {"space before the colon of the length", headed("Content-Length : 3\r\n", "abc")},
        {"no colon", headed("X-A\r\n")},
        {"empty name", headed(": 1\r\n")},
        {"folded line", headed("X-A: 1\r\n 2\r\n")},
        {"folded line by a tab", headed("X-A: 1\r\n\t2\r\n")},
        {"fold in the first header", "GET / HTTP/1.1\r\n Host: x\r\n\r\n"},
        {"name with a space", headed("X A: 1\r\n")},
        {"name with a slash", headed("X/A: 1\r\n")},
        {"name with a bracket", headed("X(A): 1\r\n")},
        {"name beyond ASCII", headed("X-\xC3\xA9: 1\r\n")},
        {"NUL in a name", headed(std::string("X\0A: 1\r\n", 8))},
        {"NUL in a value", headed(std::string("X-A: 1\0 2\r\n", 11))},
        {"bell in a value", headed("X-A: \a\r\n")},
        {"DEL in a value", headed("X-A: \x7F\r\n")},
        {"CR in a value", headed("X-A: 1\r2\r\n")},
        {"bare LF after a header", headed("X-A: 1\n")},
        {"bare LF at the end of the head", "GET / HTTP/1.1\r\nHost: x\r\n\n"},
        {"two Content-Types", headed("Content-Type: a/b\r\nContent-Type: a/b\r\n")},
        {"two Idempotency-Keys", headed("Idempotency-Key: a\r\nIdempotency-Key: b\r\n")},
        {"two If-Match", headed("If-Match: \"1\"\r\nIf-Match: \"2\"\r\n")},
        {"two Expect", headed("Expect: 100-continue\r\nExpect: 100-continue\r\n")},
        {"another expectation", headed("Expect: miracles\r\n"), 417},
        {"65 headers", headed(many), 431},
        {"more than 16 KiB of headers", headed("X-A: " + std::string(16 << 10, 'a') + "\r\n"), 431},
        {"a header line without an end", headed("X-A: ").substr(0, 40) + std::string(17 << 10, 'a'), 431},
    };
}

inline std::vector<BadRequest> bad_bodies() {
    const std::string large = std::to_string((1 << 20) + 1);
    return {
        {"two lengths", headed("Content-Length: 3\r\nContent-Length: 4\r\n", "abc")},
        {"the same length twice", headed("Content-Length: 3\r\nContent-Length: 3\r\n", "abc")},
        {"a list of lengths", headed("Content-Length: 3, 3\r\n", "abc")},
        {"length with a plus", headed("Content-Length: +3\r\n", "abc")},
        {"negative length", headed("Content-Length: -3\r\n", "abc")},
        {"hexadecimal length", headed("Content-Length: 0x3\r\n", "abc")},
        {"length with a space", headed("Content-Length: 3 3\r\n", "abc")},
        {"length with a zero before", headed("Content-Length: 003\r\n", "abc")},
        {"fractional length", headed("Content-Length: 3.0\r\n", "abc")},
        {"empty length", headed("Content-Length: \r\n", "abc")},
        {"length in quotes", headed("Content-Length: \"3\"\r\n", "abc")},
        {"length beyond 64 bits", headed("Content-Length: 99999999999999999999\r\n"), 413},
        {"length of 1 MiB + 1", headed("Content-Length: " + large + "\r\n"), 413},
        {"length and chunks", headed("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
        {"chunks and length", headed("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "0\r\n\r\n")},
        {"chunks twice", headed("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
        {"chunked, chunked", headed("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n")},
        {"xchunked", headed("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n")},
        {"chunked, identity", headed("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n")},
        {"identity", headed("Transfer-Encoding: identity\r\n", "0\r\n\r\n")},
        {"quoted coding", headed("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n")},
        {"chunked with a vertical tab", headed("Transfer-Encoding: \vchunked\r\n", "0\r\n\r\n")},
        {"empty coding", headed("Transfer-Encoding: \r\n", "0\r\n\r\n")},
        {"gzip alone", headed("Transfer-Encoding: gzip\r\n", "0\r\n\r\n")},
        {"gzip, chunked", headed("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501},
        {"chunks in HTTP/1.0", "PUT / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
        {"chunk size with 0x", chunked("0x3\r\nabc\r\n0\r\n\r\n")},
        {"chunk size with a plus", chunked("+3\r\nabc\r\n0\r\n\r\n")},
        {"negative chunk size", chunked("-3\r\nabc\r\n0\r\n\r\n")},
        {"chunk size with a space after", chunked("3 \r\nabc\r\n0\r\n\r\n")},
        {"chunk size with a space before", chunked(" 3\r\nabc\r\n0\r\n\r\n")},
        {"no chunk size", chunked("\r\nabc\r\n0\r\n\r\n")},
        {"chunk size that is a letter", chunked("g\r\nabc\r\n0\r\n\r\n")},
        {"chunk size of 17 digits", chunked("00000000000000003\r\nabc\r\n0\r\n\r\n")},
        {"chunk size that wraps", chunked("10000000000000003\r\nabc\r\n0\r\n\r\n")},
        {"chunk size of 2^64 - 1", chunked("ffffffffffffffff\r\n"), 413},
        {"chunk of 1 MiB + 1", chunked("100001\r\n"), 413},
        {"chunk size with an underscore", chunked("1_0\r\n")},
        {"chunk size ended by LF", chunked("3\nabc\r\n0\r\n\r\n")},
        {"chunk longer than its size", chunked("3\r\nabcd\r\n0\r\n\r\n")},
        {"chunk shorter than its size", chunked("3\r\nab\r\n0\r\n\r\n")},
        {"chunk ended by LF", chunked("3\r\nabc\n0\r\n\r\n")},
        {"chunk ended by a letter and LF", chunked("3\r\nabcx\n0\r\n\r\n")},
        {"chunk ended by CR and a letter", chunked("3\r\nabc\rx0\r\n\r\n")},
        {"extension with a NUL", chunked(std::string("3;a\0\r\nabc\r\n", 11))},
        {"extension with CR", chunked("3;a\rb\r\nabc\r\n0\r\n\r\n")},
        {"extension ended by LF", chunked("3;a=b\nabc\r\n0\r\n\r\n")},
        {"semicolon without an extension", chunked("3;\r\nabc\r\n0\r\n\r\n")},
        {"extension without an end", chunked("3;" + std::string(400, 'a'))},
        {"trailer without a colon", chunked("0\r\nX\r\n\r\n")},
        {"trailer with a space before the colon", chunked("0\r\nX : 1\r\n\r\n")},
        {"folded trailer", chunked("0\r\nX: 1\r\n 2\r\n\r\n")},
        {"trailer ended by LF", chunked("0\r\nX: 1\n\r\n")},
        {"body ended by LF", chunked("0\r\n\n")},
    };
}

inline std::vector<BadRequest> bad_requests() {
    std::vector<BadRequest> all = bad_request_lines();
    for (auto more : {bad_header_lines(), bad_bodies()}) all.insert(all.end(), more.begin(), more.end());
    return all;
}

}  // namespace hapax::http
