#include "world/edge_loop.hpp"

#include <algorithm>
#include <iterator>

namespace hapax::world {
namespace {

// What came before a reset may still be read, and then the connection is gone in the same round.
constexpr std::uint32_t read_before_reset_chance = 50 * one_percent;

template <class Item>
void append(std::vector<Item>& to, std::vector<Item>& batch) {
    to.insert(to.end(), std::make_move_iterator(batch.begin()), std::make_move_iterator(batch.end()));
    batch.clear();
}

}  // namespace

void EdgeLoop::connect(const EdgeParts& parts) {
    exchange_.emplace(http::Exchange::Parts{0, parts.service, parts.router, limits_, parts.operations, parts.queries,
                                            parts.metrics, identity_, parts.feeds});
}

void EdgeLoop::deliver(std::vector<Delivery>& batch) {
    append(verdicts_, batch);
    parker_->unpark();
}

void EdgeLoop::deliver(std::vector<QueryResult>& batch) {
    append(results_, batch);
    parker_->unpark();
}

void EdgeLoop::deliver(std::vector<FeedEvent>& batch) {
    append(events_, batch);
    parker_->unpark();
}

void EdgeLoop::run() {
    network_.listen(parker_.get());
    while (!draining_ || !connections_.empty()) {
        parker_->park(more_ ? runtime_.now() : runtime_.now() + limits_.timer_step);
        round();
    }
    ended_ = true;
}

void EdgeLoop::drain() {
    drain_asked_ = true;
    parker_->unpark();
}

void EdgeLoop::round() {
    now_ = runtime_.now();
    more_ = false;
    exchange_->begin_round(now_, runtime_.wall());
    if (drain_asked_ && !draining_) begin_drain();
    accept();
    for (std::size_t i = 0; i < connections_.size(); ++i) read(*connections_[i]);
    take_verdicts();
    write_all();
    while (http::Session* session = exchange_->pop_dead()) close(of(*session));
    std::erase_if(connections_, [](const auto& connection) { return connection->closed; });
}

void EdgeLoop::begin_drain() {
    draining_ = true;
    network_.listen(nullptr);
    exchange_->stop();
    for (const auto& connection : connections_) {
        connection->session.drain(runtime_.now());
        exchange_->watch(connection->session);
    }
}

void EdgeLoop::accept() {
    for (std::shared_ptr<Wire>& wire : network_.accepted()) {
        if (draining_) {
            network_.end(*wire);
        } else {
            open(std::move(wire));
        }
    }
}

void EdgeLoop::open(std::shared_ptr<Wire> wire) {
    std::string name = "c" + std::to_string(++opened_);
    auto& made = connections_.emplace_back(
        std::make_unique<Connection>(std::move(wire), limits_, *exchange_, std::move(name), now_));
    exchange_->opened(made->session);
    if (made->session.slot >= by_slot_.size()) by_slot_.resize(made->session.slot + 1);
    by_slot_[made->session.slot] = made.get();
}

void EdgeLoop::read(Connection& connection) {
    if (connection.closed) return;
    const bool reset = connection.wire->client_ended == Ending::reset;
    if (!reset || random_.chance(read_before_reset_chance)) take_bytes(connection);
    if (reset) return close(connection);
    const bool all_read = connection.wire->to_server.empty();
    if (connection.wire->client_ended == Ending::orderly && all_read && !connection.peer_closed) {
        connection.peer_closed = true;
        connection.session.peer_closed();
    }
    exchange_->watch(connection.session);
}

void EdgeLoop::take_bytes(Connection& connection) {
    std::string& waiting = connection.wire->to_server;
    const std::span<char> space = connection.session.space();
    if (waiting.empty() || space.empty()) return;
    const std::size_t most = std::min(space.size(), waiting.size());
    const std::size_t taken = piece_of(most);
    std::copy_n(waiting.data(), taken, space.data());
    waiting.erase(0, taken);
    connection.session.received(taken, now_);
    more_ = more_ || !waiting.empty();
}

void EdgeLoop::take_verdicts() {
    exchange_->deliver(verdicts_);
    exchange_->deliver(results_);
    exchange_->deliver(events_);
}

// What a client could not take at once is sent in the next rounds.
void EdgeLoop::write_all() {
    for (std::size_t i = 0; i < connections_.size(); ++i) {
        if (!connections_[i]->unsent.empty()) write(*connections_[i]);
    }
    do {
        exchange_->flush(runtime_.now());
        while (http::Session* session = exchange_->pop_changed()) write(of(*session));
    } while (exchange_->has_work());
}

void EdgeLoop::write(Connection& connection) {
    if (connection.closed) return;
    std::string& unsent = connection.unsent;
    if (unsent.empty()) connection.session.take_output(unsent);
    const std::size_t most = std::min(unsent.size(), connection.wire->room());
    const std::size_t sent = most == 0 ? 0 : piece_of(most);
    network_.answer(*connection.wire, std::string_view(unsent).substr(0, sent));
    unsent.erase(0, sent);
    if (unsent.empty()) connection.session.take_output(unsent);  // made while the last was on its way
    connection.session.sent(unsent.size(), now_);
    exchange_->watch(connection.session);
    if (unsent.empty() && connection.session.over()) return close(connection);
    const bool can_send = !unsent.empty() && connection.wire->room() > 0;
    more_ = more_ || can_send || !connection.wire->to_server.empty();
}

std::size_t EdgeLoop::piece_of(std::size_t bytes) {
    return random_.chance(70 * one_percent) ? bytes : 1 + random_.below(bytes);
}

void EdgeLoop::close(Connection& connection) {
    if (std::exchange(connection.closed, true)) return;
    exchange_->closed(connection.session);
    network_.end(*connection.wire);
}

}  // namespace hapax::world
