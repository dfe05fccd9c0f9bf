// A TOML file and an environment → the configuration. The bytes up to the first NUL are the file, what follows are
// variables, each up to the next NUL.
//
// Promises  no crash; every refusal says where and why, one line for each problem; a configuration that is accepted,
//           printed and read again is the same.
#include "fuzz/target.hpp"
#include "host/config/address.hpp"
#include "host/config/environment_source.hpp"
#include "host/config/print_config.hpp"
#include "host/config/resolve.hpp"
#include "host/config/toml_source.hpp"
#include "host/config/value_text.hpp"

namespace hapax::fuzz {
namespace {

using namespace configuration;

std::string_view up_to_nul(std::string_view& rest) {
    const std::size_t end = std::min(rest.find('\0'), rest.size());
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return part;
}

void check_values(std::string_view text) {
    if (const auto bytes = parse_bytes(text)) {
        HAPAX_ASSERT(parse_bytes(bytes_text(*bytes)) == bytes, "a size reads as another");
    }
    if (const auto duration = parse_duration(text)) {
        HAPAX_ASSERT(parse_duration(duration_text(*duration)) == duration, "a duration reads as another");
    }
    if (const auto address = parse_address(text)) {
        const bool six = address->host.find(':') != std::string::npos;
        const std::string again =
            (six ? "[" + address->host + "]" : address->host) + ":" + std::to_string(address->port);
        const auto second = parse_address(again);
        HAPAX_ASSERT(second && second->host == address->host && second->port == address->port, "another address");
    }
}

// Origins are comments; everything else has to be equal.
std::string printed(Resolved resolved) {
    for (auto& [path, origin] : resolved.origins) origin = "somewhere";
    return print_config(resolved);
}

}  // namespace

HAPAX_FUZZ_TARGET(configuration) {
    std::string_view rest = input.take_rest();
    const std::string file = exact_copy(up_to_nul(rest));
    Environment variables;
    while (!rest.empty()) variables.emplace_back(up_to_nul(rest));
    check_values(file);
    const SourceReading reading = read_toml(file, "file.toml");
    for (const std::string& problem : reading.problems) {
        HAPAX_ASSERT(problem.starts_with("file.toml:"), "a problem does not say where it is");
    }
    const auto resolved = resolve({reading, read_environment(variables)});
    if (!resolved) {
        HAPAX_ASSERT(!resolved.error().detail.empty(), "a configuration is refused and nobody says why");
        return;
    }
    const SourceReading again = read_toml(print_config(*resolved), "printed.toml");
    HAPAX_ASSERT(again.problems.empty(), "a printed configuration is no configuration");
    const auto second = resolve({again});
    HAPAX_ASSERT(second, "a printed configuration is refused");
    HAPAX_ASSERT(printed(*second) == printed(*resolved), "a printed configuration is another one");
}

}  // namespace hapax::fuzz
