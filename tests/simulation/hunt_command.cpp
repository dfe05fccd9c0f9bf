#include "hunt_command.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <thread>

#include <sys/resource.h>
#include <sys/wait.h>

#include "hunt.hpp"

namespace hapax::simulated_bank {
namespace {

constexpr int exit_bad_arguments = 2;

struct Order {
    std::string_view plant;
    SeedRange seeds;
    bool one_seed = false;
    std::size_t jobs = 0;  // 0 = as many as there are processors
    std::string report;
    bool has_history = false;  // of one seed: the rest of the program writes it
};

template <class Number>
bool read_number(std::string_view text, Number& into) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), into);
    return read.ec == std::errc() && read.ptr == text.data() + text.size();
}

bool read_range(std::string_view text, SeedRange& into) {
    const std::size_t dots = text.find("..");
    if (dots == std::string_view::npos) return read_number(text, into.first) && read_number(text, into.last);
    return read_number(text.substr(0, dots), into.first) && read_number(text.substr(dots + 2), into.last) &&
           into.first <= into.last;
}

std::optional<Order> read_order(const std::vector<std::string_view>& words) {
    Order order;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const bool has_value = i + 1 < words.size();
        if (words[i] == "--trace") continue;
        if (!has_value) return std::nullopt;
        const std::string_view value = words[i + 1];
        if (words[i] == "--plant" && (value == "all" || bug_named(value))) {
            order.plant = value;
        } else if (words[i] == "--jobs" && read_number(value, order.jobs) && order.jobs > 0) {
        } else if (words[i] == "--report") {
            order.report = value;
        } else if (words[i] == "--history") {
            order.has_history = true;
        } else if ((words[i] == "--seed" || words[i] == "--seeds") && read_range(value, order.seeds)) {
            order.one_seed = words[i] == "--seed";
        } else {
            return std::nullopt;
        }
        ++i;
    }
    if (order.has_history && !order.one_seed) return std::nullopt;
    return order;
}

struct Found {
    PlantedBug bug;
    Catch caught;
    bool as_it_must() const { return (bug.bug == Bug::none) == caught.check.empty(); }
};

void print(const Found& found) {
    const std::string what = found.caught.check.empty() ? "nothing found" : found.caught.check;
    std::printf("%-8s %-32.*s seed %6llu %8.1f s  %s\n", found.as_it_must() ? "ok" : "NOT SO",
                static_cast<int>(found.bug.name.size()), found.bug.name.data(),
                static_cast<unsigned long long>(found.caught.seed), found.caught.seconds, what.c_str());
}

double seconds_of(const rusage& usage) {
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::vector<Found> hunt_all(const std::vector<PlantedBug>& bugs, const Order& order) {
    const std::size_t jobs = order.jobs > 0 ? order.jobs : std::max(1U, std::thread::hardware_concurrency());
    std::map<int, Hunt> running;
    std::vector<Found> all;
    for (auto next = bugs.begin(); next != bugs.end() || !running.empty();) {
        for (; next != bugs.end() && running.size() < jobs; ++next) {
            Hunt hunt(*next, order.seeds);
            const int process = hunt.process();
            running.emplace(process, std::move(hunt));
        }
        int status = 0;
        rusage usage{};
        const auto ended = running.find(wait4(-1, &status, 0, &usage));
        if (ended == running.end()) continue;
        all.push_back({ended->second.bug(), ended->second.caught(status, seconds_of(usage))});
        print(all.back());
        running.erase(ended);
    }
    return all;
}

std::string json_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

void write_report(const std::string& path, const std::vector<Found>& all, std::uint64_t survivors) {
    std::ofstream file(path);
    file << "{\"bugs\": " << all.size() << ", \"not_so\": " << survivors;
    for (const Found& found : all) {
        const std::string name = "\"" + std::string(found.bug.name);
        file << ",\n " << name << ".check\": " << json_text(found.caught.check) << ", " << name
             << ".seed\": " << found.caught.seed << ", " << name << ".seconds\": " << found.caught.seconds;
    }
    file << "}\n";
}

int run(const Order& order) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    std::vector<PlantedBug> bugs;
    if (order.plant == "all") bugs = planted_bugs();
    bugs.insert(bugs.begin(), *bug_named(order.plant == "all" ? "none" : order.plant));
    const std::vector<Found> all = hunt_all(bugs, order);
    const auto wrong = std::ranges::count_if(all, [](const Found& found) { return !found.as_it_must(); });
    std::printf("%zu hunts, %td not as they must be\n", all.size(), wrong);
    if (!order.report.empty()) write_report(order.report, all, static_cast<std::uint64_t>(wrong));
    return wrong == 0 ? 0 : 1;
}

int list_plants() {
    for (const PlantedBug& bug : planted_bugs()) {
        std::printf("%-32.*s %.*s\n", static_cast<int>(bug.name.size()), bug.name.data(),
                    static_cast<int>(bug.what.size()), bug.what.data());
    }
    return 0;
}

}  // namespace

std::optional<int> hunt_command(std::vector<std::string_view>& words) {
    if (std::ranges::find(words, "--plants") != words.end()) return list_plants();
    const auto at = std::ranges::find(words, "--plant");
    if (at == words.end()) return std::nullopt;
    const auto order = read_order(words);
    if (!order) return exit_bad_arguments;
    if (!order->one_seed) return run(*order);
    plant(bug_named(order->plant)->bug);
    words.erase(at, at + 2);
    return std::nullopt;
}

}  // namespace hapax::simulated_bank
