// Push: how long it takes from an operation's completion to the socket of who follows it, or many who follow and hear
// nothing.
//
//   bench_push --port 8080 --subscribers 1000 --rate 1000 --seconds 5
//   bench_push --port 8080 --idle 10000            prints a line when all follow, and waits for the end of its input
//
// Each subscriber follows one operation before it is asked for, hears of its end, and follows the next over the same
// connection. One more connection asks for the operations, so many a second, and waits for none. The time of completion
// is the one that the pushed document says: when the last required view showed the operation.
// Units    milliseconds; both times are of this machine's clock.
// Threads  one, with epoll; the accounts are those of the load generator (bench/rigs/bank.py).

#include <algorithm>
#include <cstring>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "arguments.hpp"
#include "codec/rfc3339.hpp"
#include "kernel/uuid.hpp"

namespace hapax::bench {
namespace {

using Clock = std::chrono::system_clock;

std::int64_t now_us() {
    return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now().time_since_epoch()).count();
}

int connected(std::uint16_t port) {
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

void send_all(int socket, const std::string& bytes) {
    if (::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size())) {
        fail("a request could not be sent");
    }
}

struct Subscriber {
    int socket = -1;
    std::string id;
    std::string received;
    bool follows = false;
    std::int64_t asked_us = 0;  // when its operation was; 0 = not yet
};

class Push {
 public:
    explicit Push(const Arguments& arguments)
        : port_(static_cast<std::uint16_t>(arguments.number("port"))),
          rate_(static_cast<double>(arguments.number("rate"))),
          seconds_(arguments.number("seconds")),
          subscribers_(arguments.number("subscribers")),
          poll_(::epoll_create1(0)),
          writer_(connected(port_)) {
        watch(writer_, UINT64_MAX);
        for (std::size_t i = 0; i < subscribers_.size(); ++i) {
            subscribers_[i].socket = connected(port_);
            watch(subscribers_[i].socket, i);
            follow_next(subscribers_[i]);
        }
    }

    void run() {
        const auto all_follow = [this] { return std::ranges::all_of(subscribers_, &Subscriber::follows); };
        while (!all_follow()) wait(100);
        const std::int64_t began = now_us();
        const std::int64_t end = began + static_cast<std::int64_t>(seconds_) * 1'000'000;
        for (std::uint64_t asked = 0; now_us() < end;) {
            const auto due = static_cast<std::uint64_t>(static_cast<double>(now_us() - began) * rate_ / 1e6);
            for (; asked < due; ++asked) ask(subscribers_[asked % subscribers_.size()], asked);
            const double next_us = static_cast<double>(began) + static_cast<double>(asked + 1) * 1e6 / rate_;
            wait(std::clamp(static_cast<int>((next_us - static_cast<double>(now_us())) / 1000), 1, 100));
        }
        for (int i = 0; i < 200 && under_way() > 0; ++i) wait(10);
        report();
    }

 private:
    void watch(int socket, std::uint64_t who) {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u64 = who;
        ::epoll_ctl(poll_, EPOLL_CTL_ADD, socket, &event);
    }

    void follow_next(Subscriber& subscriber) {
        const auto random = [this] { return random_ = random_ * 6364136223846793005ULL + 1442695040888963407ULL; };
        subscriber.id = Uuid::v7(now_us() / 1000, random(), random()).text();
        subscriber.follows = false;
        subscriber.asked_us = 0;
        subscriber.received.clear();
        send_all(subscriber.socket, "GET /operations/" + subscriber.id + "/events HTTP/1.1\r\nHost: bank\r\n\r\n");
    }

    void ask(Subscriber& subscriber, std::uint64_t number) {
        if (!subscriber.follows || subscriber.asked_us != 0) {
            ++late_;  // it has not come back from its last operation
            return;
        }
        subscriber.asked_us = now_us();
        send_all(writer_, "PUT /accounts/bench-" + std::to_string(number % 1000) + "/withdrawals/" + subscriber.id +
                              " HTTP/1.1\r\nHost: bank\r\nPrefer: respond-async\r\nContent-Type: application/json\r\n"
                              "Content-Length: 12\r\n\r\n{\"amount\":1}");
    }

    void wait(int milliseconds) {
        std::array<epoll_event, 256> events{};
        const int count = ::epoll_wait(poll_, events.data(), events.size(), milliseconds);
        for (int i = 0; i < count; ++i) {
            const std::uint64_t who = events[static_cast<std::size_t>(i)].data.u64;
            std::array<char, 16 << 10> bytes;
            const ssize_t read =
                ::read(who == UINT64_MAX ? writer_ : subscribers_[who].socket, bytes.data(), bytes.size());
            if (read <= 0) fail("a connection ended");
            if (who != UINT64_MAX) take(subscribers_[who], {bytes.data(), static_cast<std::size_t>(read)}, now_us());
        }
    }

    void take(Subscriber& subscriber, std::string_view bytes, std::int64_t at_us) {
        std::string& received = subscriber.received;
        received += bytes;
        if (received.starts_with("HTTP/1.1 ") && !received.starts_with("HTTP/1.1 200")) fail(received);
        if (!subscriber.follows) {
            subscriber.follows = received.find("event: unknown") != std::string::npos;
            return;
        }
        if (!received.ends_with("0\r\n\r\n")) return;
        constexpr std::string_view completed = R"("state":"completed","at":")";
        const std::size_t place = received.find(completed);
        if (place == std::string::npos) fail("an operation was not completed: " + received);
        const auto said = parse_rfc3339(received.substr(
            place + completed.size(), received.find('"', place + completed.size()) - place - completed.size()));
        from_completion_.push_back(static_cast<double>(at_us - said.value().us) / 1000);
        from_request_.push_back(static_cast<double>(at_us - subscriber.asked_us) / 1000);
        follow_next(subscriber);
    }

    std::size_t under_way() const {
        return static_cast<std::size_t>(
            std::ranges::count_if(subscribers_, [](const Subscriber& s) { return s.asked_us != 0; }));
    }

    static double quantile(std::vector<double>& sorted, double share) {
        if (sorted.empty()) fail("nothing was pushed");
        return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
    }

    void report() {
        std::ranges::sort(from_completion_);
        std::ranges::sort(from_request_);
        std::printf(
            "{\"events\":%zu,\"late\":%llu,\"lost\":%zu,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"p999_ms\":%.3f,"
            "\"max_ms\":%.3f,\"request_p50_ms\":%.3f,\"request_p99_ms\":%.3f}\n",
            from_completion_.size(), static_cast<unsigned long long>(late_), under_way(),
            quantile(from_completion_, 0.5), quantile(from_completion_, 0.99), quantile(from_completion_, 0.999),
            from_completion_.back(), quantile(from_request_, 0.5), quantile(from_request_, 0.99));
    }

    std::uint16_t port_;
    double rate_;
    std::uint64_t seconds_;
    std::vector<Subscriber> subscribers_;
    int poll_;
    int writer_;
    std::uint64_t random_ = static_cast<std::uint64_t>(now_us());
    std::uint64_t late_ = 0;
    std::vector<double> from_completion_;
    std::vector<double> from_request_;
};

// They follow all of their operations, and there are none.
void stay_idle(std::uint16_t port, std::size_t subscribers) {
    std::vector<int> sockets;
    for (std::size_t i = 0; i < subscribers; ++i) {
        sockets.push_back(connected(port));
        send_all(sockets.back(), "GET /operations/events HTTP/1.1\r\nHost: bank\r\n\r\n");
    }
    for (const int socket : sockets) {
        std::array<char, 4096> bytes;
        const ssize_t read = ::read(socket, bytes.data(), bytes.size());
        if (read <= 0 || std::strncmp(bytes.data(), "HTTP/1.1 200", 12) != 0) fail("a subscriber was refused");
    }
    std::printf("{\"subscribers\":%zu}\n", sockets.size());
    std::fflush(stdout);
    std::getchar();
}

}  // namespace
}  // namespace hapax::bench

int main(int argc, char** argv) {
    using namespace hapax::bench;
    const Arguments arguments(
        argc, argv, {{"port", "8080"}, {"subscribers", "1000"}, {"rate", "1000"}, {"seconds", "5"}, {"idle", "0"}});
    const auto idle = static_cast<std::size_t>(arguments.number("idle"));
    if (idle > 0) {
        stay_idle(static_cast<std::uint16_t>(arguments.number("port")), idle);
    } else {
        Push(arguments).run();
    }
}
