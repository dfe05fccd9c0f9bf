#include "batch.hpp"

#include <array>
#include <charconv>
#include <csignal>

#include <unistd.h>

#include "violation.hpp"
#include "workers.hpp"

namespace hapax::simulated_bank {
namespace {

thread_local volatile std::uint64_t running_seed = 0;

// An assertion ends the program: then this is all that is left to say. The signal comes to the thread that asserted.
void name_the_seed(int) {
    std::array<char, 64> line{};
    constexpr std::string_view begin = "hapax: the simulation ran seed ";
    std::copy(begin.begin(), begin.end(), line.begin());
    const std::uint64_t seed = running_seed;
    char* end = std::to_chars(line.data() + begin.size(), line.data() + line.size() - 1, seed).ptr;
    *end++ = '\n';
    [[maybe_unused]] const auto written =
        write(STDERR_FILENO, line.data(), static_cast<std::size_t>(end - line.data()));
}

void add(BatchReport& batch, const RunReport& run) {
    ++batch.runs;
    batch.repeated += run.seed % repeat_every == 0 ? 1 : 0;
    batch.lives += run.lives;
    batch.operations += run.operations;
    batch.attempts += run.attempts;
    batch.records += run.records;
    batch.switches += run.switches;
    batch.simulated += run.simulated;
    for (const auto& [what, times] : run.reached) batch.reached[what] += times;
}

// The report of a seed; of some seeds the second one, when it is the same.
RunReport run_maybe_twice(std::uint64_t seed) {
    RunReport run = run_seed(seed);
    if (seed % repeat_every != 0) return run;
    const std::uint64_t again = run_seed(seed).hash;
    require(again == run.hash, "a seed is not repeated by a second run",
            [seed] { return "seed " + std::to_string(seed); });
    return run;
}

}  // namespace

RunReport run_seed(std::uint64_t seed, const RunSettings& settings) {
    running_seed = seed;
    std::signal(SIGABRT, name_the_seed);
    return run_bank(seed, settings);
}

BatchReport run_batch(const Batch& batch, const std::function<void(const RunReport&)>& each) {
    BatchReport report;
    Workers workers(batch, run_maybe_twice);
    while (const auto outcome = workers.next()) {
        if (!*outcome) throw FailedSeed(batch.first + report.runs, outcome->error());
        add(report, **outcome);
        if (each) each(**outcome);
    }
    return report;
}

}  // namespace hapax::simulated_bank
