// Hunt: plants one bug and runs seeds until one finds it; of a build with HAPAX_PLANTED_BUGS only.
//
//   Hunt hunt(*bug_named("answer_before_sync"), {1, 2000});      // begins at once, beside others
//   const pid_t ended = wait4(-1, &status, 0, &usage);
//   if (ended == hunt.process()) Catch caught = hunt.caught(status, seconds);
//   if (!caught.check.empty()) …                                // found: by this check, at caught.seed
//
// A bug may end its process: by an assertion, in a loop without end, by a wrong address. So each hunt is a process of
// its own, and how that ends says what found the bug.
// Units    seconds of processor time; one seed may take seed_seconds_max of it.
// Errors   a process that cannot be started throws std::system_error.
// Threads  one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/planted.hpp"

namespace hapax::simulated_bank {

constexpr int seed_seconds_max = 20;

struct PlantedBug {
    Bug bug;
    std::string_view name;
    std::string_view what;
};
const std::vector<PlantedBug>& planted_bugs();
std::optional<PlantedBug> bug_named(std::string_view name);  // "none" too: the code as it is

struct SeedRange {
    std::uint64_t first = 1;
    std::uint64_t last = 2000;
};

struct Catch {
    std::string check;  // what found it; empty when nothing did
    std::uint64_t seed = 0;
    double seconds = 0;
};

class Hunt {
 public:
    Hunt(const PlantedBug& bug, SeedRange seeds);
    Hunt(Hunt&& other) noexcept;
    Hunt& operator=(Hunt&&) = delete;
    ~Hunt();

    int process() const { return process_; }
    const PlantedBug& bug() const { return bug_; }
    Catch caught(int status, double seconds) const;

 private:
    [[noreturn]] void run(SeedRange seeds) const;
    std::string said() const;

    PlantedBug bug_;
    int process_ = 0;
    int output_ = -1;                // what the process says as its last
    std::uint64_t* seed_ = nullptr;  // that it runs, shared with it
};

}  // namespace hapax::simulated_bank
