// The event catalogue lock: a text file that remembers every event ever released, so that nobody can change one by
// accident and find years of stored events unreadable.
//
//   const LockCheck check = check_events_lock(file_text, shapes_of_the_program);
//   check.broken    sentences: stored events that the program could not read any more, each with what to do
//   check.text      the lock to write when nothing is broken: the old entries and the new ones
//   check.stale     the text differs from the file
//
// Format   # a comment
//          event account/MoneyWithdrawn 2
//            amount integer
//            note text?
//          sorted by name and schema; entries of older schemas stay for ever.
// Rules    1. An event of the lock is in the program under its name or as an alias.
//          2. An event of the same schema has the same fields; only optional ones may come or go.
//          3. A schema never goes back. (That each older one has its upcaster, the compiler checks.)
// Threads  any.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernel/model/event_shape.hpp"

namespace hapax {

struct LockCheck {
    std::vector<std::string> broken;
    std::string text;
    bool stale = false;
};

LockCheck check_events_lock(std::string_view file, const std::vector<EventShape>& program);

}  // namespace hapax
