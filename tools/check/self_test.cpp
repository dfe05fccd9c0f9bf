#include "tools/check/self_test.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include "tools/check/carry_out.hpp"
#include "tools/check/report.hpp"

namespace hapax::check {

void SelfTest::run() {
    for (std::uint64_t seed = first_seed_; seed < first_seed_ + seeds_; ++seed) run_seed(seed);
    for (std::size_t i = 0; i < planted_.size(); ++i) {
        if (found_[i] > 0) continue;
        failures_.push_back(id_text(planted_[i].check) + ": no seed had a place for '" + std::string(planted_[i].name) +
                            "'");
    }
}

void SelfTest::run_seed(std::uint64_t seed) {
    const Story story = tell({.operations = operations_, .seed = seed});
    const Findings findings = judge(story);
    if (!findings.none()) {
        failures_.push_back("seed " + std::to_string(seed) + ": a clean story raises an alarm: " +
                            id_text(*findings.first()) + " " + findings.shown().front().what);
        return;
    }
    ++clean_;
    for (std::size_t number = 0; number < planted_.size(); ++number) plant(story, number, seed);
}

void SelfTest::plant(const Story& story, std::size_t number, std::uint64_t seed) {
    const Planted& planted = planted_[number];
    Random random = Random(seed).split(planted.name);
    Story broken = story;
    if (!planted.plant(broken, random)) return;
    ++times_;
    const bool found = judge(broken).count(planted.check) > 0;
    found_times_ += found ? 1 : 0;
    ++found_[number];
    if (found) return;
    failures_.push_back("seed " + std::to_string(seed) + ": " + id_text(planted.check) + " does not find '" +
                        std::string(planted.name) + "'");
}

std::size_t SelfTest::planted_of(Check check) const {
    return static_cast<std::size_t>(std::ranges::count(planted_, check, &Planted::check));
}

Result<int> self_test(const Order& order) {
    constexpr std::uint64_t operations = 300;
    const auto start = std::chrono::steady_clock::now();
    SelfTest test(order.generating.seed, order.seeds, operations);
    test.run();
    for (const std::string& failure : test.failures()) std::printf("%s\n", failure.c_str());
    const auto number = [](std::uint64_t value) { return static_cast<unsigned long long>(value); };
    std::printf(
        "%llu clean histories without an alarm; %llu violations of %zu checks planted %llu times, found %llu times\n",
        number(test.clean()), number(test.planted()), check_count, number(test.planted_times()),
        number(test.found_times()));
    Report report;
    report.add("seeds", order.seeds);
    report.add("first_seed", order.generating.seed);
    report.add("seconds", std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    report.add("clean_histories", test.clean());
    report.add("planted_violations", test.planted());
    report.add("planted_times", test.planted_times());
    report.add("found_times", test.found_times());
    report.add("failures", std::uint64_t{test.failures().size()});
    if (auto written = report.write(order.report); !written) return pass_on(written);
    return test.failures().empty() ? exit_clean : exit_self_test_failed;
}

}  // namespace hapax::check
