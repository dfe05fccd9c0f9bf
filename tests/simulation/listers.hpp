// Listers: fibers that list a caller's operations page by page, while others add to them and the server crashes; once more,
// and to the end, when all is over.
//
//   Listers listers(world, plan, history);
//   listers.spawn();
//   listers.finish();                       // when all is over
//   world.run([&] { return listers.done(); }, 30s);
//
// What each was shown is in history.listings; check_lists() judges it.
// Threads  loops of the world's clients.
#pragma once

#include "history.hpp"
#include "plan.hpp"
#include "world/http_client.hpp"
#include "world/world.hpp"

namespace hapax::simulated_bank {

class Listers {
 public:
    Listers(world::World& world, const Plan& plan, History& history) : world_(world), plan_(plan), history_(history) {}
    Listers(const Listers&) = delete;
    Listers& operator=(const Listers&) = delete;
    ~Listers() { world_.scheduler().kill(world_.clients()); }  // no loop may outlive what it works on

    void spawn();
    void finish() { finishing_ = true; }
    bool done() const { return done_ == plan_.listers; }

 private:
    void run(std::uint64_t number);
    bool list(Listing& listing, world::HttpClient& http, Random& random);
    void take(Listing& listing, const world::HttpAnswer& page);

    world::World& world_;
    const Plan& plan_;
    History& history_;
    bool finishing_ = false;
    std::uint64_t done_ = 0;
};

}  // namespace hapax::simulated_bank
