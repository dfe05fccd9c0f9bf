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
        input.files_.back()->number = static_cast<std::uint32_t>(input.files_.size() - 1);
        if (auto read = input.advance(*input.files_.back()); !read) return pass_on(read);
    }
    return input;
}

Result<bool> Input::next() {
    if (from_ != nullptr) {
        if (auto read = advance(*from_); !read) return pass_on(read);
    }
    from_ = choose();
    if (from_ == nullptr) return false;
    if (++number_ == lines_max) return malformed(*from_, 1, "too many lines");
    current_.swap(from_->ahead);
    current_->number = number_;
    current_->file = from_->number;
    return true;
}

Result<bool> Input::next(InputLinePointer& line) {
    auto more = next();
    if (more && *more) line.swap(current_);
    return more;
}

// The earliest history line; when there is none left, the dump lines of the first file that has some.
Input::File* Input::choose() {
    if (files_.size() == 1) return files_.front()->has_line ? files_.front().get() : nullptr;
    File* chosen = nullptr;
    for (const auto& file : files_) {
        if (!file->has_line || file->in_dump) continue;
        if (chosen == nullptr || file->ahead->line.time() < chosen->ahead->line.time()) chosen = file.get();
    }
    for (const auto& file : files_) {
        if (chosen == nullptr && file->has_line) chosen = file.get();
    }
    return chosen;
}

Result<void> Input::advance(File& file) {
    std::string_view text;
    const auto got = file.source.next(text);
    if (!got) return pass_on(got);
    file.has_line = *got;
    if (!*got) return {};
    if (file.source.cut() && !file.in_dump) {
        file.has_line = false;
        ++lines_cut_;
        return {};
    }
    if (file.source.cut()) return malformed(file, 1, "the dump was cut in its last line");
    InputLine& ahead = *file.ahead;
    ahead.text.assign(text.data(), text.size() + 1);
    ahead.file_number = file.source.line();
    if (!ahead.parser.parse(ahead.shown(), ahead.line)) {
        return malformed(file, ahead.parser.column(), ahead.parser.problem());
    }
    return accept(file);
}

Result<void> Input::accept(File& file) {
    const Line& line = file.ahead->line;
    if (is_dump(line.kind())) {
        file.in_dump = true;
        return {};
    }
    if (file.in_dump) return malformed(file, 1, "a history line behind the lines of a dump");
    const std::int64_t n = line.number(Field::n);
    if (n != file.last_n + 1) {
        return malformed(file, 1, "n is " + std::to_string(n) + " where " + std::to_string(file.last_n + 1) + " comes");
    }
    if (line.time() < file.last_t) return malformed(file, 1, "t goes back");
    file.last_n = n;
    file.last_t = line.time();
    return {};
}

std::unexpected<Error> Input::malformed(const File& file, std::size_t column, const std::string& problem) const {
    return fail(check_errc::malformed, file.source.path() + ":" + std::to_string(file.source.line()) + ":" +
                                           std::to_string(column) + ": " + problem);
}

std::string Input::place(const InputLine& line) const {
    return files_[line.file]->source.path() + ":" + std::to_string(line.file_number);
}

std::uint64_t Input::bytes() const {
    std::uint64_t sum = 0;
    for (const auto& file : files_) sum += file->source.bytes();
    return sum;
}

}  // namespace hapax::check
