#include "adapters/edge/http_server/http_server.hpp"

#include <thread>
#include <vector>

#include <sys/socket.h>

#include "adapters/edge/http_server/loop.hpp"
#include "kernel/assert.hpp"

namespace hapax::http {
namespace {

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

Result<Acceptor> listening(asio::io_context& io, const Tcp::endpoint& endpoint, const ServerOptions& options) {
    Acceptor acceptor(io);
    SocketError error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error && !options.single_acceptor && options.loops > 1) acceptor.set_option(ReusePort(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(options.backlog, error);
    if (error) return fail(http_server_errc::cannot_listen, options.address + ": " + error.message());
    return acceptor;
}

class AsioHttpServer final : public HttpServer {
 public:
    explicit AsioHttpServer(const ServerOptions& options) : options_(options) {
        HAPAX_ASSERT(options.loops > 0, "a server needs a loop");
        for (std::uint32_t i = 0; i < options.loops; ++i) loops_.push_back(std::make_unique<Loop>(i, options_));
    }

    ~AsioHttpServer() override {
        drain();
        join();
    }

    Verdicts& verdicts(std::uint32_t loop) override { return loops_[loop]->inbox(); }
    QueryResults& results(std::uint32_t loop) override { return loops_[loop]->inbox(); }
    FeedEvents& feed_events(std::uint32_t loop) override { return loops_[loop]->inbox(); }

    Result<std::uint16_t> start(const ServerParts& parts) override {
        SocketError error;
        const auto address = asio::ip::make_address(options_.address, error);
        if (error) return fail(http_server_errc::bad_address, options_.address);
        for (const auto& loop : loops_) loop->connect(parts);
        auto port = listen({address, options_.port});
        if (!port) return port;
        for (const auto& loop : loops_) threads_.emplace_back([&loop] { loop->run(); });
        return port;
    }

    void drain() override {
        for (const auto& loop : loops_) loop->post_drain();
    }

    void join() override {
        for (std::thread& thread : threads_) {
            if (thread.joinable()) thread.join();
        }
    }

 private:
    // The first acceptor finds the port when it was 0; the others share it.
    Result<std::uint16_t> listen(Tcp::endpoint endpoint) {
        std::vector<Loop*> all;
        for (const auto& loop : loops_) all.push_back(loop.get());
        for (Loop* loop : all) {
            auto acceptor = listening(loop->io(), endpoint, options_);
            if (!acceptor) return pass_on(acceptor);
            endpoint.port(acceptor->local_endpoint().port());
            loop->listen(std::move(*acceptor), options_.single_acceptor ? all : std::vector<Loop*>{loop});
            if (options_.single_acceptor) break;
        }
        return endpoint.port();
    }

    ServerOptions options_;
    std::vector<std::unique_ptr<Loop>> loops_;
    std::vector<std::thread> threads_;
};

}  // namespace

std::unique_ptr<HttpServer> make_http_server(const ServerOptions& options) {
    return std::make_unique<AsioHttpServer>(options);
}

}  // namespace hapax::http
