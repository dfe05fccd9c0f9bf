// Story: a whole history with its dump in memory, to be changed and judged.
//
//   Story story = tell({.operations = 300, .seed = 7});
//   const auto read = story.pick(random, [](const Line& line) { return line.kind() == LineKind::read_ok; });
//   story[*read].set(Field::balance, 1);
//   Findings findings = judge(story);            // through the writer, the parser and the judge
//
// Lines of the history stay ordered by time; numbers are given when the story is written.
// Lifetime  texts of lines are kept as long as any copy of the story lives.
// Threads   one.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "kernel/random.hpp"
#include "tools/check/findings.hpp"
#include "tools/check/generator/generator.hpp"

namespace hapax::check {

using LineTest = std::function<bool(const Line&)>;
using Found = std::optional<std::size_t>;

class Story {
 public:
    void add(const Line& line);  // texts are copied

    std::size_t size() const { return lines_.size(); }
    Line& operator[](std::size_t at) { return lines_[at]; }
    const Line& operator[](std::size_t at) const { return lines_[at]; }
    std::vector<Line>::const_iterator begin() const { return lines_.begin(); }
    std::vector<Line>::const_iterator end() const { return lines_.end(); }

    Found pick(Random& random, const LineTest& test) const;  // any one
    Found first(const LineTest& test, std::size_t from = 0) const;
    Found last(const LineTest& test) const;
    std::size_t count(const LineTest& test) const;

    std::size_t dump_begin() const;   // the first line of the dump
    std::size_t records_end() const;  // behind the last record
    std::size_t end_line() const;     // the dump's last line

    // Answers where it is. Time is that of the line before, when the line has none.
    std::size_t insert(std::size_t at, Line line);
    void remove(std::size_t at);
    std::size_t remove_all(const LineTest& test);

    // Makes lines: a text that stays, a line of a kind, an operation as another line names it.
    std::string_view keep(std::string text);
    Line make(LineKind kind);
    static void same_operation(Line& line, const Line& as);

    // A call by a process of its own at the end of the history, `delay` after the line before, which takes as long.
    // Answers where its end is.
    std::size_t call_at_end(Line invoke, Line answer, std::int64_t delay = 1000);

    // The line that ends the call which begins at `invoke`, and the other way round.
    Found end_of(std::size_t invoke) const;
    Found invoke_of(std::size_t end) const;
    Found record_of(const Line& line) const;

 private:
    std::vector<Line> lines_;
    std::shared_ptr<std::unordered_set<std::string>> texts_ = std::make_shared<std::unordered_set<std::string>>();
    std::int64_t fresh_process_ = 1'000'000'000;
};

bool names_same_operation(const Line& a, const Line& b);

Story tell(const GeneratorOptions& options);
std::string write(const Story& story);

// Fails when the text is malformed, which is a defect of whoever made it.
Findings judge(const Story& story);

}  // namespace hapax::check
