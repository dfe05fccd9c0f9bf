// Socket: one TCP connection of a blocking caller, with a deadline for each wait and a way to wake it.
//
//   Wake wake(stop);
//   auto socket = Socket::connect(host, port, {deadline, &wake});
//   if (auto sent = socket->send(bytes, {deadline, &wake}); !sent) …
//
// Errors   client_errc: unreachable from connect(), connection_lost from the others; timed_out, cancelled.
//          A name is looked up by the system, which neither a deadline nor a stop interrupts.
// Threads  one at a time.
#pragma once

#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

#include "kernel/error.hpp"
#include "kernel/time.hpp"

namespace hapax::client {

// A descriptor that becomes readable when stop is requested; none if that cannot happen.
class Wake {
 public:
    explicit Wake(const std::stop_token& stop);
    ~Wake();
    Wake(const Wake&) = delete;
    Wake& operator=(const Wake&) = delete;
    int descriptor() const { return descriptor_; }

 private:
    struct Write {
        int descriptor;
        void operator()() const noexcept;
    };
    int descriptor_ = -1;
    std::optional<std::stop_callback<Write>> callback_;
};

class Socket {
 public:
    struct Until {
        Instant deadline;
        const Wake* wake;
    };

    static Result<Socket> connect(const std::string& host, const std::string& port, const Until& until);
    Socket(Socket&& other) noexcept;
    Socket& operator=(Socket&& other) noexcept;
    ~Socket();

    Result<void> send(std::string_view bytes, const Until& until);
    // What has come, at most into.size() bytes; 0 at the end of the stream.
    Result<std::size_t> receive(std::span<char> into, const Until& until);
    // Nothing has come and nobody has closed: what an idle connection looks like when it may be used again.
    bool quiet() const;

 private:
    explicit Socket(int descriptor) : descriptor_(descriptor) {}
    Result<void> wait(short events, const Until& until) const;

    int descriptor_;
};

}  // namespace hapax::client
