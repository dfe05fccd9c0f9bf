// hapax: looks at and mends the stores of hapax services. `hapax --help` tells the rest; docs/operating/tools.md.

#include <csignal>
#include <cstdio>
#include <exception>

#include <unistd.h>

#include "host/server/crash_order.hpp"
#include "tools/hapax/command_line.hpp"
#include "tools/hapax/commands.hpp"
#include "tools/hapax/tool_errc.hpp"

namespace hapax::tools {
namespace {

// Every command may be stopped anywhere: what it writes is written as a server writes it.
void stop_at_interrupts() {
    std::signal(SIGINT, [](int) { _exit(exit_interrupted); });
}

configuration::Environment environment() {
    configuration::Environment all;
    for (char** entry = environ; *entry != nullptr; ++entry) all.emplace_back(*entry);
    return all;
}

int refuse(const Error& error) {
    std::fprintf(stderr, "hapax: %s: %s\n", std::string(error.code.name).c_str(), error.detail.c_str());
    return exit_code(error);
}

int run(const std::vector<std::string>& arguments) {
    const auto order = read_order(arguments, environment());
    if (!order) return refuse(order.error());
    const auto done = carry_out(*order, Printer(order->form));
    return done ? *done : refuse(done.error());
}

}  // namespace
}  // namespace hapax::tools

int main(int argc, char** argv) {
    hapax::take_crash_order();
    hapax::tools::stop_at_interrupts();
    try {
        return hapax::tools::run({argv + 1, argv + argc});
    } catch (const std::exception& surprise) {
        std::fprintf(stderr, "hapax: an error of ours: %s\n", surprise.what());
        return hapax::exit_internal;
    }
}
