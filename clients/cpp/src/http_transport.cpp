#include "clients/cpp/src/http_transport.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

#include "clients/cpp/src/answer_parser.hpp"
#include "clients/cpp/src/connection_pool.hpp"
#include "clients/cpp/src/socket.hpp"
#include "clients/cpp/src/text.hpp"
#include "hapax/client/errc.hpp"

namespace hapax::client {
namespace {

constexpr std::size_t piece_bytes = 16 << 10;

struct Address {
    std::string host;
    std::string port;
    std::string authority;
};

std::unexpected<Error> no_target(std::string_view text) {
    return fail(client_errc::bad_operation, "'" + std::string(text) + "' is no target as http://127.0.0.1:8080");
}

Result<Address> parse_target(std::string_view text) {
    constexpr std::string_view scheme = "http://";
    if (!text.starts_with(scheme)) return no_target(text);
    const std::string_view authority = text.substr(scheme.size());
    const std::size_t colon = authority.rfind(':');
    if (colon == std::string_view::npos) return no_target(text);
    std::string_view host = authority.substr(0, colon);
    const std::string_view port = authority.substr(colon + 1);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    const auto number = whole_number<std::uint16_t>(port);
    if (host.empty() || host.find_first_of("/?#@[] \r\n") != std::string_view::npos || !number || *number == 0)
        return no_target(text);
    return Address{std::string(host), std::string(port), std::string(authority)};
}

std::string written(const Request& request, const std::string& authority) {
    std::string bytes = request.method + ' ' + request.target + " HTTP/1.1\r\nHost: " + authority + "\r\n";
    for (const Header& header : request.headers) bytes += header.name + ": " + header.value + "\r\n";
    if (!request.body.empty() || request.method != "GET")
        bytes += "Content-Length: " + std::to_string(request.body.size()) + "\r\n";
    bytes += "\r\n";
    return bytes += request.body;
}

Instant steady_now() {
    return Instant(std::chrono::steady_clock::now().time_since_epoch());
}

class HttpTransport final : public Transport {
 public:
    HttpTransport(Address address, const Limits& limits)
        : address_(std::move(address)), limits_(limits), pool_(limits) {}

    Result<Response> exchange(const Request& request, Instant deadline, const std::stop_token& stop) override {
        const Wake wake(stop);
        const Socket::Until until{deadline, &wake};
        const std::string bytes = written(request, address_.authority);
        if (auto kept = pool_.take(steady_now())) {
            bool begun = false;
            auto response = exchange(std::move(*kept), bytes, until, begun);
            const bool was_closed = !response && response.error().code == client_errc::connection_lost && !begun;
            if (!was_closed) return response;
            // The request went out and may have been carried out: that nobody listens now does not undo it.
            auto again = on_a_new_connection(bytes, until);
            if (!again && again.error().code == client_errc::unreachable) return response;
            return again;
        }
        return on_a_new_connection(bytes, until);
    }

 private:
    Result<Response> on_a_new_connection(std::string_view bytes, const Socket::Until& until) {
        auto socket = Socket::connect(address_.host, address_.port, until);
        if (!socket) return pass_on(socket);
        bool begun = false;
        return exchange(std::move(*socket), bytes, until, begun);
    }

    // A target may refuse a request before it has read all of it: after a failed send an answer may be there.
    Result<Response> exchange(Socket socket, std::string_view bytes, const Socket::Until& until, bool& begun) {
        AnswerParser parser(limits_);
        const auto sent = socket.send(bytes, until);
        if (!sent && sent.error().code != client_errc::connection_lost) return pass_on(sent);
        const auto received = receive(socket, parser, until);
        begun = parser.begun();
        if (!received) return pass_on(sent ? received : sent);
        const bool reusable = sent && parser.reusable();
        Response response = parser.response();
        if (reusable) pool_.put(std::move(socket), steady_now());
        return response;
    }

    static Result<void> receive(Socket& socket, AnswerParser& parser, const Socket::Until& until) {
        std::array<char, piece_bytes> piece;
        while (!parser.whole()) {
            const auto got = socket.receive(piece, until);
            if (!got) return pass_on(got);
            if (*got == 0) return fail(client_errc::connection_lost, "closed before an answer was whole");
            if (auto taken = parser.take({piece.data(), *got}); !taken) return taken;
        }
        return {};
    }

    Address address_;
    Limits limits_;
    ConnectionPool pool_;
};

}  // namespace

Result<std::shared_ptr<Transport>> make_http_transport(std::string_view target, const Limits& limits) {
    auto address = parse_target(target);
    if (!address) return pass_on(address);
    return std::make_shared<HttpTransport>(std::move(*address), limits);
}

}  // namespace hapax::client
