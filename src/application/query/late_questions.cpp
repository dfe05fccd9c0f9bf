#include "application/query/late_questions.hpp"

#include <algorithm>

#include "kernel/planted.hpp"

namespace hapax {

LateQuestions::LateQuestions(std::size_t views, AskAfter ask_after)
    : ask_after_(std::move(ask_after)), shown_(views), asked_(views) {}

bool LateQuestions::shown(const Question& question) const {
    if (planted(Bug::position_not_awaited)) return true;
    return question.at_least <= shown_[question.view];
}

void LateQuestions::park(Question question) {
    first_end_ = std::min(first_end_, question.late_at);
    waiting_.push_back(std::move(question));
    ask_after_lowest();
}

// A view that is built again: what was asked after may have been told before, and will not be told twice.
void LateQuestions::told(std::uint32_t view, Position position) {
    const bool forgotten = planted(Bug::rebuilt_view_not_asked_after);
    if (position < shown_[view] && !forgotten) asked_[view] = Position{};
    shown_[view] = position;
}

void LateQuestions::take(Instant now, std::vector<Question>& ready, std::vector<Question>& over) {
    std::erase_if(waiting_, [&](Question& question) {
        const bool is_shown = shown(question);
        if (!is_shown && now < question.late_at) return false;
        (is_shown ? ready : over).push_back(std::move(question));
        return true;
    });
    first_end_ = never;
    for (const Question& question : waiting_) first_end_ = std::min(first_end_, question.late_at);
    ask_after_lowest();
}

void LateQuestions::take_all(std::vector<Question>& over) {
    for (Question& question : waiting_) over.push_back(std::move(question));
    waiting_.clear();
    first_end_ = never;
}

void LateQuestions::ask_after_lowest() {
    std::vector<Position> lowest(asked_.size());
    for (const Question& question : waiting_) {
        Position& least = lowest[question.view];
        if (least.value == 0 || question.at_least < least) least = question.at_least;
    }
    for (std::uint32_t view = 0; view < lowest.size(); ++view) {
        const Position wanted = lowest[view];
        const bool told = asked_[view] <= shown_[view];
        if (wanted.value == 0 || (!told && asked_[view] <= wanted)) continue;
        asked_[view] = wanted;
        ask_after_(view, wanted);
    }
}

}  // namespace hapax
