#include "tools/check/format/input.hpp"

#include "tools/check/limits.hpp"

namespace hapax::check {

Result<Input> Input::open(const std::vector<std::string>& paths) {
    if (paths.size() > input_files_max) {
        return fail(check_errc::unreadable, "more than " + std::to_string(input_files_max) + " files");
    }
    Input input;
    for (const std::string& path : paths) {
        auto source = LineSource::open(path);
        if (!source) return pass_on(source);
        input.files_.push_back(std::make_unique<File>(*std::move(source)));
        if (auto read = input.advance(*input.files_.back()); !read) return pass_on(read);
    }
    return input;
}

Result<bool> Input::next() {
    if (current_ != nullptr) {
        if (auto read = advance(*current_); !read) return pass_on(read);
    }
    current_ = choose();
    if (current_ == nullptr) return false;
    if (++number_ == lines_max) return malformed(*current_, 1, "too many lines");
    return true;
}

// The earliest history line; when there is none left, the dump lines of the first file that has some.
Input::File* Input::choose() {
    if (files_.size() == 1) return files_.front()->has_line ? files_.front().get() : nullptr;
    File* chosen = nullptr;
    for (const auto& file : files_) {
        if (!file->has_line || file->in_dump) continue;
        if (chosen == nullptr || file->line.time() < chosen->line.time()) chosen = file.get();
    }
    for (const auto& file : files_) {
        if (chosen == nullptr && file->has_line) chosen = file.get();
    }
    return chosen;
}

Result<void> Input::advance(File& file) {
    const auto got = file.source.next(file.text);
    if (!got) return pass_on(got);
    file.has_line = *got;
    if (!*got) return {};
    if (file.source.cut() && !file.in_dump) {
        file.has_line = false;
        ++lines_cut_;
        return {};
    }
    if (file.source.cut()) return malformed(file, 1, "the dump was cut in its last line");
    if (!file.parser.parse(file.text, file.line)) {
        return malformed(file, file.parser.column(), file.parser.problem());
    }
    return accept(file);
}

Result<void> Input::accept(File& file) {
    if (is_dump(file.line.kind())) {
        file.in_dump = true;
        return {};
    }
    if (file.in_dump) return malformed(file, 1, "a history line behind the lines of a dump");
    const std::int64_t n = file.line.number(Field::n);
    if (n != file.last_n + 1) {
        return malformed(file, 1, "n is " + std::to_string(n) + " where " + std::to_string(file.last_n + 1) + " comes");
    }
    if (file.line.time() < file.last_t) return malformed(file, 1, "t goes back");
    file.last_n = n;
    file.last_t = file.line.time();
    return {};
}

std::unexpected<Error> Input::malformed(const File& file, std::size_t column, const std::string& problem) const {
    return fail(check_errc::malformed, file.source.path() + ":" + std::to_string(file.source.line()) + ":" +
                                           std::to_string(column) + ": " + problem);
}

std::string Input::place() const {
    return current_->source.path() + ":" + std::to_string(current_->source.line());
}

std::uint64_t Input::bytes() const {
    std::uint64_t sum = 0;
    for (const auto& file : files_) sum += file->source.bytes();
    return sum;
}

}  // namespace hapax::check
