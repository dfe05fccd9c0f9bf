// Guests: fibers that are connected to the hub, over every crash: they greet it in halves, subscribe and unsubscribe, ping
// or fall silent, say what is none of the protocol, read slowly, and go away with and without a word.
//
//   Guests guests(world, plan, history);
//   guests.spawn();
//   guests.finish();                         // when all is over: each stays until it has heard of the last of its own
//   world.run([&] { return guests.done(); }, 30s);
//
// What each heard of ends is in history.talks, judged by check_talks(); the documents that Subscribe answers are kept as if
// they had been asked for; what only a guest can see is a complaint.
// Threads  loops of the world's clients.
#pragma once

#include <map>
#include <optional>
#include <set>

#include "history.hpp"
#include "hub_reader.hpp"
#include "plan.hpp"
#include "world/world.hpp"

namespace hapax::simulated_bank {

class Guests {
 public:
    Guests(world::World& world, const Plan& plan, History& history) : world_(world), plan_(plan), history_(history) {}
    Guests(const Guests&) = delete;
    Guests& operator=(const Guests&) = delete;
    ~Guests() { world_.scheduler().kill(world_.clients()); }  // no loop may outlive what it works on

    void spawn();
    void finish();
    bool done() const { return done_ == plan_.guests; }

 private:
    // One connection, as long as it lasts.
    struct Visit {
        Talk talk;
        bool greeted = false;
        bool silent = false;    // it pings no more
        bool offended = false;  // it said what ends the connection
        Instant ping_at{};
        std::uint64_t calls = 0;
        std::map<std::string, std::optional<Attempt>> open;  // invocations; of Subscribe the question
        std::set<std::string> subscribed;                    // ever
        std::set<std::string> ended;
    };

    void run(std::uint64_t number);
    void visit(Visit& visit, HubReader& reader, Parker& parker, Random& random);
    bool enter(Visit& visit, HubReader& reader, Parker& parker, Random& random);
    void act(Visit& visit, HubReader& reader, Parker& parker, Random& random);
    void call(Visit& visit, HubReader& reader, Parker& parker, Random& random);
    void offend(Visit& visit, HubReader& reader, Random& random);
    void say(HubReader& reader, Parker& parker, Random& random, std::string_view text);
    void take(Visit& visit, const std::string& message);
    void take_event(Visit& visit, const std::string& message);
    void take_completion(Visit& visit, const std::string& message);
    bool heard_all(const Visit& visit) const;
    void pause(Parker& parker, Duration time);
    void complain(const Visit& visit, const std::string& what);

    world::World& world_;
    const Plan& plan_;
    History& history_;
    bool finishing_ = false;
    std::map<CallerScope, std::uint64_t> last_of_;  // the last position of each, when all is over
    std::uint64_t done_ = 0;
};

}  // namespace hapax::simulated_bank
