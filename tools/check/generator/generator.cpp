#include "tools/check/generator/generator.hpp"

#include <algorithm>

#include "tools/check/generator/run.hpp"

namespace hapax::check {

Run::Run(const GeneratorOptions& options, const LineSink& take) : options_(options), take_(take), random_(options.seed) {
    const auto up_to = [&](std::uint32_t percent) {
        return static_cast<std::uint32_t>(random_.below(percent * one_percent + 1));
    };
    chances_ = {.refused = up_to(5),
                .request_lost = up_to(3),
                .answer_lost = up_to(5),
                .abandon = up_to(60),
                .repeat = up_to(15),
                .mismatch = up_to(6),
                .async = up_to(20),
                .shadow = up_to(6),
                .poll = up_to(15),
                .read_balance = up_to(25),
                .read_movement = up_to(15),
                .subscribe = up_to(10),
                .transfer = up_to(6),
                .message = up_to(20),
                .park = up_to(2),
                .dead = up_to(5),
                .redeliver = up_to(10),
                .crash = up_to(100),
                .saga_fails = up_to(40)};
    const auto drawn = 2 + random_.below(15);
    const std::uint64_t fair = std::min<std::uint64_t>(options.operations / 200, 1'000'000);
    clients_.resize(options.clients != 0 ? options.clients : 2 + random_.below(31));
    accounts_.resize(options.accounts != 0 ? options.accounts : std::max<std::uint64_t>(drawn, fair));
}

void Run::at(std::int64_t delay, Step step, std::uint32_t who) {
    events_.push({now_ + delay, ++sequence_, who, step});
}

void Run::run() {
    for (std::uint32_t client = 0; client < clients_.size(); ++client) {
        clients_[client].process = ++next_process_;
        at(some(1'000'000), Step::next, client);
    }
    if (random_.chance(chances_.crash)) at(some(5'000'000), Step::crash, 0);
    while (true) {
        if (events_.empty() && healing_) break;
        if (events_.empty()) heal();
        if (events_.empty()) break;
        const Event event = events_.top();
        events_.pop();
        now_ = event.time;
        handle(event);
    }
    dump();
}

void Run::handle(const Event& event) {
    switch (event.step) {
        case Step::next:
            return choose(event.who);
        case Step::served:
            return served(event.who);
        case Step::answered:
            return answered(event.who);
        case Step::shadow_served:
            return shadow_served(event.who);
        case Step::shadow_answered:
            return shadow_answered(event.who);
        case Step::projected:
            return project();
        case Step::saga_step:
            return saga_step(event.who);
        case Step::delivered:
            return deliver(event.who, false);
        case Step::redelivered:
            return deliver(event.who, true);
        case Step::told:
            return told(event.who);
        case Step::crash:
            return crash();
    }
}

void generate(const GeneratorOptions& options, const LineSink& take) {
    Run(options, take).run();
}

}  // namespace hapax::check
