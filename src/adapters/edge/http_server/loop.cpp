#include "adapters/edge/http_server/loop.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "kernel/assert.hpp"

namespace hapax::http {
namespace {

// Handlers of one round: enough to gather a batch, few enough that the first answer need not wait long.
constexpr int burst_max = 32;

}  // namespace

Loop::Loop(std::uint32_t index, const ServerOptions& options)
    : index_(index),
      options_(options),
      io_(1),
      inbox_([this] { asio::post(io_, [this] { take_inbox(); }); }),
      timer_(io_) {}

void Loop::connect(const ServerParts& parts) {
    runtime_ = &parts.runtime;
    if (parts.identity) identity_ = parts.identity(index_);
    exchange_.emplace(Exchange::Parts{index_, parts.service, parts.router, options_.limits, parts.operations,
                                      parts.queries, parts.metrics, identity_ ? *identity_ : everyone_is_anonymous(),
                                      parts.feeds});
}

void Loop::listen(Acceptor acceptor, std::vector<Loop*> takers) {
    acceptor_.emplace(std::move(acceptor));
    takers_ = std::move(takers);
    accept();
}

void Loop::run() {
    wait_for_tick();
    while (!done()) {
        handle_what_is_ready();
        end_round();
    }
}

void Loop::handle_what_is_ready() {
    if (!runtime_->look([this] { return io_.poll_one() > 0; })) io_.run_one();
    for (int i = 1; i < burst_max && io_.poll_one() > 0; ++i) {
    }
}

void Loop::begin_round() {
    if (std::exchange(in_round_, true)) return;
    now_ = runtime_->now();
    exchange_->begin_round(now_, runtime_->wall());
}

void Loop::end_round() {
    if (!std::exchange(in_round_, false)) return;
    do {
        exchange_->flush(runtime_->now());
        while (Session* session = exchange_->pop_changed()) write(*connections_[session->slot]);
    } while (exchange_->has_work());
    while (Session* session = exchange_->pop_dead()) close(*connections_[session->slot]);
}

void Loop::take_inbox() {
    begin_round();
    inbox_.take(verdicts_, results_, events_);
    exchange_->deliver(verdicts_);
    exchange_->deliver(results_);
    exchange_->deliver(events_);
}

void Loop::wait_for_tick() {
    timer_.expires_after(std::chrono::duration_cast<Timer::duration>(options_.limits.timer_step));
    timer_.async_wait([this](const SocketError&) { tick(); });
}

void Loop::tick() {
    begin_round();
    if (now_ >= drain_until_) cut_all();
    end_lingering();
    accept();
    if (!done()) wait_for_tick();
}

// At the limit of connections, or while descriptors are short, newcomers wait in the kernel's queue.
void Loop::accept() {
    if (!acceptor_ || accepting_ || connections_open_ >= options_.connections_max) return;
    if (runtime_->now() < accept_again_) return;
    accepting_ = true;
    Loop& taker = *takers_[next_taker_++ % takers_.size()];
    acceptor_->async_accept(taker.io_, [this, &taker](const SocketError& error, Socket socket) {
        accepted(error, std::move(socket), taker);
    });
}

void Loop::accepted(const SocketError& error, Socket socket, Loop& taker) {
    begin_round();
    accepting_ = false;
    if (!acceptor_) return;
    if (error) {
        accept_again_ = now_ + options_.accept_pause;
    } else if (&taker == this) {
        open(std::move(socket));
    } else {
        asio::post(taker.io_, [&taker, moved = std::move(socket)]() mutable {
            taker.begin_round();
            taker.open(std::move(moved));
        });
    }
    accept();
}

void Loop::open(Socket socket) {
    SocketError ignored;
    socket.non_blocking(true, ignored);
    socket.set_option(Tcp::no_delay(true), ignored);
    std::string name = "c" + std::to_string(index_) + "-" + std::to_string(++connections_made_);
    auto made = std::make_unique<Connection>(std::move(socket), options_.limits, *exchange_, std::move(name), now_);
    Connection& connection = *made;
    exchange_->opened(connection.session);
    if (connection.session.slot >= connections_.size()) connections_.resize(connection.session.slot + 1);
    connections_[connection.session.slot] = std::move(made);
    ++connections_open_;
    if (draining_) connection.session.drain(now_);
    wait_read(connection);
}

void Loop::wait_read(Connection& connection) {
    if (connection.read_waits || connection.closed || connection.peer_closed) return;
    connection.read_waits = true;
    connection.socket.async_wait(Socket::wait_read, [this, &connection](const SocketError& error) {
        connection.read_waits = false;
        readable(connection, error);
    });
}

void Loop::readable(Connection& connection, const SocketError& error) {
    begin_round();
    if (connection.closed) return free_if_done(connection);
    if (error) return close(connection);
    if (connection.lingering) return discard(connection);
    const std::span<char> space = connection.session.space();
    if (space.empty()) return;  // the wait starts again when answers have left
    SocketError failed;
    const std::size_t bytes = connection.socket.read_some(asio::buffer(space.data(), space.size()), failed);
    if (failed == asio::error::eof) {
        connection.peer_closed = true;
        connection.session.peer_closed();
        return exchange_->watch(connection.session);
    }
    if (failed && failed != asio::error::would_block) return close(connection);
    if (bytes > 0) connection.session.received(bytes, now_);
    exchange_->watch(connection.session);
    wait_read(connection);
}

void Loop::write(Connection& connection) {
    if (connection.closed || connection.write_waits) return;
    bool wrote = false;
    while (true) {
        if (connection.written == connection.writing.size()) {
            connection.writing.clear();
            connection.written = 0;
            if (connection.session.has_output()) connection.session.take_output(connection.writing);
        }
        const std::size_t left = connection.writing.size() - connection.written;
        if (left == 0) break;
        SocketError failed;
        connection.written +=
            connection.socket.write_some(asio::buffer(connection.writing.data() + connection.written, left), failed);
        wrote = true;
        if (failed == asio::error::would_block) {
            connection.write_waits = true;
            connection.socket.async_wait(Socket::wait_write, [this, &connection](const SocketError& error) {
                connection.write_waits = false;
                writable(connection, error);
            });
            break;
        }
        if (failed) return close(connection);
    }
    connection.session.sent(connection.writing.size() - connection.written, now_);
    exchange_->watch(connection.session);
    if (connection.session.over() && !connection.write_waits) return finish(connection, wrote);
    if (connection.session.wants_bytes()) wait_read(connection);
}

void Loop::writable(Connection& connection, const SocketError& error) {
    begin_round();
    if (connection.closed) return free_if_done(connection);
    if (error) return close(connection);
    write(connection);
}

// Closing at once would reset the connection under an answer that the client has not read yet, if it sent more than we
// read. So we say that nothing follows, and read what still comes for a moment.
void Loop::finish(Connection& connection, bool just_answered) {
    if (!just_answered || connection.peer_closed) return close(connection);
    if (std::exchange(connection.lingering, true)) return;
    SocketError failed;
    connection.socket.shutdown(Socket::shutdown_send, failed);
    if (failed) return close(connection);
    lingering_.emplace_back(now_ + options_.linger, &connection);
    wait_read(connection);
}

void Loop::discard(Connection& connection) {
    std::array<char, 16 << 10> nowhere;
    SocketError failed;
    connection.socket.read_some(asio::buffer(nowhere), failed);
    if (failed && failed != asio::error::would_block) return close(connection);
    wait_read(connection);
}

void Loop::end_lingering() {
    while (!lingering_.empty() && lingering_.front().first <= now_) {
        close(*lingering_.front().second);
    }
}

void Loop::close(Connection& connection) {
    if (std::exchange(connection.closed, true)) return;
    std::erase_if(lingering_, [&](const auto& entry) { return entry.second == &connection; });
    exchange_->closed(connection.session);
    SocketError ignored;
    connection.socket.close(ignored);
    --connections_open_;
    ending_.push_back(std::move(connections_[connection.session.slot]));
    free_if_done(connection);
}

void Loop::free_if_done(Connection& connection) {
    if (connection.read_waits || connection.write_waits) return;
    std::erase_if(ending_, [&](const auto& ending) { return ending.get() == &connection; });
}

void Loop::post_drain() {
    asio::post(io_, [this] {
        begin_round();
        drain();
    });
}

void Loop::drain() {
    if (std::exchange(draining_, true)) return;
    drain_until_ = now_ + options_.drain_time;
    acceptor_.reset();
    exchange_->stop();
    for (const auto& connection : connections_) {
        if (!connection) continue;
        connection->session.drain(now_);
        exchange_->watch(connection->session);
    }
}

void Loop::cut_all() {
    for (const auto& connection : connections_) {
        if (connection) close(*connection);
    }
}

}  // namespace hapax::http
