#include "tools/check/order.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace hapax::check {
namespace {

constexpr const char* about =
    "Judges what clients of a hapax service saw, and what the service held in the end, by the checks C1 to C18.";
constexpr const char* footer =
    "Examples:\n"
    "  hapax-check history.jsonl dump.jsonl                 judge\n"
    "  hapax-check --generate 1000000 --seed 7 > clean.jsonl\n"
    "  hapax-check --generate 10000000 | hapax-check -\n"
    "  hapax-check --self-test --seed 7                      reproduces a self-test that named seed 7\n"
    "\n"
    "Exit codes: 0 no violation, 1 the self-test failed, 2 command line, 3 unreadable or malformed input,\n"
    "11 to 28 a violation: 10 + the number of the lowest check that is violated.";

constexpr std::uint64_t seeds_usual = 20;
constexpr std::uint64_t seeds_long = 1'000;
constexpr std::uint64_t generated_max = 100'000'000;

struct Said {
    std::vector<std::string> files;
    std::vector<std::string> debits;
    std::string report;
    std::uint64_t generate = 0;
    std::uint64_t seed = 1;
    std::uint32_t clients = 0;
    std::uint32_t accounts = 0;
    double terminal_within = 30;
    double answer_within = 5;
    bool self_test = false;
    bool long_run = false;
};

void describe(CLI::App& app, Said& said) {
    app.add_option("files", said.files, "histories, and the dump; - is standard input")->type_name("FILE");
    app.add_option("--debit", said.debits, "this event takes its amount from the account [MoneyWithdrawn]")
        ->type_name("TYPE");
    app.add_option("--terminal-within", said.terminal_within, "C14: accepted operations end so soon after the heal [30]")
        ->type_name("SECONDS")
        ->check(CLI::Range(0.001, 86'400.0));
    app.add_option("--answer-within", said.answer_within, "C14: the service answers so soon after the heal [5]")
        ->type_name("SECONDS")
        ->check(CLI::Range(0.001, 86'400.0));
    app.add_option("--report", said.report, "write the figures there, as one JSON object")->type_name("FILE");
    app.add_option("--generate", said.generate, "print a clean history of so many operations, and its dump")
        ->type_name("N")
        ->check(CLI::Range(std::uint64_t{1}, generated_max));
    app.add_option("--seed", said.seed, "of the generator, or the first one of the self-test [1]")->type_name("S");
    app.add_option("--clients", said.clients, "of the generator [drawn]")
        ->type_name("N")
        ->check(CLI::Range(1u, 100'000u));
    app.add_option("--accounts", said.accounts, "of the generator [drawn]")
        ->type_name("N")
        ->check(CLI::Range(1u, 10'000'000u));
    app.add_flag("--self-test", said.self_test, "judge clean histories, and ones with planted violations");
    app.add_flag("--long", said.long_run, "the self-test over 1,000 seeds instead of 20");
}

Result<Order> understood(Said said) {
    Order order;
    const int verbs = (said.generate != 0 ? 1 : 0) + (said.self_test ? 1 : 0) + (said.files.empty() ? 0 : 1);
    if (verbs != 1) return fail(check_errc::usage, "name files, or --generate, or --self-test; see hapax-check --help");
    if (said.long_run && !said.self_test) return fail(check_errc::usage, "--long belongs to --self-test");
    order.verb = said.self_test ? Verb::self_test : said.generate != 0 ? Verb::generate : Verb::judge;
    order.files = std::move(said.files);
    order.report = std::move(said.report);
    order.seeds = said.long_run ? seeds_long : seeds_usual;
    order.generating = {said.generate, said.seed, said.clients, said.accounts};
    if (!said.debits.empty()) order.judging.debits = std::move(said.debits);
    constexpr double second = 1e9;
    order.judging.terminal_within_ns = static_cast<std::int64_t>(said.terminal_within * second);
    order.judging.answer_within_ns = static_cast<std::int64_t>(said.answer_within * second);
    return order;
}

}  // namespace

Result<Order> read_order(const std::vector<std::string>& arguments) {
    CLI::App app(about, "hapax-check");
    app.footer(footer);
    Said said;
    describe(app, said);
    try {
        app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));  // CLI11 takes them last first
    } catch (const CLI::CallForHelp&) {
        Order order;
        order.text = app.help();
        return order;
    } catch (const CLI::ParseError& error) {
        return fail(check_errc::usage, std::string(error.what()) + "; see hapax-check --help");
    }
    return understood(std::move(said));
}

}  // namespace hapax::check
