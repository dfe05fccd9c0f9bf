// LateQuestions: reads that wait until their view shows a position.
//
//   if (!late.shown(question)) late.park(std::move(question));     // and asks to be told of that position
//   late.told(view, position);                                     // it shows that much, or no more than that
//   late.take(now, ready, over);                                   // those that can be answered, and those too late
//
// Of each view only the lowest position that somebody waits for is asked after; the next one when that one is shown.
// Units    at most questions_waiting_max wait; the caller looks at size().
// Threads  owned by the query loop.
#pragma once

#include <functional>
#include <vector>

#include "ports/driving/queries.hpp"

namespace hapax {

class LateQuestions {
 public:
    using AskAfter = std::function<void(std::uint32_t view, Position position)>;
    LateQuestions(std::size_t views, AskAfter ask_after);

    bool shown(const Question& question) const;
    void park(Question question);
    void told(std::uint32_t view, Position position);
    void take(Instant now, std::vector<Question>& ready, std::vector<Question>& over);
    void take_all(std::vector<Question>& over);
    Instant first_end() const { return first_end_; }  // never when nobody waits
    std::size_t size() const { return waiting_.size(); }

 private:
    void ask_after_lowest();

    AskAfter ask_after_;
    std::vector<Position> shown_;  // by view: a position that it is known to show
    std::vector<Position> asked_;  // by view: what we will be told of; 0 = nothing
    std::vector<Question> waiting_;
    Instant first_end_ = never;
};

}  // namespace hapax
