// For tests: a server on loopback that does what a script says, connection by connection.
//
//   ScriptedServer server({[](Peer& peer) { peer.read_request(); peer.send("HTTP/1.1 …"); }});
//   Client client({.target = server.target()});
//
// Each connection, in the order in which they are accepted, gets the next step; what comes after the last one is
// closed. A step that returns closes its connection.
// Threads  one of its own; the destructor ends it and joins.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel/assert.hpp"

namespace hapax::client {

class Peer {
 public:
    explicit Peer(int socket) : socket_(socket) {}

    // Head and body of one request, or what came of it before the client closed.
    std::string read_request() {
        for (;;) {
            const std::size_t end = buffer_.find("\r\n\r\n");
            if (end != std::string::npos && buffer_.size() >= end + 4 + body_bytes(end)) {
                const std::size_t size = end + 4 + body_bytes(end);
                const std::string request = buffer_.substr(0, size);
                buffer_.erase(0, size);
                return request;
            }
            if (!receive()) return std::exchange(buffer_, {});
        }
    }

    // False when the client has gone.
    bool send(std::string_view bytes) const {
        return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(bytes.size());
    }

    void wait_for_close() {
        while (receive()) {
        }
    }

    // Whether the client has closed, or does so within that time.
    bool closed_within(int ms) const {
        pollfd watched{socket_, POLLRDHUP, 0};
        return ::poll(&watched, 1, ms) > 0;
    }

    // The connection ends with a reset.
    void reset() const {
        const linger at_once{1, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    }

 private:
    bool receive() {
        std::array<char, 4096> piece;
        const ssize_t got = ::recv(socket_, piece.data(), piece.size(), 0);
        if (got > 0) buffer_.append(piece.data(), static_cast<std::size_t>(got));
        return got > 0;
    }

    std::size_t body_bytes(std::size_t head_end) const {
        constexpr std::string_view name = "Content-Length: ";
        const std::size_t at = buffer_.find(name);
        return at < head_end ? std::stoul(buffer_.substr(at + name.size())) : 0;
    }

    int socket_;
    std::string buffer_;
};

class ScriptedServer {
 public:
    using Step = std::function<void(Peer&)>;

    explicit ScriptedServer(std::vector<Step> script) : script_(std::move(script)) {
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        HAPAX_ASSERT(
            ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0 && ::listen(listener_, 64) == 0,
            "loopback has a free port");
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { serve(); });
    }

    // From now on nobody listens.
    void close_down() const { ::shutdown(listener_, SHUT_RDWR); }

    ~ScriptedServer() {
        close_down();
        thread_.join();
        ::close(listener_);
    }

    std::string target() const { return "http://127.0.0.1:" + std::to_string(port_); }
    int connections() const { return connections_; }

 private:
    void serve() {
        for (;;) {
            const int socket = ::accept(listener_, nullptr, nullptr);
            if (socket < 0) return;
            const auto number = static_cast<std::size_t>(connections_++);
            Peer peer(socket);
            if (number < script_.size()) script_[number](peer);
            ::close(socket);
        }
    }

    std::vector<Step> script_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<int> connections_ = 0;
    std::thread thread_;
};

}  // namespace hapax::client
