#include "tools/check/judge.hpp"

namespace hapax::check {

Judge::Judge(const JudgeOptions& options)
    : options_(options),
      liveness_(options.terminal_within_ns, options.answer_within_ns),
      linearizable_(options.register_calls_max) {}

std::optional<std::string> Judge::take(const Line& line, std::uint32_t number) {
    at_ = number;
    ++figures_.lines;
    return is_dump(line.kind()) ? dump(line) : history(line);
}

// Without a dump only what the history alone can show is judged.
std::optional<std::string> Judge::finish() {
    liveness_.finish(evidence_, last_time_);
    for (std::uint32_t i = 0; i < evidence_.operations.size(); ++i) push_.finish(evidence_, evidence_.operations[i]);
    for (std::uint32_t i = 0; i < evidence_.operations.size(); ++i)
        one_payload_.finish(evidence_, evidence_.operations[i]);
    if (!evidence_.has_dump) return std::nullopt;
    if (!dump_ended_) return "the dump has no line 'end': it is not whole";
    for (std::uint32_t i = 0; i < evidence_.operations.size(); ++i) {
        durable_.finish(evidence_, evidence_.operations[i]);
        no_ghost_.finish(evidence_, evidence_.operations[i]);
    }
    for (std::uint32_t i = 0; i < evidence_.sagas.size(); ++i) {
        money_.finish(evidence_, evidence_.sagas[i]);
        saga_.finish(evidence_, evidence_.sagas[i]);
    }
    order_.finish(evidence_, start_line_);
    fold_.finish(evidence_);
    completion_.finish(evidence_);
    fifo_.finish(evidence_);
    conservation_.finish(evidence_);
    no_ghost_.finish(evidence_);
    linearizable_.finish(evidence_, floor_);
    return std::nullopt;
}

Figures Judge::figures() const {
    Figures figures = figures_;
    figures.operations = evidence_.operations.size();
    figures.messages = evidence_.messages.size();
    figures.sagas = evidence_.sagas.size();
    figures.rows = fold_.rows();
    figures.reads_skipped = completion_.skipped();
    figures.register_accounts = linearizable_.accounts();
    figures.register_calls = linearizable_.calls();
    figures.register_windows = linearizable_.windows();
    figures.register_windows_skipped = linearizable_.skipped();
    figures.has_dump = evidence_.has_dump;
    figures.has_heal = liveness_.healed();
    return figures;
}

}  // namespace hapax::check
