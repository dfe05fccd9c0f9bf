#include "layers.hpp"

#include <algorithm>
#include <array>

namespace hapax::architecture {
namespace {

using Prefixes = std::vector<std::string>;

struct Row {
    std::string_view folder;
    std::string_view layer;
    Prefixes ours;
    Prefixes drivers;
    bool system;
};

const Prefixes below_adapters{"kernel/", "codec/", "ports/"};
const Prefixes json{"boost/json", "boost/describe", "boost/mp11", "boost/system"};

// The first row whose folder begins the path holds, so the particular stands before the general.
const std::vector<Row>& table() {
    static const std::vector<Row> rows{
        {"src/kernel/", "kernel", {"kernel/"}, {}, false},
        {"src/codec/",
         "codec",
         {"kernel/", "codec/"},
         {"boost/json", "boost/describe", "boost/mp11", "boost/system", "openssl/"},
         false},
        {"src/ports/", "ports", {"kernel/", "ports/"}, {}, false},
        {"src/application/", "application", {"kernel/", "codec/", "ports/", "application/"}, {}, false},
        {"src/adapters/index/rocksdb/", "adapter", below_adapters, {"rocksdb/"}, true},
        {"src/adapters/views/sqlite/", "adapter", below_adapters, {"sqlite3.h", "boost/json"}, true},
        {"src/adapters/edge/http_server/",
         "adapter",
         {"kernel/", "codec/", "ports/", "adapters/edge/http/"},
         {"boost/asio", "boost/system"},
         true},
        {"src/adapters/identity/jwt_dev/",
         "adapter",
         {"kernel/", "codec/", "ports/", "adapters/identity/jwt/"},
         {"openssl/"},
         true},
        {"src/adapters/identity/jwt/", "adapter", below_adapters, {"openssl/"}, true},
        {"src/adapters/telemetry/log/", "adapter", below_adapters, {"spdlog/"}, true},
        {"src/adapters/", "adapter", below_adapters, {}, true},
        // Fibers own their stacks and tell the sanitizers when they switch.
        {"src/simulation/scheduler/",
         "simulation",
         {"kernel/", "ports/", "simulation/"},
         {"boost/context", "sanitizer/"},
         true},
        {"src/simulation/", "simulation", {"kernel/", "ports/", "simulation/"}, {"boost/context"}, false},
        {"src/world/",
         "world",
         {"kernel/", "codec/", "ports/", "application/", "adapters/store/journal/", "adapters/edge/http/",
          "simulation/", "hapax/", "world/"},
         {},
         false},
        {"include/hapax/", "public", {"kernel/", "codec/", "hapax/"}, {"boost/describe", "boost/mp11"}, false},
        {"src/host/",
         "host",
         {"kernel/", "codec/", "ports/", "application/", "adapters/", "hapax/", "host/"},
         {"toml++/", "CLI/", "spdlog/"},
         true},
        {"clients/cpp/",
         "client",
         {"kernel/", "hapax/client/", "clients/cpp/"},
         {"boost/asio/buffer.hpp", "boost/beast/http", "boost/json"},
         true},
        {"examples/", "example", {"hapax/", "host/"}, {"boost/describe"}, false},
        {"tools/",
         "tool",
         {"kernel/", "codec/", "ports/", "application/", "adapters/", "hapax/", "host/", "tools/"},
         {"CLI/", "boost/json", "boost/asio", "boost/beast"},
         true},
        {"tests/", "tests", {""}, {""}, true},
        {"bench/", "bench", {""}, {""}, true},
    };
    return rows;
}

// "src/adapters/store/journal/x.cpp" may include "adapters/store/journal/" and its parts "adapters/store/journal_…",
// and no other adapter.
void add_own_adapter(Place& place, std::string_view path) {
    static constexpr std::string_view source_root = "src/";
    std::size_t end = source_root.size() - 1;
    for (int folder = 0; folder < 3 && end != std::string_view::npos; ++folder) end = path.find('/', end + 1);
    if (end == std::string_view::npos) return;
    const std::string own(path.substr(source_root.size(), end - source_root.size()));
    place.ours.push_back(own + "/");
    place.ours.push_back(own + "_");
}

// "examples/bank/account.hpp" → "bank/"
std::string own_example(std::string_view path) {
    const std::string_view below = path.substr(path.find('/') + 1);
    return std::string(below.substr(0, below.find('/') + 1));
}

// A test may also hold what it tests against the twins, the contract suites and whole adapters.
void widen_for_test(Place& place) {
    place.test = true;
    place.system = true;
    for (const char* prefix : {"gtest/", "gmock/", "rapidcheck"}) place.drivers.emplace_back(prefix);
    if (place.layer == "kernel" || place.layer == "codec") return;
    for (const char* prefix : {"simulation/", "adapters/", "contract/", "support/"}) place.ours.emplace_back(prefix);
    if (place.layer == "example") place.ours.insert(place.ours.end(), {"world/", "examples/"});
}

bool starts_with_any(std::string_view text, const Prefixes& prefixes) {
    return std::ranges::any_of(prefixes, [&](const std::string& prefix) { return text.starts_with(prefix); });
}

}  // namespace

bool Place::may_include(std::string_view target) const {
    if (starts_with_any(target, ours)) return true;
    switch (origin_of(target)) {
        case Origin::ours:
            return false;
        case Origin::standard:
            return true;
        case Origin::system:
            return system;
        case Origin::third_party:
            return starts_with_any(target, drivers);
    }
    return false;
}

Place place_of(std::string_view path) {
    Place place;
    const auto row = std::ranges::find_if(table(), [&](const Row& r) { return path.starts_with(r.folder); });
    if (row == table().end()) return place;
    place = {std::string(row->layer), false, row->ours, row->drivers, row->system};
    if (place.layer == "adapter") add_own_adapter(place, path);
    if (place.layer == "example") place.ours.push_back(own_example(path));
    if (path.ends_with("_test.cpp")) widen_for_test(place);
    return place;
}

Origin origin_of(std::string_view target) {
    static constexpr std::array<std::string_view, 14> own_folders{
        "kernel/", "codec/", "ports/",    "application/", "adapters/", "simulation/", "world/",
        "host/",   "hapax/", "contract/", "support/",     "examples/", "tools/",      "clients/"};
    static constexpr std::array<std::string_view, 5> system_folders{"sys/", "netinet/", "arpa/", "linux/", "net/"};
    static constexpr std::array<std::string_view, 1> third_party_files{"sqlite3.h"};
    const auto begins = [&](std::string_view prefix) { return target.starts_with(prefix); };
    if (std::ranges::any_of(own_folders, begins)) return Origin::ours;
    if (std::ranges::any_of(system_folders, begins)) return Origin::system;
    if (std::ranges::find(third_party_files, target) != third_party_files.end()) return Origin::third_party;
    if (target.find('/') != std::string_view::npos) return Origin::third_party;
    if (target.ends_with(".hpp")) return Origin::ours;
    if (target.ends_with("intrin.h")) return Origin::standard;  // the compiler's own
    return target.ends_with(".h") ? Origin::system : Origin::standard;
}

}  // namespace hapax::architecture
