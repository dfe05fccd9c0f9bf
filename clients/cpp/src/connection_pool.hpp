// ConnectionPool: connections that are open and not in use, the latest first.
//
//   auto socket = pool.take(now);
//   …
//   pool.put(std::move(*socket), now);
//
// Limits   idle_connections_max; older than idle_time_max, or not quiet: closed and not given out.
// Threads  any number.
#pragma once

#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "clients/cpp/src/socket.hpp"
#include "hapax/client/options.hpp"

namespace hapax::client {

class ConnectionPool {
 public:
    explicit ConnectionPool(const Limits& limits) : limits_(limits) {}

    std::optional<Socket> take(Instant now) {
        const std::lock_guard lock(mutex_);
        while (!idle_.empty()) {
            Idle idle = std::move(idle_.back());
            idle_.pop_back();
            if (now - idle.since < limits_.idle_time_max && idle.socket.quiet()) return std::move(idle.socket);
        }
        return std::nullopt;
    }

    void put(Socket socket, Instant now) {
        const std::lock_guard lock(mutex_);
        if (idle_.size() < limits_.idle_connections_max) idle_.push_back({std::move(socket), now});
    }

 private:
    struct Idle {
        Socket socket;
        Instant since;
    };

    const Limits limits_;
    std::mutex mutex_;
    std::vector<Idle> idle_;
};

}  // namespace hapax::client
