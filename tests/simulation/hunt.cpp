#include "hunt.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <utility>

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run.hpp"
#include "violation.hpp"

namespace hapax::simulated_bank {
namespace {

constexpr std::size_t said_bytes_max = 1 << 16;
constexpr std::size_t witness_bytes_max = 100;
constexpr int exit_nothing = 0;
constexpr int exit_found = 1;

[[noreturn]] void cannot(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

// Counts from now on; a seed that uses it up ends the process by SIGVTALRM.
void allow_seconds(int seconds) {
    const itimerval limit{{0, 0}, {seconds, 0}};
    if (setitimer(ITIMER_VIRTUAL, &limit, nullptr) != 0) cannot("setitimer");
}

// The name of the check; what the world itself saw has its own words in the line below.
std::string violation_of(const std::string& said) {
    const std::size_t end = said.find('\n');
    const std::string check = said.substr(0, end);
    if (end == std::string::npos || check != "the world is broken") return check;
    const std::size_t witness = said.find_first_not_of(' ', end + 1);
    return said.substr(witness, std::min(said.find('\n', witness) - witness, witness_bytes_max));
}

// "hapax: assertion failed at engine.cpp:12: what was committed was running (…)" without place and condition.
std::string sentence_of(const std::string& said) {
    const std::size_t begin = said.find("hapax: assertion failed at ");
    if (begin == std::string::npos) return violation_of(said);
    const std::string line = said.substr(begin, said.find('\n', begin) - begin);
    const std::size_t place = line.find(": ", line.find(" at "));
    return "assertion: " + line.substr(place + 2, line.rfind(" (") - place - 2);
}

}  // namespace

const std::vector<PlantedBug>& planted_bugs() {
#define HAPAX_ROW_OF(name, what) {Bug::name, #name, what},
    static const std::vector<PlantedBug> bugs{HAPAX_PLANTED(HAPAX_ROW_OF)};
#undef HAPAX_ROW_OF
    return bugs;
}

std::optional<PlantedBug> bug_named(std::string_view name) {
    if (name == "none") return PlantedBug{Bug::none, "none", "nothing is wrong"};
    const auto found = std::ranges::find(planted_bugs(), name, &PlantedBug::name);
    if (found == planted_bugs().end()) return std::nullopt;
    return *found;
}

Hunt::Hunt(const PlantedBug& bug, SeedRange seeds) : bug_(bug) {
    void* shared = mmap(nullptr, sizeof(std::uint64_t), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shared == MAP_FAILED) cannot("mmap");
    seed_ = static_cast<std::uint64_t*>(shared);
    output_ = memfd_create("hunt", MFD_CLOEXEC);
    if (output_ < 0) cannot("memfd_create");
    process_ = fork();
    if (process_ < 0) cannot("fork");
    if (process_ == 0) run(seeds);
}

Hunt::Hunt(Hunt&& other) noexcept
    : bug_(other.bug_),
      process_(other.process_),
      output_(std::exchange(other.output_, -1)),
      seed_(std::exchange(other.seed_, nullptr)) {}

Hunt::~Hunt() {
    if (output_ >= 0) close(output_);
    if (seed_ != nullptr) munmap(seed_, sizeof(std::uint64_t));
}

void Hunt::run(SeedRange seeds) const {
    dup2(output_, STDERR_FILENO);
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    plant(bug_.bug);
    for (*seed_ = seeds.first; *seed_ <= seeds.last; ++*seed_) {
        allow_seconds(seed_seconds_max);
        try {
            run_bank(*seed_);
        } catch (const std::exception& found) {
            std::fprintf(stderr, "%s\n", found.what());
            _exit(exit_found);
        }
    }
    _exit(exit_nothing);
}

std::string Hunt::said() const {
    std::string text(said_bytes_max, '\0');
    const auto read = pread(output_, text.data(), text.size(), 0);
    text.resize(read < 0 ? 0 : static_cast<std::size_t>(read));
    return text;
}

Catch Hunt::caught(int status, double seconds) const {
    Catch caught{"", *seed_, seconds};
    if (WIFEXITED(status) && WEXITSTATUS(status) == exit_nothing) return caught;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGVTALRM) {
        caught.check = "C14 liveness: a seed does not end";
    } else if (WIFSIGNALED(status) && WTERMSIG(status) != SIGABRT) {
        caught.check = std::string("the process dies: ") + strsignal(WTERMSIG(status));
    } else {
        caught.check = sentence_of(said());
    }
    return caught;
}

}  // namespace hapax::simulated_bank
