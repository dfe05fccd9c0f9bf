// Clients: fibers that use the bank over HTTP as badly as they can: new operations, repeats, mistakes, ids of others,
// crowds and bursts, pipelines, garbage, questions, and people who hang up.
//
//   Clients clients(world, plan, history);
//   clients.spawn();
//   world.run([&] { return clients.chaos_over(); }, …);
//   world.heal();  clients.settle();
//   world.run([&] { return clients.done(); }, 30s);       // every operation has its final answer and is terminal
//
// Threads  loops of the world's clients.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "history.hpp"
#include "plan.hpp"
#include "requests.hpp"
#include "world/world.hpp"

namespace hapax::simulated_bank {

class Clients {
 public:
    Clients(world::World& world, const Plan& plan, History& history);
    Clients(const Clients&) = delete;
    Clients& operator=(const Clients&) = delete;
    ~Clients() { world_.scheduler().kill(world_.clients()); }  // no loop may outlive what it works on

    void spawn();
    bool half_over() const { return started_ >= plan_.operations / 2; }
    bool chaos_over() const { return idle_ == plan_.clients && helpers_ == 0; }
    void settle() {
        settling_ = true;
        wake_everybody();
    }
    bool done() const { return calmed_ == plan_.clients; }

 private:
    struct Client {
        Client(std::uint64_t n, std::string caller, world::World& world, const Random& draws, world::Manner manner)
            : number(n),
              name(std::move(caller)),
              http(world.clients(), world.network(), draws.split("http"), manner),
              random(draws),
              parker(world.clients().make_parker()) {}
        std::uint64_t number;
        std::string name;  // of the caller
        world::HttpClient http;
        Random random;
        std::unique_ptr<Parker> parker;
        std::uint64_t position = 0;        // of the newest write that it was told of
        bool cut_off = false;              // its last request got no answer
        std::optional<std::size_t> again;  // the operation that its last answer asks for
    };

    struct Question {
        Attempt attempt;
        std::string request;
    };

    void run(std::uint64_t number);
    // clients.cpp: while there is chaos
    void live(Client& client);
    void step(Client& client);
    void think(Client& client);
    std::size_t new_op(Client& client);
    OperationId new_id(Client& client);
    std::size_t old_op(Client& client);
    void make_mistake(Client& client);
    void abandon(Client& client, std::size_t op);

    // clients_tricks.cpp
    std::size_t borrowed_op(Client& client);
    std::optional<std::size_t> like(std::size_t op, bool meant, Client& client);
    void look_alike(Client& client);
    void pry(Client& client);
    void babble(Client& client);
    void pipeline(Client& client);
    Question any_question(Client& client);
    void crowd(Client& client);
    void burst(Client& client);
    void send_helper(Client& client, std::size_t op);
    void nap(Client& client);

    // clients_exchange.cpp: one exchange
    Wishes wishes(Client& client);
    std::optional<std::uint32_t> hurry(const Op& op) const;
    Came submit(Client& client, std::size_t op, std::size_t payload);
    Question submission(Client& client, std::size_t op, std::size_t payload);
    Question inquiry(Client& client, std::size_t op);
    const Attempt& ask_status(Client& client, std::size_t op);
    void read(Client& client);
    void read(Client& client, Asked what, const std::string& account, std::uint64_t position);
    void look_around(Client& client);
    void look_twice(Client& client, const Attempt& read);
    const Attempt& ask(Client& client, Question question);
    world::Exchanged ask_pages(Client& client, const std::string& path, const Wishes& wishes);
    static void note_position(Client& client, const world::HttpAnswer& answer);
    void finish(std::size_t attempt, world::Exchanged exchanged);
    Duration patience(Client& client);
    void note_answer(const world::HttpAnswer& answer);
    void submitted(Client& client, const Attempt& attempt);
    std::optional<std::size_t> wanted_by(const Attempt& attempt) const;
    void note_submission(const Attempt& attempt);
    void note_haste(const Attempt& attempt, Instant began);
    void note_expiry(const Attempt& attempt);
    void note_what_met(const Attempt& attempt);

    // clients_settling.cpp: when all is well again
    void settle(Client& client);
    void settle(Client& client, std::size_t op);
    void await_terminal(Client& client, std::size_t op, Came result);
    void read_everything(Client& client);
    void await_view(Client& client, Asked what, const std::string& view);

    // clients_storm.cpp
    void endure(Client& client);
    void outlive_views(Client& client);
    void storm(Client& client);
    bool all_is_well() const;
    void await_everybody(Client& client);
    void wait_until(Client& client, const std::function<bool()>& fact);
    void wake_everybody();

    world::World& world_;
    const Plan& plan_;
    History& history_;
    std::uint64_t started_ = 0;  // operations
    std::uint64_t helpers_ = 0;  // that have not ended
    std::uint64_t idle_ = 0;
    std::uint64_t arrived_ = 0;  // at meetings
    Instant meeting_over_{};
    std::vector<Parker*> waiting_;
    std::size_t storm_op_ = 0;
    std::uint64_t calmed_ = 0;
    bool settling_ = false;
};

std::string account_name(std::uint64_t number);
std::string caller_name(std::uint64_t number);

}  // namespace hapax::simulated_bank
