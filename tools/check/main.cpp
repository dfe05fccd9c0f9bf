// hapax-check: judges histories of hapax services. `hapax-check --help` tells the rest; docs/operating/tools.md.

#include <cstdio>

#include "tools/check/carry_out.hpp"

int main(int argc, char** argv) {
    using namespace hapax::check;
    const auto refuse = [](const hapax::Error& error) {
        std::fprintf(stderr, "hapax-check: %s: %s\n", std::string(error.code.name).c_str(), error.detail.c_str());
        return error.code == check_errc::usage ? exit_usage : exit_input;
    };
    const auto order = read_order(std::vector<std::string>(argv + 1, argv + argc));
    if (!order) return refuse(order.error());
    const auto done = carry_out(*order);
    return done ? *done : refuse(done.error());
}
