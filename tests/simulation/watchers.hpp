// Watchers: fibers that follow one operation after another by its event stream: their own, known or not yet, and other
// people's.
//
//   Watchers watchers(world, plan, history);
//   watchers.spawn();
//   watchers.finish();                       // when all is over: each follows one of its own to its end
//   world.run([&] { return watchers.done(); }, 30s);
//
// What a stream says of an operation is kept as if it had been asked for, so the checks of statuses judge it; what only a
// reader of the stream can see is a complaint.
// Threads  loops of the world's clients.
#pragma once

#include <optional>

#include "event_reader.hpp"
#include "history.hpp"
#include "plan.hpp"
#include "world/world.hpp"

namespace hapax::simulated_bank {

class Watchers {
 public:
    Watchers(world::World& world, const Plan& plan, History& history) : world_(world), plan_(plan), history_(history) {}
    Watchers(const Watchers&) = delete;
    Watchers& operator=(const Watchers&) = delete;
    ~Watchers() { world_.scheduler().kill(world_.clients()); }  // no loop may outlive what it works on

    void spawn();
    void finish() { finishing_ = true; }
    bool done() const { return done_ == plan_.watchers; }

 private:
    // One stream, as long as it lasts.
    struct Watch {
        Attempt asked;  // what is followed, and when that began
        bool patient = false;
        std::optional<std::uint64_t> seen{};  // the end that the watcher has already
        std::size_t stage = 0;                // of what it was told last
        std::optional<std::uint64_t> end{};   // the id of its end
        bool over = false;                    // nothing more is to be heard of it: its end, 204 or 410
    };

    void run(std::uint64_t number);
    void watch(Watch& watch, EventReader& reader, Random& random);
    void take(Watch& watch, const EventBlock& block);
    void take_refusal(Watch& watch, int status);
    std::optional<Attempt> draw(const std::string& caller, Random& random) const;
    std::optional<Attempt> last_of(const std::string& caller) const;
    Attempt question_of(std::size_t op, const std::string& caller) const;
    void complain(const Watch& watch, const std::string& what);

    world::World& world_;
    const Plan& plan_;
    History& history_;
    bool finishing_ = false;
    std::uint64_t done_ = 0;
};

}  // namespace hapax::simulated_bank
