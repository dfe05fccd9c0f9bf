#include "banned.hpp"

#include <algorithm>
#include <map>
#include <string_view>

namespace hapax::architecture {
namespace {

struct Rule {
    std::string_view name;
    std::string_view layers;  // separated by spaces, * for all
    std::string_view instead;
};

// "scheduled" layers run inside the simulation, where anything unordered or uncontrolled breaks "one seed = one
// history".
constexpr std::string_view pure_layers = " kernel codec application world public ";
constexpr std::string_view scheduled_layers = " kernel codec ports application world simulation public ";

constexpr Rule clock_rule{"clock", pure_layers, "take the time as an argument (kernel) or ask Runtime::now()/wall()"};
constexpr Rule random_rule{"random", pure_layers, "take the number as an argument (kernel) or ask Runtime::random()"};
constexpr Rule thread_rule{"thread", pure_layers, "a loop spawned by Runtime, a Mailbox and a Parker"};
constexpr Rule io_rule{"io", pure_layers, "a driven port (Disk, Log, Metrics) and an adapter behind it"};
constexpr Rule environment_rule{"environment", pure_layers, "a plain value handed in by the host"};
constexpr Rule coroutine_rule{"coroutine", "*", "direct style: a loop that calls ports which block"};
constexpr Rule crash_rule{"catch-all", scheduled_layers,
                          "catch (const std::exception&): a simulated crash passes through"};
constexpr Rule order_rule{"order", scheduled_layers,
                          "a key with a value, not an address: addresses differ from run to run"};
constexpr Rule assert_rule{"assert", "*", "HAPAX_ASSERT, which stays on in release"};
constexpr Rule sleep_rule{"sleep", "test", "wait for the fact: a mailbox, a parker, a joined thread"};

enum class When : unsigned char { always, called };  // called: only as a free function, `word(`

struct Ban {
    const Rule* rule;
    When when;
};

void ban(std::map<std::string_view, Ban>& bans, const Rule& rule, When when,
         std::initializer_list<std::string_view> words) {
    for (const std::string_view word : words) bans.emplace(word, Ban{&rule, when});
}

std::map<std::string_view, Ban> make_bans() {
    std::map<std::string_view, Ban> bans;
    ban(bans, clock_rule, When::always,
        {"system_clock", "steady_clock", "high_resolution_clock", "utc_clock", "clock_gettime", "gettimeofday",
         "localtime", "localtime_r", "gmtime", "gmtime_r", "timespec_get"});
    ban(bans, clock_rule, When::called, {"time", "clock", "mktime"});
    ban(bans, random_rule, When::always,
        {"random_device", "mt19937", "mt19937_64", "minstd_rand", "default_random_engine", "getrandom", "drand48",
         "RAND_bytes"});
    ban(bans, random_rule, When::called, {"rand", "srand", "random"});
    ban(bans, thread_rule, When::always,
        {"jthread",
         "mutex",
         "shared_mutex",
         "recursive_mutex",
         "timed_mutex",
         "condition_variable",
         "condition_variable_any",
         "atomic",
         "atomic_flag",
         "atomic_ref",
         "lock_guard",
         "unique_lock",
         "scoped_lock",
         "shared_lock",
         "this_thread",
         "thread_local",
         "call_once",
         "counting_semaphore",
         "binary_semaphore",
         "latch",
         "barrier",
         "future",
         "promise",
         "packaged_task",
         "pthread_create"});
    ban(bans, thread_rule, When::called, {"thread", "async", "sleep", "usleep", "nanosleep"});
    ban(bans, io_rule, When::always,
        {"fstream",    "ifstream", "ofstream", "iostream", "cout",      "cerr",    "clog",     "cin",
         "filesystem", "fopen",    "fwrite",   "fread",    "printf",    "fprintf", "vfprintf", "puts",
         "fputs",      "putchar",  "mmap",     "fsync",    "fdatasync", "pwrite",  "pread",    "FILE"});
    ban(bans, io_rule, When::called, {"socket", "system", "popen"});
    ban(bans, environment_rule, When::always, {"getenv", "setenv", "environ"});
    ban(bans, coroutine_rule, When::always, {"co_await", "co_return", "co_yield"});
    ban(bans, assert_rule, When::called, {"assert"});
    ban(bans, sleep_rule, When::always, {"sleep_for", "sleep_until", "usleep", "nanosleep"});
    return bans;
}

bool holds_in(const Rule& rule, const Place& place) {
    if (rule.layers == "*") return true;
    if (rule.layers == "test") return place.test || place.layer == "tests";
    return !place.test && rule.layers.find(" " + place.layer + " ") != std::string_view::npos;
}

// Deliberate exceptions, each with a reason that a reader can check.
struct Exception {
    std::string_view path;
    std::string_view rule;
    std::string_view reason;
};

constexpr Exception exceptions[] = {
    {"src/kernel/assert.cpp", "io", "prints the sentence of a broken assertion on the way to abort()"},
    {"src/codec/stream_hash.cpp", "thread",
     "keeps a digest context per thread, 106 ns a digest against 137 with a new one each; the result depends on the "
     "arguments only"},
    {"src/world/crash_points.cpp", "thread",
     "the hook of the crash points is one function for the program: this says which world of this thread is meant"},
};

bool is_excepted(std::string_view path, const Rule& rule) {
    return std::ranges::any_of(exceptions, [&](const Exception& e) { return e.path == path && e.rule == rule.name; });
}

// `word(` that is neither a member, nor qualified by something else than std, nor a declaration (`Type word(`).
bool is_free_call(const std::string& code, const Word& word) {
    const std::size_t after = code.find_first_not_of(" \t", word.offset + word.text.size());
    if (after == std::string::npos || (code[after] != '(' && code[after] != '{')) return false;
    const std::string_view before(code.data(), word.offset);
    if (before.ends_with("std::") || before.ends_with(" ::") || before.ends_with("(::")) return true;
    const std::size_t last = before.find_last_not_of(" \t\n");
    if (last == std::string_view::npos) return true;
    const std::string_view left = before.substr(0, last + 1);
    if (left.ends_with("return")) return true;
    return std::string_view("=(,;{}!+-*/<|&?").find(left.back()) != std::string_view::npos && !left.ends_with("->");
}

void report(const std::string& path, const Place& place, const Rule& rule, int line, std::string_view what,
            std::vector<Finding>& found) {
    if (!holds_in(rule, place) || is_excepted(path, rule)) return;
    found.push_back(
        {path, line, std::string(rule.name),
         "'" + std::string(what) + "' has no place in " + place.layer + "; use " + std::string(rule.instead)});
}

void find_words(const std::string& path, const Place& place, const SourceText& source, std::vector<Finding>& found) {
    static const std::map<std::string_view, Ban> bans = make_bans();
    for (const Word& word : source.words()) {
        const auto ban = bans.find(word.text);
        if (ban == bans.end()) continue;
        if (ban->second.when == When::called && !is_free_call(source.code(), word)) continue;
        report(path, place, *ban->second.rule, word.line, word.text, found);
    }
}

std::string without_blanks(std::string_view text) {
    std::string packed(text);
    std::erase_if(packed, [](char c) { return c == ' ' || c == '\t' || c == '\n'; });
    return packed;
}

void find_catch_all(const std::string& path, const Place& place, const SourceText& source,
                    std::vector<Finding>& found) {
    for (const Word& word : source.words()) {
        if (word.text != "catch") continue;
        const std::string_view after = std::string_view(source.code()).substr(word.offset, 40);
        if (without_blanks(after).starts_with("catch(...)"))
            report(path, place, crash_rule, word.line, "catch (...)", found);
    }
}

std::string_view first_template_argument(std::string_view after) {
    if (!after.starts_with("<")) return {};
    int depth = 0;
    for (std::size_t i = 0; i < after.size(); ++i) {
        if (after[i] == '<') ++depth;
        if (after[i] == '>') --depth;
        if (depth == 0 || (depth == 1 && after[i] == ',')) return after.substr(1, i - 1);
    }
    return {};
}

void find_address_keys(const std::string& path, const Place& place, const SourceText& source,
                       std::vector<Finding>& found) {
    for (const Word& word : source.words()) {
        static constexpr std::string_view containers =
            " map set multimap unordered_map unordered_set unordered_multimap ";
        if (containers.find(" " + std::string(word.text) + " ") == std::string_view::npos) continue;
        const std::string_view after = std::string_view(source.code()).substr(word.offset + word.text.size());
        if (first_template_argument(after).ends_with("*")) {
            report(path, place, order_rule, word.line, std::string(word.text) + " keyed by address", found);
        }
    }
}

}  // namespace

void find_banned(const std::string& path, const Place& place, const SourceText& source, std::vector<Finding>& found) {
    find_words(path, place, source, found);
    find_catch_all(path, place, source, found);
    find_address_keys(path, place, source, found);
}

}  // namespace hapax::architecture
