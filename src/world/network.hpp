// Network: the wires between simulated clients and the one server, as bytes both ways.
//
//   std::shared_ptr<Wire> wire = network.connect(parker);   // nothing: nobody listens
//   network.send(*wire, bytes);  parker.park(deadline);  take(wire->to_client)
//   network.close(*wire, Ending::orderly);
//
//   network.listen(&parker);                                // the server; woken when there is something to do
//   for (auto& wire : network.accepted()) …
//   network.cut();                                          // the server's process is gone
//
// What was sent before a process died may still be read by the other side; nothing is lost within a wire that lives.
// Lifetimes  a parker outlives its side of the wire, or says so: hang_up(), listen(nullptr), cut().
// Threads    one.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ports/driven/runtime.hpp"

namespace hapax::world {

enum class Ending : unsigned char {
    none,
    orderly,  // no more is sent; what was asked may still be answered
    reset,    // nothing is sent or read any more
};

struct Wire {
    std::string to_server;
    std::string to_client;
    Ending client_ended = Ending::none;
    bool server_ended = false;
    Parker* client = nullptr;                           // nobody when the client has hung up
    std::size_t window = static_cast<std::size_t>(-1);  // bytes that may wait to be read by the client
    std::size_t room() const { return window - std::min(window, to_client.size()); }
};

class Network {
 public:
    std::shared_ptr<Wire> connect(Parker& client);
    void send(Wire& wire, std::string_view bytes);
    void hang_up(Wire& wire, Ending how);
    void took(Wire&) { wake_server(); }  // the client has read: there is room in its window

    void listen(Parker* server) { server_ = server; }
    std::vector<std::shared_ptr<Wire>> accepted();
    void answer(Wire& wire, std::string_view bytes);
    void end(Wire& wire);
    void cut();

 private:
    void wake_server() {
        if (server_ != nullptr) server_->unpark();
    }

    Parker* server_ = nullptr;
    std::vector<std::shared_ptr<Wire>> new_;
    std::vector<std::weak_ptr<Wire>> open_;
};

}  // namespace hapax::world
