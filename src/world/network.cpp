#include "world/network.hpp"

#include <utility>

namespace hapax::world {

std::shared_ptr<Wire> Network::connect(Parker& client) {
    if (server_ == nullptr) return nullptr;
    auto wire = std::make_shared<Wire>();
    wire->client = &client;
    std::erase_if(open_, [](const auto& old) { return old.expired(); });
    open_.push_back(wire);
    new_.push_back(wire);
    wake_server();
    return wire;
}

void Network::send(Wire& wire, std::string_view bytes) {
    if (wire.server_ended) return;
    wire.to_server += bytes;
    wake_server();
}

void Network::hang_up(Wire& wire, Ending how) {
    wire.client_ended = how;
    wire.client = nullptr;
    wake_server();
}

std::vector<std::shared_ptr<Wire>> Network::accepted() {
    return std::exchange(new_, {});
}

void Network::answer(Wire& wire, std::string_view bytes) {
    if (wire.client == nullptr) return;
    wire.to_client += bytes;
    wire.client->unpark();
}

void Network::end(Wire& wire) {
    wire.server_ended = true;
    if (wire.client != nullptr) wire.client->unpark();
}

void Network::cut() {
    server_ = nullptr;
    new_.clear();
    for (const auto& open : std::exchange(open_, {})) {
        if (const auto wire = open.lock()) end(*wire);
    }
}

}  // namespace hapax::world
