// simulate: runs the simulated bank by seed.
//
//   simulate --seeds 1..20000 [--jobs N] [--report FILE]    at the end what was met, and sums
//   simulate --seeds 1..100 --list                          each seed, its hash and all that it drew
//   simulate --seeds 1..100 --hashes                        each seed and its hash
//   simulate --seed 42 --trace                              one seed, with every fault, life and log line
//   simulate --seed 42 --faults 3,7,12 [--trace]            of its faults only these, or "none"
//   simulate --seed 42 --history FILE                       what its clients saw, and the end, for hapax-check
//   simulate --seed 42 --shrink                             the fewest of its faults with which it fails
//
// Exit code 1, the witness and the fewest faults that it takes when something that was promised did not hold, or when a
// batch of markers_enough seeds missed a marker; 2 for bad arguments.
#include <chrono>
#include <cstdio>
#include <fstream>

#include "arguments.hpp"
#include "explain.hpp"
#include "history_lines.hpp"
#include "markers.hpp"
#include "report.hpp"
#include "violation.hpp"

namespace hapax::simulated_bank {
namespace {

void print_hash(const RunReport& run) {
    std::printf("%llu %016llx\n", static_cast<unsigned long long>(run.seed), static_cast<unsigned long long>(run.hash));
}

void print_all(const RunReport& run) {
    std::printf("seed %llu hash %016llx %s\n", static_cast<unsigned long long>(run.seed),
                static_cast<unsigned long long>(run.hash), options_of(run.seed).c_str());
}

int run_one(const Arguments& arguments) {
    RunSettings settings{.faults = arguments.faults};
    if (arguments.trace) settings.trace = [](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); };
    bool written = true;
    if (!arguments.history.empty()) {
        settings.look = [&](const Evidence& evidence) {
            std::ofstream file(arguments.history);
            file << history_lines(evidence.history) << dump_lines(evidence);
            written = static_cast<bool>(file.flush());
        };
    }
    print_all(run_seed(arguments.batch.first, settings));
    if (!written) std::fprintf(stderr, "cannot write %s\n", arguments.history.c_str());
    return written ? 0 : 2;
}

int shrink_one(const Arguments& arguments) {
    explain(arguments.batch.first, stdout);
    return 0;
}

int run(const Arguments& arguments) {
    const auto began = std::chrono::steady_clock::now();
    Figures figures;
    figures.batch = run_batch(arguments.batch, [&](const RunReport& report) {
        if (arguments.list) print_all(report);
        if (arguments.hashes) print_hash(report);
    });
    figures.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    figures.missed = missed(figures.batch.reached, figures.batch.runs);
    if (!arguments.hashes) print(figures);
    if (!arguments.report.empty() && !write_report(figures, arguments.report)) {
        std::fprintf(stderr, "cannot write %s\n", arguments.report.c_str());
        return 2;
    }
    const bool enough = figures.batch.runs >= markers_enough;
    if (enough && !figures.missed.empty()) std::fputs("markers were missed: see above\n", stderr);
    return enough && !figures.missed.empty() ? 1 : 0;
}

}  // namespace
}  // namespace hapax::simulated_bank

int main(int argc, char** argv) {
    using namespace hapax::simulated_bank;
    const auto arguments = read_arguments({argv + 1, argv + argc});
    if (!arguments) {
        std::fputs(std::string(usage).c_str(), stderr);
        return 2;
    }
    try {
        if (arguments->shrink) return shrink_one(*arguments);
        const bool one = arguments->trace || arguments->faults || !arguments->history.empty();
        return one ? run_one(*arguments) : run(*arguments);
    } catch (const FailedSeed& failed) {
        std::fflush(stdout);
        std::fprintf(stderr, "%s\n", failed.what());
        explain(failed.seed, stderr);
        return 1;
    } catch (const Violation& violation) {
        std::fflush(stdout);
        std::fprintf(stderr, "%s\n", violation.what());
        return 1;
    }
}
