#include "tools/check/mutator/story.hpp"

#include <algorithm>

#include "kernel/assert.hpp"
#include "tools/check/format/line_parser.hpp"
#include "tools/check/format/line_writer.hpp"
#include "tools/check/format/rules.hpp"
#include "tools/check/judge.hpp"

namespace hapax::check {

void Story::add(const Line& line) {
    Line copy = line;
    FieldSet left = line.fields();
    while (const auto field = left.first()) {
        left.remove(*field);
        if (spec(*field).kind == ValueKind::text) copy.set(*field, keep(std::string(line.text(*field))));
    }
    for (EventLine& event : copy.events) event.type = keep(std::string(event.type));
    for (MessageLine& message : copy.messages) {
        message = {keep(std::string(message.message)), keep(std::string(message.group))};
    }
    lines_.push_back(std::move(copy));
}

std::string_view Story::keep(std::string text) {
    return *texts_->insert(std::move(text)).first;
}

Found Story::pick(Random& random, const LineTest& test) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        if (test(lines_[i])) found.push_back(i);
    }
    if (found.empty()) return std::nullopt;
    return found[random.below(found.size())];
}

Found Story::first(const LineTest& test, std::size_t from) const {
    for (std::size_t i = from; i < lines_.size(); ++i) {
        if (test(lines_[i])) return i;
    }
    return std::nullopt;
}

Found Story::last(const LineTest& test) const {
    for (std::size_t i = lines_.size(); i > 0; --i) {
        if (test(lines_[i - 1])) return i - 1;
    }
    return std::nullopt;
}

std::size_t Story::count(const LineTest& test) const {
    return static_cast<std::size_t>(std::ranges::count_if(lines_, test));
}

std::size_t Story::dump_begin() const {
    return *first([](const Line& line) { return is_dump(line.kind()); });
}

std::size_t Story::records_end() const {
    return *last([](const Line& line) {
        return line.kind() == LineKind::dump_record || line.kind() == LineKind::dump_start;
    }) + 1;
}

std::size_t Story::end_line() const {
    return lines_.size() - 1;
}

std::size_t Story::insert(std::size_t at, Line line) {
    if (!is_dump(line.kind()) && !line.has(Field::t)) line.set(Field::t, at == 0 ? 0 : lines_[at - 1].time());
    lines_.insert(lines_.begin() + static_cast<std::ptrdiff_t>(at), std::move(line));
    return at;
}

void Story::remove(std::size_t at) {
    lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(at));
}

std::size_t Story::remove_all(const LineTest& test) {
    return std::erase_if(lines_, test);
}

Line Story::make(LineKind kind) {
    Line line;
    line.clear(kind);
    const KindWords words = words_of(kind);
    line.set(is_dump(kind) ? Field::dump : Field::type, words.type);
    if (!words.f.empty()) line.set(Field::f, words.f);
    return line;
}

void Story::same_operation(Line& line, const Line& as) {
    line.set(Field::op, as.text(Field::op));
    line.remove(Field::caller);
    if (as.has(Field::caller)) line.set(Field::caller, as.text(Field::caller));
}

std::size_t Story::call_at_end(Line invoke, Line answer, std::int64_t delay) {
    const std::size_t at = dump_begin();
    const std::int64_t now = lines_[at - 1].time();
    ++fresh_process_;
    for (Line* line : {&invoke, &answer}) line->set(Field::proc, fresh_process_);
    invoke.set(Field::t, now + delay);
    answer.set(Field::t, now + 2 * delay);
    insert(at, std::move(invoke));
    return insert(at + 1, std::move(answer));
}

Found Story::end_of(std::size_t invoke) const {
    const std::int64_t process = lines_[invoke].number(Field::proc);
    const auto ends = [&](const Line& line) {
        const bool call = line.kind() <= LineKind::read_info;
        return call && line.number(Field::proc) == process;
    };
    return first(ends, invoke + 1);
}

Found Story::invoke_of(std::size_t end) const {
    for (std::size_t i = end; i > 0; --i) {
        const Line& line = lines_[i - 1];
        const bool begins = line.kind() == LineKind::submit_invoke || line.kind() == LineKind::poll_invoke ||
                            line.kind() == LineKind::read_invoke;
        if (begins && line.number(Field::proc) == lines_[end].number(Field::proc)) return i - 1;
    }
    return std::nullopt;
}

Found Story::record_of(const Line& line) const {
    return first(
        [&](const Line& other) { return other.kind() == LineKind::dump_record && names_same_operation(other, line); });
}

bool names_same_operation(const Line& a, const Line& b) {
    return a.has(Field::op) && b.has(Field::op) && a.text(Field::op) == b.text(Field::op) && a.caller() == b.caller();
}

Story tell(const GeneratorOptions& options) {
    Story story;
    generate(options, [&](const Line& line) { story.add(line); });
    return story;
}

std::string write(const Story& story) {
    std::string out;
    std::int64_t n = 0;
    for (Line line : story) {
        if (!is_dump(line.kind())) line.set(Field::n, ++n);
        append_line(out, line);
    }
    return out;
}

Findings judge(const Story& story) {
    const std::string text = write(story);
    LineParser parser;
    Line line;
    Judge judge({});
    std::uint32_t number = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = text.find('\n', begin);
        const bool parsed = parser.parse({text.data() + begin, end - begin}, line);
        HAPAX_ASSERT(parsed, "a story is written so that it can be parsed");
        const auto broken = judge.take(line, ++number);
        HAPAX_ASSERT(!broken, "a story is in order");
        begin = end + 1;
    }
    const auto broken = judge.finish();
    HAPAX_ASSERT(!broken, "a story is whole");
    return judge.findings();
}

}  // namespace hapax::check
