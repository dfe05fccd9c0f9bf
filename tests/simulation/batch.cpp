#include "batch.hpp"

#include <array>
#include <charconv>
#include <csignal>

#include <unistd.h>

#include "violation.hpp"

namespace hapax::simulated_bank {
namespace {

volatile std::uint64_t running_seed = 0;

// An assertion ends the program: then this is all that is left to say.
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

}  // namespace

RunReport run_seed(std::uint64_t seed, const RunSettings& settings) {
    running_seed = seed;
    std::signal(SIGABRT, name_the_seed);
    try {
        return run_bank(seed, settings);
    } catch (const Violation& violation) {
        throw Violation("seed " + std::to_string(seed) + ": " + violation.what(), options_of(seed));
    }
}

BatchReport run_batch(std::uint64_t first, std::uint64_t last, const std::function<void(const RunReport&)>& each) {
    BatchReport batch;
    for (std::uint64_t seed = first; seed <= last; ++seed) {
        const RunReport run = run_seed(seed);
        ++batch.runs;
        batch.lives += run.lives;
        batch.attempts += run.attempts;
        batch.records += run.records;
        batch.switches += run.switches;
        batch.simulated += run.simulated;
        for (const auto& [what, times] : run.reached) batch.reached[what] += times;
        if (each) each(run);
    }
    return batch;
}

}  // namespace hapax::simulated_bank
