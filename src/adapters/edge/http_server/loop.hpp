// Loop: one io_context, its acceptor, its connections and its Exchange, run by one thread.
//
// A round is one wait and the handlers that are ready after it (at most a burst); at its end the batches are handed
// over and every connection with answers is written once. Invariants
//   1. A connection has at most one read wait and one write wait outstanding, and is freed when neither is.
//   2. Nobody reads into or writes from a session's memory between handlers: sockets are asked for readiness only.
// Threads  everything by the loop's thread, but inbox(), post_*() from any.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "adapters/edge/http/exchange.hpp"
#include "adapters/edge/http_server/asio_types.hpp"
#include "adapters/edge/http_server/http_server.hpp"
#include "adapters/edge/http_server/inbox.hpp"

namespace hapax::http {

class Loop {
 public:
    Loop(std::uint32_t index, const ServerOptions& options);

    Inbox& inbox() { return inbox_; }
    void connect(const ServerParts& parts);  // before anything else
    void listen(Acceptor acceptor, std::vector<Loop*> takers);
    void run();
    void post_drain();
    asio::io_context& io() { return io_; }

 private:
    struct Connection {
        Connection(Socket s, const Limits& limits, SessionOwner& owner, std::string name, Instant now)
            : socket(std::move(s)), session(limits, owner, std::move(name), now) {}
        Socket socket;
        Session session;
        std::string writing;
        std::size_t written = 0;
        bool read_waits = false;
        bool write_waits = false;
        bool peer_closed = false;
        bool lingering = false;
        bool closed = false;
    };

    void handle_what_is_ready();
    void begin_round();
    void end_round();
    void take_inbox();
    void tick();
    void wait_for_tick();

    void accept();
    void accepted(const SocketError& error, Socket socket, Loop& taker);
    void open(Socket socket);
    void drain();
    void cut_all();
    void end_lingering();

    void wait_read(Connection& connection);
    void readable(Connection& connection, const SocketError& error);
    void discard(Connection& connection);
    void write(Connection& connection);
    void writable(Connection& connection, const SocketError& error);
    void finish(Connection& connection, bool just_answered);
    void close(Connection& connection);
    void free_if_done(Connection& connection);
    bool done() const { return draining_ && connections_open_ == 0 && !acceptor_; }

    std::uint32_t index_;
    const ServerOptions& options_;
    asio::io_context io_;
    Inbox inbox_;
    Timer timer_;
    Runtime* runtime_ = nullptr;
    std::unique_ptr<Identity> identity_;  // null: everyone is anonymous
    std::optional<Exchange> exchange_;
    std::optional<Acceptor> acceptor_;
    std::vector<Loop*> takers_;
    std::size_t next_taker_ = 0;
    bool accepting_ = false;
    Instant accept_again_{};
    std::vector<std::unique_ptr<Connection>> connections_;  // by the session's slot
    std::vector<std::unique_ptr<Connection>> ending_;       // closed, a wait still outstanding
    std::deque<std::pair<Instant, Connection*>> lingering_;
    std::size_t connections_open_ = 0;
    std::uint64_t connections_made_ = 0;
    bool in_round_ = false;
    bool draining_ = false;
    Instant drain_until_ = never;
    Instant now_{};
    std::vector<Delivery> verdicts_;
    std::vector<QueryResult> results_;
    std::vector<FeedEvent> events_;
};

}  // namespace hapax::http
