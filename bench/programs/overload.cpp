// Overload: what a service does for those whom it serves while many times more is asked than it can do.
//
//   bench_overload --port 8080 --rate 10000 --seconds 5 --timeout-ms 0      one line of JSON
//
// A second goes by before anything is counted: until a queue has stood for a while nobody is turned away.
//
// Requests are sent when they are due, whatever became of those before: each over a connection that nothing waits on;
// who finds none is counted as not sent. A request with a time (--timeout-ms) counts as served only within it.
// Units    milliseconds from the instant at which a request was due to its last byte.
// Threads  one, with epoll.
#include <algorithm>
#include <array>
#include <cstring>
#include <deque>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "arguments.hpp"
#include "kernel/uuid.hpp"

namespace hapax::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int tills = 64;
constexpr std::chrono::seconds uncounted{1};
constexpr std::chrono::seconds answers_outstanding_max{3};

struct Connection {
    int socket = -1;
    std::string received;
    Clock::time_point due;
};

class Overload {
 public:
    explicit Overload(const Arguments& arguments)
        : rate_(static_cast<double>(arguments.number("rate"))),
          seconds_(arguments.number("seconds")),
          timeout_ms_(arguments.number("timeout-ms")),
          connections_(arguments.number("connections")),
          poll_(::epoll_create1(0)) {
        for (std::size_t i = 0; i < connections_.size(); ++i) {
            connections_[i].socket = connected(static_cast<std::uint16_t>(arguments.number("port")));
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.u64 = i;
            ::epoll_ctl(poll_, EPOLL_CTL_ADD, connections_[i].socket, &event);
            free_.push_back(i);
        }
    }

    void run() {
        const Clock::time_point began = Clock::now();
        counted_from_ = began + uncounted;
        const Clock::time_point end = counted_from_ + std::chrono::seconds(seconds_);
        const auto every = std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(1 / rate_));
        for (Clock::time_point due = began; Clock::now() < end;) {
            for (; due <= Clock::now(); due += every) send(due);
            wait(1);
        }
        while (free_.size() < connections_.size() && Clock::now() < end + answers_outstanding_max) wait(10);
        report();
    }

 private:
    static int connected(std::uint16_t port) {
        const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail("cannot connect");
        const int yes = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        return socket;
    }

    void send(Clock::time_point due) {
        ++asked_;
        if (free_.empty()) {
            if (due >= counted_from_) ++not_sent_;
            return;
        }
        Connection& connection = connections_[free_.front()];
        free_.pop_front();
        connection.due = due;
        const auto random = [this] { return random_ = random_ * 6364136223846793005ULL + 1442695040888963407ULL; };
        const auto now_ms =
            std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch());
        std::string request = "PUT /tills/t" + std::to_string(asked_ % tills) + "/sales/" +
                              Uuid::v7(now_ms.count(), random(), random()).text() +
                              " HTTP/1.1\r\nHost: slow\r\nContent-Type: application/json\r\nContent-Length: 12\r\n";
        if (timeout_ms_ > 0) request += "X-Timeout-Ms: " + std::to_string(timeout_ms_) + "\r\n";
        request += "\r\n{\"amount\":1}";
        if (::send(connection.socket, request.data(), request.size(), MSG_NOSIGNAL) !=
            static_cast<ssize_t>(request.size())) {
            fail("a request could not be sent");
        }
    }

    void wait(int milliseconds) {
        std::array<epoll_event, 256> events{};
        const int count = ::epoll_wait(poll_, events.data(), events.size(), milliseconds);
        for (int i = 0; i < count; ++i) take(events[static_cast<std::size_t>(i)].data.u64);
    }

    void take(std::size_t number) {
        Connection& connection = connections_[number];
        std::array<char, 16 << 10> bytes;
        const ssize_t read = ::read(connection.socket, bytes.data(), bytes.size());
        if (read <= 0) fail("a connection ended");
        connection.received.append(bytes.data(), static_cast<std::size_t>(read));
        if (!complete(connection.received)) return;
        count(connection);
        connection.received.clear();
        free_.push_back(number);
    }

    static bool complete(const std::string& received) {
        constexpr std::string_view length = "Content-Length: ";
        const std::size_t head = received.find("\r\n\r\n");
        if (head == std::string::npos) return false;
        const std::size_t place = received.find(length);
        if (place == std::string::npos) fail("an answer without a length: " + received);
        return received.size() >= head + 4 + std::strtoull(received.c_str() + place + length.size(), nullptr, 10);
    }

    void count(const Connection& connection) {
        if (connection.due < counted_from_) return;
        const double took = std::chrono::duration<double, std::milli>(Clock::now() - connection.due).count();
        const std::string& received = connection.received;
        if (received.starts_with("HTTP/1.1 201")) {
            const bool in_time = timeout_ms_ == 0 || took <= static_cast<double>(timeout_ms_);
            in_time ? served_.push_back(took) : void(++late_);
        } else if (received.find("\"code\":\"overloaded\"") != std::string::npos) {
            const bool said_when = received.find("\r\nRetry-After: ") != std::string::npos;
            const bool said_so = received.find("\"applied\":false") != std::string::npos;
            if (!said_when || !said_so) fail("a bad refusal: " + received);
            ++shed_;
        } else {
            ++late_;  // taken, and neither decided nor shown in time: 202, 503 outcome-unknown, 504
        }
    }

    double quantile(double share) const {
        return served_.empty() ? 0 : served_[static_cast<std::size_t>(share * static_cast<double>(served_.size() - 1))];
    }

    void report() {
        std::ranges::sort(served_);
        std::printf(
            "{\"asked\":%llu,\"served\":%zu,\"shed\":%llu,\"late\":%llu,\"not_sent\":%llu,\"rate\":%.1f,"
            "\"p50_ms\":%.3f,\"p99_ms\":%.3f}\n",
            static_cast<unsigned long long>(asked_), served_.size(), static_cast<unsigned long long>(shed_),
            static_cast<unsigned long long>(late_), static_cast<unsigned long long>(not_sent_),
            static_cast<double>(served_.size()) / static_cast<double>(seconds_), quantile(0.5), quantile(0.99));
    }

    double rate_;
    std::uint64_t seconds_;
    std::uint64_t timeout_ms_;
    std::vector<Connection> connections_;
    std::deque<std::size_t> free_;
    int poll_;
    std::uint64_t random_ = static_cast<std::uint64_t>(Clock::now().time_since_epoch().count());
    Clock::time_point counted_from_;
    std::uint64_t asked_ = 0;
    std::uint64_t not_sent_ = 0;
    std::uint64_t shed_ = 0;
    std::uint64_t late_ = 0;
    std::vector<double> served_;
};

}  // namespace
}  // namespace hapax::bench

int main(int argc, char** argv) {
    using namespace hapax::bench;
    const Arguments arguments(
        argc, argv,
        {{"port", "8080"}, {"rate", "10000"}, {"seconds", "5"}, {"timeout-ms", "0"}, {"connections", "512"}});
    Overload(arguments).run();
}
