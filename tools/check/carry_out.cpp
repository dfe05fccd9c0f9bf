#include "tools/check/carry_out.hpp"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>

#include "tools/check/format/line_writer.hpp"
#include "tools/check/format/read_ahead.hpp"
#include "tools/check/report.hpp"
#include "tools/check/witness.hpp"

namespace hapax::check {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

Result<void> judge_all(ReadAhead& lines, Judge& judge) {
    while (true) {
        const auto more = lines.next();
        if (!more) return pass_on(more);
        if (!*more) break;
        const InputLine& line = lines.current();
        if (const auto broken = judge.take(line.line, line.number)) {
            return fail(check_errc::malformed, lines.place() + ": " + *broken);
        }
    }
    if (const auto broken = judge.finish()) return fail(check_errc::malformed, *broken);
    return {};
}

void say_what_was_judged(const Judge& judge, const Input& input, double seconds) {
    const Figures figures = judge.figures();
    const auto number = [](std::uint64_t value) { return static_cast<unsigned long long>(value); };
    std::fprintf(stderr, "%llu operations, %llu lines, %llu records in %.1f s, %llu MiB\n", number(figures.operations),
                 number(figures.lines), number(figures.records), seconds, number(peak_memory_bytes() >> 20));
    std::fprintf(stderr, "C16: %llu accounts, %llu calls, %llu windows, %llu skipped\n",
                 number(figures.register_accounts), number(figures.register_calls), number(figures.register_windows),
                 number(figures.register_windows_skipped));
    if (figures.reads_skipped > 0) {
        std::fprintf(stderr, "C9: %llu reads of balances not judged\n", number(figures.reads_skipped));
    }
    if (input.lines_cut() > 0) {
        std::fprintf(stderr, "%u last lines were cut and left out\n", input.lines_cut());
    }
    if (!figures.has_dump) {
        std::fprintf(
            stderr,
            "no dump: only C3, C4, C9 (movements), C11, C14, C15 and C18 were judged, as far as the history goes\n");
    }
    if (!figures.has_heal) std::fprintf(stderr, "no heal: C14 judges only what the dump shows\n");
}

}  // namespace

Result<int> judge_files(const Order& order) {
    const auto start = Clock::now();
    auto input = Input::open(order.files);
    if (!input) return pass_on(input);
    ReadAhead lines(*std::move(input));
    Judge judge(order.judging);
    if (auto judged = judge_all(lines, judge); !judged) return pass_on(judged);
    const double seconds = seconds_since(start);
    say_what_was_judged(judge, lines.input(), seconds);
    const auto first = judge.findings().first();
    const auto witness = read_witness(order.files, judge.findings().shown());
    if (!witness) return pass_on(witness);
    print_findings(stdout, judge.findings(), *witness);
    if (!first) std::printf("no violation\n");
    Report report;
    report.add("violated", first ? std::string_view(id_text(*first)) : std::string_view(""));
    report.add("seconds", seconds);
    report.add("bytes", lines.input().bytes());
    report.add("lines_cut", std::uint64_t{lines.input().lines_cut()});
    report.add("peak_memory_bytes", peak_memory_bytes());
    report.add(judge.figures());
    if (auto written = report.write(order.report); !written) return pass_on(written);
    if (std::fflush(stdout) != 0) return fail(check_errc::unreadable, "standard output");
    return first ? exit_violation + static_cast<int>(*first) : exit_clean;
}

Result<int> print_history(const Order& order) {
    constexpr std::size_t piece_bytes = 1 << 20;
    std::string out;
    bool written = true;
    const auto flush = [&] {
        written = written && std::fwrite(out.data(), 1, out.size(), stdout) == out.size();
        out.clear();
    };
    generate(order.generating, [&](const Line& line) {
        append_line(out, line);
        if (out.size() > piece_bytes) flush();
    });
    flush();
    if (!written || std::fflush(stdout) != 0) {
        return fail(check_errc::unreadable, std::string("standard output: ") + std::strerror(errno));
    }
    return exit_clean;
}

Result<int> carry_out(const Order& order) {
    switch (order.verb) {
        case Verb::print_text:
            std::fputs(order.text.c_str(), stdout);
            return exit_clean;
        case Verb::judge:
            return judge_files(order);
        case Verb::generate:
            return print_history(order);
        case Verb::self_test:
            return self_test(order);
    }
    return exit_usage;
}

}  // namespace hapax::check
