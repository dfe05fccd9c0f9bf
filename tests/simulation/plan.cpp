#include "plan.hpp"

#include <array>

namespace hapax::simulated_bank {

using std::chrono::microseconds;
using std::chrono::milliseconds;

namespace {

struct Size {
    std::uint32_t share;
    std::uint64_t operations_min;
    std::uint64_t operations_max;
    std::uint64_t clients_max;
    std::uint64_t accounts_max;
};

// Many small worlds, in which a fault meets a young service, and a few long ones, in which caches and segments turn
// over: a second shows more different fates than one size would. Whoever comes makes work of his own: all clients open
// all accounts, and meet at the end.
constexpr std::array<Size, 5> sizes{{{145 * one_percent / 2, 2, 8, 4, 3},
                                     {19 * one_percent, 6, 24, 8, 7},  // more accounts than the smallest journal
                                     {6 * one_percent, 24, 60, 8, 7},  // remembers the versions of
                                     {2 * one_percent, 60, 160, 8, 7},
                                     {one_percent / 2, 160, 400, 8, 7}}};

const Size& draw_size(Random& random) {
    std::uint64_t drawn = random.below(always);
    const Size* size = sizes.data();
    for (; drawn >= size->share; ++size) drawn -= size->share;
    return *size;
}

std::uint32_t draw_percent(Random& random, std::uint64_t most) {
    return static_cast<std::uint32_t>(random.below(most)) * one_percent;
}

}  // namespace

Plan draw_plan(Random random) {
    constexpr std::array<Duration, 4> thinks{microseconds(20), microseconds(500), milliseconds(5), milliseconds(40)};
    constexpr std::array<Duration, 3> patiences{milliseconds(5), milliseconds(100), milliseconds(3000)};
    Plan plan;
    const Size& size = draw_size(random);
    plan.clients = 1 + random.below(size.clients_max);
    plan.accounts = 1 + random.below(size.accounts_max);
    plan.operations = size.operations_min + random.below(size.operations_max - size.operations_min);
    plan.think_max = thinks[random.below(thinks.size())];
    plan.patience_max = patiences[random.below(patiences.size())];
    plan.repeat = draw_percent(random, 30);
    plan.mistake = draw_percent(random, 8);
    plan.status = draw_percent(random, 15);
    plan.read = draw_percent(random, 15);
    plan.abandon = draw_percent(random, 10);
    plan.respond_async = draw_percent(random, 30);
    plan.callers = 1 + random.below(3);
    plan.borrow = draw_percent(random, 8);
    plan.pry = draw_percent(random, 6);
    plan.garble = draw_percent(random, 4);
    plan.pipeline = draw_percent(random, 25);
    plan.crowd = draw_percent(random, 4);
    plan.burst = draw_percent(random, 6);
    plan.nap = draw_percent(random, 2);
    plan.wait = draw_percent(random, 30);
    plan.slow = draw_percent(random, 50);
    plan.followers = random.chance(60 * one_percent) ? 0 : 1 + random.below(3);
    plan.watchers = random.chance(60 * one_percent) ? 0 : 1 + random.below(3);
    plan.guests = random.chance(60 * one_percent) ? 0 : 1 + random.below(3);
    plan.listers = random.chance(60 * one_percent) ? 0 : 1 + random.below(2);
    plan.look_alike = draw_percent(random, 25);
    return plan;
}

std::string text(const Plan& plan) {
    const auto us = [](Duration time) { return std::to_string(time / microseconds(1)) + "us"; };
    const auto percent = [](std::uint32_t chance) { return std::to_string(chance / one_percent) + "%"; };
    return "clients=" + std::to_string(plan.clients) + " callers=" + std::to_string(plan.callers) +
           " accounts=" + std::to_string(plan.accounts) + " operations=" + std::to_string(plan.operations) +
           " think_max=" + us(plan.think_max) + " patience_max=" + us(plan.patience_max) +
           " repeat=" + percent(plan.repeat) + " mistake=" + percent(plan.mistake) + " status=" + percent(plan.status) +
           " read=" + percent(plan.read) + " abandon=" + percent(plan.abandon) +
           " respond_async=" + percent(plan.respond_async) + " borrow=" + percent(plan.borrow) +
           " pry=" + percent(plan.pry) + " garble=" + percent(plan.garble) + " pipeline=" + percent(plan.pipeline) +
           " crowd=" + percent(plan.crowd) + " look_alike=" + percent(plan.look_alike) +
           " burst=" + percent(plan.burst) + " nap=" + percent(plan.nap) +
           " followers=" + std::to_string(plan.followers) + " watchers=" + std::to_string(plan.watchers) +
           " listers=" + std::to_string(plan.listers) + " guests=" + std::to_string(plan.guests) +
           " wait=" + percent(plan.wait) + " slow=" + percent(plan.slow);
}

}  // namespace hapax::simulated_bank
