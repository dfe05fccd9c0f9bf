#include "explain.hpp"

#include <charconv>
#include <csignal>
#include <cstdlib>
#include <numeric>
#include <string>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run.hpp"
#include "violation.hpp"

namespace hapax::simulated_bank {
namespace {

constexpr std::size_t runs_max = 400;
constexpr unsigned seconds_max = 20;  // of one run, which takes milliseconds
constexpr int exit_violation = 1;

[[noreturn]] void run_and_exit(std::uint64_t seed, const FaultList& kept) {
    const int silence = open("/dev/null", O_WRONLY | O_CLOEXEC);
    dup2(silence, STDERR_FILENO);
    std::signal(SIGABRT, SIG_DFL);
    alarm(seconds_max);
    try {
        run_bank(seed, {.faults = kept});
    } catch (const Violation&) {
        _exit(exit_violation);
    }
    _exit(0);
}

// How it ended, as waitpid() says: 0 when all is well.
int outcome(std::uint64_t seed, const FaultList& kept) {
    const pid_t child = fork();
    if (child == 0) run_and_exit(seed, kept);
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child) return 0;
    return status;
}

std::string list_of(const FaultList& faults) {
    std::string text;
    for (const std::size_t fault : faults) text += (text.empty() ? "" : ",") + std::to_string(fault);
    return text.empty() ? "none" : text;
}

}  // namespace

void explain(std::uint64_t seed, std::FILE* out) {
    const world::Schedule schedule = schedule_of(seed);
    FaultList all(schedule.size());
    std::iota(all.begin(), all.end(), std::size_t{0});
    const int failure = outcome(seed, all);
    if (failure == 0) {
        std::fprintf(out, "seed %llu does not fail in a process of its own\n", static_cast<unsigned long long>(seed));
        return;
    }
    const auto fails = [&](const FaultList& kept) { return outcome(seed, kept) == failure; };
    const Shrunk shrunk = shrink(all, fails, runs_max);
    std::fprintf(out, "of %zu faults it takes %zu (found in %zu runs):\n", all.size(), shrunk.kept.size(), shrunk.runs);
    for (const std::size_t fault : shrunk.kept) std::fprintf(out, "    %s\n", text(schedule[fault]).c_str());
    std::fprintf(out, "again: simulate --seed %llu --faults %s --trace\n", static_cast<unsigned long long>(seed),
                 list_of(shrunk.kept).c_str());
}

std::optional<FaultList> parse_faults(std::string_view text) {
    FaultList faults;
    if (text == "none") return faults;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at != end) {
        std::size_t fault = 0;
        const auto read = std::from_chars(at, end, fault);
        if (read.ec != std::errc() || (read.ptr != end && (*read.ptr != ',' || read.ptr + 1 == end)))
            return std::nullopt;
        faults.push_back(fault);
        at = read.ptr == end ? end : read.ptr + 1;
    }
    if (faults.empty()) return std::nullopt;
    return faults;
}

}  // namespace hapax::simulated_bank
