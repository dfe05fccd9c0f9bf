#include "hapax/client/client.hpp"

#include <stdexcept>
#include <utility>

#include "clients/cpp/src/background.hpp"
#include "clients/cpp/src/course.hpp"
#include "clients/cpp/src/http_transport.hpp"
#include "hapax/client/errc.hpp"
#include "kernel/assert.hpp"

namespace hapax::client {
namespace {

std::shared_ptr<Transport> transport_to(const Options& options) {
    auto transport = make_http_transport(options.target, options.limits);
    if (!transport) throw std::invalid_argument("hapax::client: " + transport.error().detail);
    return *transport;
}

}  // namespace

class Client::Parts {
 public:
    Parts(Options options, std::shared_ptr<Transport> transport, std::shared_ptr<Surroundings> surroundings)
        : options_(std::move(options)),
          transport_(std::move(transport)),
          surroundings_(std::move(surroundings)),
          target(options_, *surroundings_),
          background(options_.limits, [this](const Operation& operation, const std::stop_token& stop) {
              return run(operation, Wish::ended, stop);
          }) {
        HAPAX_ASSERT(options_.retry.attempts_max > 0 && options_.limits.senders_max > 0,
                     "an operation is tried at least once, and somebody has to do it");
    }

    Outcome run(const Operation& operation, Wish wish, const std::stop_token& stop) {
        const Uuid id = operation.id ? *operation.id : new_id();
        return Course({options_, target, *transport_, *surroundings_}, operation, id, wish, stop).run();
    }

    Uuid new_id() {
        return Uuid::v7(surroundings_->wall().us / 1000, surroundings_->random(), surroundings_->random());
    }

    const Options& options() const { return options_; }

 private:
    Options options_;
    std::shared_ptr<Transport> transport_;
    std::shared_ptr<Surroundings> surroundings_;

 public:
    Target target;
    Background background;  // last: its threads use the rest
};

Client::Client(Options options) {
    auto transport = transport_to(options);
    parts_ = std::make_unique<Parts>(std::move(options), std::move(transport), make_surroundings());
}

Client::Client(Options options, std::shared_ptr<Transport> transport, std::shared_ptr<Surroundings> surroundings)
    : parts_(std::make_unique<Parts>(std::move(options), std::move(transport), std::move(surroundings))) {}

Client::~Client() = default;

Outcome Client::execute(const Operation& operation, const std::stop_token& stop) {
    return parts_->run(operation, Wish::ended, stop);
}

Outcome Client::submit(const Operation& operation, const std::stop_token& stop) {
    return parts_->run(operation, Wish::durable, stop);
}

Result<Uuid> Client::send(Operation operation, Ended ended) {
    if (!operation.id) operation.id = parts_->new_id();
    if (!operation.deadline) operation.deadline = parts_->options().send_deadline;
    const Uuid id = *operation.id;
    if (!parts_->background.add(std::move(operation), std::move(ended))) return fail(client_errc::queue_full);
    return id;
}

bool Client::wait_for_all(Duration at_most) {
    return parts_->background.wait_for_all(at_most);
}

Breaker::State Client::breaker_state() const {
    return parts_->target.state();
}

}  // namespace hapax::client
