// Followers: fibers that follow all of a caller's operations by their feed, over every crash: they read slowly, go away,
// and come again with the last id that they have.
//
//   Followers followers(world, plan, history);
//   followers.spawn();
//   followers.finish_at(position);          // when all is over
//   world.run([&] { return followers.done(); }, 30s);
//
// What each heard is in history.followed; check_pushes() judges it.
// Threads  loops of the world's clients.
#pragma once

#include <optional>

#include "event_reader.hpp"
#include "history.hpp"
#include "plan.hpp"
#include "world/world.hpp"

namespace hapax::simulated_bank {

class Followers {
 public:
    Followers(world::World& world, const Plan& plan, History& history)
        : world_(world), plan_(plan), history_(history) {}
    Followers(const Followers&) = delete;
    Followers& operator=(const Followers&) = delete;
    ~Followers() { world_.scheduler().kill(world_.clients()); }  // no loop may outlive what it works on

    void spawn();
    void finish_at(Position position) { end_ = position; }
    bool done() const { return done_ == plan_.followers; }

 private:
    void run(std::uint64_t number);
    void follow(Followed& followed, EventReader& reader, Random& random);
    void take(Followed& followed, const EventBlock& block);
    bool finished(const Followed& followed) const { return end_ && followed.last && *followed.last >= end_->value; }

    world::World& world_;
    const Plan& plan_;
    History& history_;
    std::optional<Position> end_;
    std::uint64_t done_ = 0;
};

}  // namespace hapax::simulated_bank
