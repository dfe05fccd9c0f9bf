// simulate: runs the simulated bank by seed.
//
//   simulate --seeds 1..1000      each seed, what it drew and its hash; at the end what was met
//   simulate --seed 42 [--trace]  one seed; with every fault, life and log line
//
// A build with planted bugs hunts them too: hunt_command.hpp.
//
// Exit code 1 and the witness when something that was promised did not hold, 2 for bad arguments.
#include <charconv>
#include <chrono>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "batch.hpp"
#if defined(HAPAX_PLANTED_BUGS)
#include "hunt_command.hpp"
#endif
#include "violation.hpp"

namespace hapax::simulated_bank {
namespace {

struct Arguments {
    std::uint64_t first = 1;
    std::uint64_t last = 100;
    bool trace = false;
};

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
    return value;
}

bool read_range(std::string_view text, Arguments& into) {
    const std::size_t dots = text.find("..");
    const auto first = number(text.substr(0, dots));
    const auto last = dots == std::string_view::npos ? first : number(text.substr(dots + 2));
    if (!first || !last || *first > *last) return false;
    into.first = *first;
    into.last = *last;
    return true;
}

std::optional<Arguments> read_arguments(const std::vector<std::string_view>& words) {
    Arguments arguments;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "--trace") {
            arguments.trace = true;
        } else if ((words[i] != "--seed" && words[i] != "--seeds") || i + 1 == words.size() ||
                   !read_range(words[++i], arguments)) {
            return std::nullopt;
        }
    }
    return arguments;
}

void print(const RunReport& run) {
    std::printf("seed %llu hash %016llx %s\n", static_cast<unsigned long long>(run.seed),
                static_cast<unsigned long long>(run.hash), run.options.c_str());
}

void print(const BatchReport& batch, double seconds) {
    for (const auto& [what, times] : batch.reached) {
        std::printf("%10llu  %s\n", static_cast<unsigned long long>(times), what.c_str());
    }
    std::printf("%llu runs, %llu lives, %llu attempts, %llu records, %.1f M switches, %.0f s simulated in %.1f s\n",
                static_cast<unsigned long long>(batch.runs), static_cast<unsigned long long>(batch.lives),
                static_cast<unsigned long long>(batch.attempts), static_cast<unsigned long long>(batch.records),
                static_cast<double>(batch.switches) / 1e6, std::chrono::duration<double>(batch.simulated).count(),
                seconds);
}

int run(const Arguments& arguments) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    const auto began = std::chrono::steady_clock::now();
    if (arguments.trace) {
        print(run_seed(arguments.first,
                       {.trace = [](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); }}));
        return 0;
    }
    const BatchReport batch =
        run_batch(arguments.first, arguments.last, [](const RunReport& report) { print(report); });
    print(batch, std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
    return 0;
}

}  // namespace
}  // namespace hapax::simulated_bank

int main(int argc, char** argv) {
    using namespace hapax::simulated_bank;
    std::vector<std::string_view> words(argv + 1, argv + argc);
#if defined(HAPAX_PLANTED_BUGS)
    if (const auto hunted = hunt_command(words)) return *hunted;
#endif
    const auto arguments = read_arguments(words);
    if (!arguments) {
        std::fputs("usage: simulate --seeds A..B | --seed S [--trace]\n", stderr);
        return 2;
    }
    try {
        return run(*arguments);
    } catch (const Violation& violation) {
        std::fflush(stdout);
        std::fprintf(stderr, "%s\n", violation.what());
        return 1;
    }
}
