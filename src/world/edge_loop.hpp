// EdgeLoop: the HTTP edge of the simulated server: the real Exchange and Sessions over wires instead of sockets.
//
//   EdgeLoop edge(runtime, network, limits, random);    // gives verdicts and results to the application
//   edge.connect({service, router, operations, queries, metrics, feeds});
//   runtime.spawn("edge", [&] { edge.run(); });
//   edge.drain();                                        // no new connections; what runs is answered; run() returns
//
// What arrives is read, and what is answered is sent, in pieces of drawn length: every boundary falls everywhere.
// Threads  the loops of one simulated process.
// Source   adapters/edge/http_server/loop.cpp does the same with sockets.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "adapters/edge/http/exchange.hpp"
#include "kernel/random.hpp"
#include "world/bearer_names.hpp"
#include "world/network.hpp"

namespace hapax::world {

struct EdgeParts {
    const Service& service;
    const http::Router& router;
    Operations& operations;
    Queries& queries;
    Metrics& metrics;
    Feeds& feeds;
};

class EdgeLoop final : public Verdicts, public QueryResults, public FeedEvents {
 public:
    EdgeLoop(Runtime& runtime, Network& network, const http::Limits& limits, Random random)
        : runtime_(runtime), network_(network), limits_(limits), random_(random), parker_(runtime.make_parker()) {}

    void connect(const EdgeParts& parts);
    void run();
    void drain();
    bool ended() const { return ended_; }

    void deliver(std::vector<Delivery>& batch) override;
    void deliver(std::vector<QueryResult>& batch) override;
    void deliver(std::vector<FeedEvent>& batch) override;

 private:
    struct Connection {
        Connection(std::shared_ptr<Wire> w, const http::Limits& limits, http::Exchange& exchange, std::string name,
                   Instant now)
            : wire(std::move(w)), session(limits, exchange, std::move(name), now) {}
        std::shared_ptr<Wire> wire;
        http::Session session;
        std::string unsent;
        bool peer_closed = false;
        bool closed = false;
    };

    void round();
    void accept();
    void open(std::shared_ptr<Wire> wire);
    void read(Connection& connection);
    void take_bytes(Connection& connection);
    void take_verdicts();
    void write_all();
    void write(Connection& connection);
    std::size_t piece_of(std::size_t bytes);
    void close(Connection& connection);
    Connection& of(const http::Session& session) { return *by_slot_[session.slot]; }
    void begin_drain();

    Runtime& runtime_;
    Network& network_;
    const http::Limits& limits_;
    Random random_;
    BearerNames identity_;
    std::unique_ptr<Parker> parker_;
    std::optional<http::Exchange> exchange_;
    std::vector<std::unique_ptr<Connection>> connections_;
    std::vector<Connection*> by_slot_;
    std::vector<Delivery> verdicts_;
    std::vector<QueryResult> results_;
    std::vector<FeedEvent> events_;
    std::uint64_t opened_ = 0;
    Instant now_{};
    bool more_ = false;  // to read at once
    bool drain_asked_ = false;
    bool draining_ = false;
    bool ended_ = false;
};

}  // namespace hapax::world
