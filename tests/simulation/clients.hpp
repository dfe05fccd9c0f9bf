// Clients: fibers that use the bank over HTTP: new operations, repeats, mistakes, questions, and people who hang up.
//
//   Clients clients(world, plan, history);
//   clients.spawn();
//   world.run([&] { return clients.chaos_over(); }, …);
//   world.heal();  clients.settle();
//   world.run([&] { return clients.done(); }, 30s);       // every operation has its final answer and is terminal
//
// Threads  loops of the world's clients.
#pragma once

#include <memory>
#include <vector>

#include "history.hpp"
#include "plan.hpp"
#include "world/world.hpp"

namespace hapax::simulated_bank {

class Clients {
 public:
    Clients(world::World& world, const Plan& plan, History& history);
    Clients(const Clients&) = delete;
    Clients& operator=(const Clients&) = delete;
    ~Clients() { world_.scheduler().kill(world_.clients()); }  // no loop may outlive what it works on

    void spawn();
    bool chaos_over() const { return idle_ == plan_.clients; }
    void settle() { settling_ = true; }
    bool done() const { return settled_ == plan_.clients; }

 private:
    struct Client {
        Client(std::uint64_t n, world::World& world, const Random& draws)
            : number(n), http(world.clients(), world.network(), draws.split("http")), random(draws) {}
        std::uint64_t number;
        world::HttpClient http;
        Random random;
    };

    void run(std::uint64_t number);
    void live(Client& client);
    void step(Client& client);
    void think(Client& client);
    void settle(Client& client);
    void settle(Client& client, std::size_t op);
    void await_terminal(Client& client, std::size_t op);
    void read_everything(Client& client);

    std::size_t new_op(Client& client);
    OperationId new_id(Client& client);
    std::size_t old_op(Client& client);
    void make_mistake(Client& client);
    void abandon(Client& client, std::size_t op);
    Came submit(Client& client, std::size_t op, std::size_t payload);
    std::string ask_status(Client& client, std::size_t op);
    void read(Client& client);
    void read(Client& client, Asked what, const std::string& account);
    const Attempt& ask(Client& client, Attempt attempt, const std::string& request, Duration patience);
    Duration patience(Client& client);
    void note_answer(const world::HttpAnswer& answer);
    void note_haste(const Attempt& attempt, Instant began);
    void note_expiry(const Attempt& attempt);
    void note_what_met(const Attempt& attempt);

    world::World& world_;
    const Plan& plan_;
    History& history_;
    std::uint64_t started_ = 0;  // operations
    std::uint64_t idle_ = 0;
    std::uint64_t settled_ = 0;
    bool settling_ = false;
};

std::string account_name(std::uint64_t number);

}  // namespace hapax::simulated_bank
