#include "clients/cpp/src/socket.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <utility>

#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hapax/client/errc.hpp"
#include "kernel/assert.hpp"

namespace hapax::client {
namespace {

using std::chrono::steady_clock;

constexpr std::chrono::milliseconds poll_time_max{60'000};  // then it is looked again

std::string text_of(int error) {
    std::array<char, 128> buffer{};
    return ::strerror_r(error, buffer.data(), buffer.size());
}

std::unexpected<Error> unreachable(std::string why) {
    return fail(client_errc::unreachable, std::move(why));
}

std::unexpected<Error> lost(int error) {
    return fail(client_errc::connection_lost, text_of(error));
}

bool may_come_later(int error) {
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

using Addresses = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

Result<Addresses> look_up(const std::string& host, const std::string& port) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const int code = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &found);
    if (code != 0) return unreachable(::gai_strerror(code));
    return Addresses(found, &::freeaddrinfo);
}

// Small requests are not kept back to be sent with more.
void send_at_once(int socket) {
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

}  // namespace

Wake::Wake(const std::stop_token& stop) {
    if (!stop.stop_possible()) return;
    descriptor_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (descriptor_ >= 0) callback_.emplace(stop, Write{descriptor_});
}

Wake::~Wake() {
    callback_.reset();
    if (descriptor_ >= 0) ::close(descriptor_);
}

void Wake::Write::operator()() const noexcept {
    const std::uint64_t one = 1;
    const auto written = ::write(descriptor, &one, sizeof one);
    HAPAX_ASSERT(written == static_cast<ssize_t>(sizeof one), "a counter of one has room for one more");
}

Socket::Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

Socket& Socket::operator=(Socket&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

Socket::~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<Socket> Socket::connect(const std::string& host, const std::string& port, const Until& until) {
    const auto addresses = look_up(host, port);
    if (!addresses) return pass_on(addresses);
    int error = EADDRNOTAVAIL;
    for (const addrinfo* at = addresses->get(); at; at = at->ai_next) {
        Socket socket(::socket(at->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        if (socket.descriptor_ < 0) return unreachable(text_of(errno));
        error = ::connect(socket.descriptor_, at->ai_addr, at->ai_addrlen) == 0 ? 0 : errno;
        if (error == EINPROGRESS) {
            if (auto ready = socket.wait(POLLOUT, until); !ready) {
                if (ready.error().code == client_errc::timed_out) return unreachable("no connection in time");
                return pass_on(ready);
            }
            socklen_t size = sizeof error;
            ::getsockopt(socket.descriptor_, SOL_SOCKET, SO_ERROR, &error, &size);
        }
        send_at_once(socket.descriptor_);
        if (error == 0) return socket;
    }
    return unreachable(text_of(error));
}

Result<void> Socket::send(std::string_view bytes, const Until& until) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        } else if (!may_come_later(errno)) {
            return lost(errno);
        } else if (auto ready = wait(POLLOUT, until); !ready) {
            return ready;
        }
    }
    return {};
}

Result<std::size_t> Socket::receive(std::span<char> into, const Until& until) {
    for (;;) {
        if (auto ready = wait(POLLIN, until); !ready) return pass_on(ready);
        const ssize_t got = ::recv(descriptor_, into.data(), into.size(), 0);
        if (got >= 0) return static_cast<std::size_t>(got);
        if (!may_come_later(errno)) return lost(errno);
    }
}

bool Socket::quiet() const {
    char byte = 0;
    const ssize_t got = ::recv(descriptor_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && may_come_later(errno);
}

// A deadline that has passed is seen before bytes that are there: who drips a byte at a time cannot hold anyone.
Result<void> Socket::wait(short events, const Until& until) const {
    for (;;) {
        const Duration left = until.deadline - Instant(steady_clock::now().time_since_epoch());
        if (left <= Duration::zero()) return fail(client_errc::timed_out);
        const auto at_most = std::min(std::chrono::ceil<std::chrono::milliseconds>(left), poll_time_max);
        std::array<pollfd, 2> watched{{{descriptor_, events, 0}, {until.wake->descriptor(), POLLIN, 0}}};
        const int ready = ::poll(watched.data(), watched.size(), static_cast<int>(at_most.count()));
        if (ready < 0 && errno != EINTR) return lost(errno);
        if (ready > 0 && watched[1].revents != 0) return fail(client_errc::cancelled);
        if (ready > 0) return {};
    }
}

}  // namespace hapax::client
