#include "tools/hapax/http_get.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tools/hapax/tool_errc.hpp"

namespace hapax::tools {
namespace {

using Clock = std::chrono::steady_clock;

std::unexpected<Error> unreachable(const std::string& why) {
    return fail(tool_errc::unreachable, why);
}

std::unexpected<Error> no_http() {
    return unreachable("the answer is no HTTP");
}

class Socket {
 public:
    explicit Socket(Clock::time_point deadline) : deadline_(deadline) {}
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    ~Socket() {
        if (socket_ >= 0) ::close(socket_);
    }

    Result<void> connect(const configuration::Address& to) {
        addrinfo hints{};
        hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
        hints.ai_socktype = SOCK_STREAM;
        addrinfo* found = nullptr;
        if (const int code = ::getaddrinfo(to.host.c_str(), std::to_string(to.port).c_str(), &hints, &found)) {
            return unreachable(::gai_strerror(code));
        }
        socket_ = ::socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        const int code = socket_ < 0 ? -1 : ::connect(socket_, found->ai_addr, found->ai_addrlen);
        const int why = errno;
        ::freeaddrinfo(found);
        if (code != 0 && why != EINPROGRESS) return unreachable(std::strerror(why));
        if (auto ready = wait(POLLOUT); !ready) return ready;
        int error = 0;
        socklen_t size = sizeof(error);
        ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error != 0) return unreachable(std::strerror(error));
        return {};
    }

    Result<void> send(std::string_view bytes) {
        while (!bytes.empty()) {
            if (auto ready = wait(POLLOUT); !ready) return ready;
            const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0 && errno != EAGAIN && errno != EINTR) return unreachable(std::strerror(errno));
            if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return {};
    }

    Result<std::string> receive_all() {
        std::string all;
        std::array<char, 65536> piece{};
        for (;;) {
            if (auto ready = wait(POLLIN); !ready) return pass_on(ready);
            const ssize_t got = ::recv(socket_, piece.data(), piece.size(), 0);
            if (got == 0) return all;
            if (got < 0 && errno != EAGAIN && errno != EINTR) return unreachable(std::strerror(errno));
            if (got > 0) all.append(piece.data(), static_cast<std::size_t>(got));
            if (all.size() > answer_bytes_max) return unreachable("the answer is too long");
        }
    }

 private:
    Result<void> wait(short events) {
        for (;;) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now());
            pollfd entry{socket_, events, 0};
            const int ready = left.count() <= 0 ? 0 : ::poll(&entry, 1, static_cast<int>(left.count()));
            if (ready > 0) return {};
            if (ready == 0) return unreachable("no answer in time");
            if (errno != EINTR) return unreachable(std::strerror(errno));
        }
    }

    Clock::time_point deadline_;
    int socket_ = -1;
};

Result<std::string> exchange(const configuration::Address& server, const std::string& target,
                             std::chrono::milliseconds timeout, const std::string& token) {
    Socket socket(Clock::now() + timeout);
    if (auto connected = socket.connect(server); !connected) return pass_on(connected);
    const std::string host = url_of(server).substr(std::strlen("http://"));
    const std::string proof = token.empty() ? "" : "\r\nAuthorization: Bearer " + token;
    const std::string request = "GET " + target + " HTTP/1.1\r\nHost: " + host + proof +
                                "\r\nAccept: application/json\r\nConnection: close\r\nUser-Agent: hapax\r\n\r\n";
    if (auto sent = socket.send(request); !sent) return pass_on(sent);
    return socket.receive_all();
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b,
                              [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::optional<std::string_view> header(std::string_view head, std::string_view name) {
    for (std::size_t at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n", at + 2)) {
        const std::string_view line = head.substr(at + 2, head.find("\r\n", at + 2) - at - 2);
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || !equal_ignoring_case(line.substr(0, colon), name)) continue;
        const std::size_t from = line.find_first_not_of(" \t", colon + 1);
        return from == std::string_view::npos ? std::string_view() : line.substr(from);
    }
    return std::nullopt;
}

template <class Number>
bool parse_number(std::string_view text, Number& into) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
    return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

Result<HttpAnswer> http_get(const configuration::Address& server, const std::string& target,
                            std::chrono::milliseconds timeout, const std::string& token) {
    const auto bytes = exchange(server, target, timeout, token);
    auto answer = bytes ? parse_answer(*bytes) : Result<HttpAnswer>(pass_on(bytes));
    if (!answer) return fail(answer.error().code, url_of(server) + ": " + answer.error().detail);
    return answer;
}

Result<HttpAnswer> parse_answer(const std::string& bytes) {
    const std::size_t end = bytes.find("\r\n\r\n");
    constexpr std::string_view version = "HTTP/1.1 ";
    if (end == std::string::npos || !bytes.starts_with(version)) return no_http();
    HttpAnswer answer;
    if (!parse_number(std::string_view(bytes).substr(version.size(), 3), answer.status)) return no_http();
    const std::string_view head = std::string_view(bytes).substr(0, end);
    answer.body = bytes.substr(end + 4);
    if (header(head, "Transfer-Encoding")) return unreachable("the answer is in a coding that is not understood");
    const auto length = header(head, "Content-Length");
    if (!length) return answer;
    std::size_t expected = 0;
    if (!parse_number(*length, expected)) return no_http();
    if (answer.body.size() != expected) return unreachable("the answer was cut off");
    return answer;
}

std::string url_of(const configuration::Address& server) {
    const bool v6 = server.host.find(':') != std::string::npos;
    return "http://" + (v6 ? "[" + server.host + "]" : server.host) + ":" + std::to_string(server.port);
}

}  // namespace hapax::tools
