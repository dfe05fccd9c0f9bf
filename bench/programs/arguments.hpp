// Arguments of the benchmark programs: --name value pairs, and one JSON object a line as their result.
//
//   const Arguments arguments(argc, argv, {{"batch", "256"}, {"seconds", "5"}});
//   arguments.number("batch");
//
// Errors   an unknown name, a missing value or a value that is no number ends the program with exit code 2.
#pragma once

#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

namespace hapax::bench {

class Arguments {
 public:
    Arguments(int argc, char** argv, std::map<std::string, std::string> defaults) : values_(std::move(defaults)) {
        for (int i = 1; i < argc; i += 2) {
            const std::string name = std::string(argv[i]).starts_with("--") ? argv[i] + 2 : "";
            if (!values_.contains(name) || i + 1 == argc) usage(argv[0]);
            values_[name] = argv[i + 1];
        }
    }

    const std::string& text(const std::string& name) const { return values_.at(name); }

    std::uint64_t number(const std::string& name) const {
        const std::string& value = text(name);
        std::uint64_t parsed = 0;
        const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), parsed);
        if (error != std::errc{} || end != value.data() + value.size()) {
            std::fprintf(stderr, "--%s takes a number, not '%s'\n", name.c_str(), value.c_str());
            std::exit(2);
        }
        return parsed;
    }

 private:
    [[noreturn]] void usage(const char* program) const {
        std::fprintf(stderr, "usage: %s", program);
        for (const auto& [name, value] : values_) std::fprintf(stderr, " [--%s %s]", name.c_str(), value.c_str());
        std::fprintf(stderr, "\n");
        std::exit(2);
    }

    std::map<std::string, std::string> values_;
};

struct Measured {
    std::uint64_t commands = 0;
    double seconds = 0;
    double rate() const { return static_cast<double>(commands) / seconds; }
};

// Runs `batch` (which answers how many commands it did) until the seconds are over.
template <typename Batch>
Measured measure(std::uint64_t seconds, Batch batch) {
    using Clock = std::chrono::steady_clock;
    const auto began = Clock::now();
    const auto end = began + std::chrono::seconds(seconds);
    Measured measured;
    while (Clock::now() < end) measured.commands += batch();
    measured.seconds = std::chrono::duration<double>(Clock::now() - began).count();
    return measured;
}

inline void print(const Measured& measured) {
    std::printf("{\"rate\":%.1f,\"commands\":%llu,\"seconds\":%.3f}\n", measured.rate(),
                static_cast<unsigned long long>(measured.commands), measured.seconds);
}

[[noreturn]] inline void fail(const std::string& what) {
    std::fprintf(stderr, "%s\n", what.c_str());
    std::exit(1);
}

}  // namespace hapax::bench
