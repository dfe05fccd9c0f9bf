// Planted violations: changes to a clean story, each of which one check must find.
//
//   for (const Planted& planted : all_planted()) {
//       Story broken = story;
//       if (planted.plant(broken, random)) EXPECT_GT(judge(broken).count(planted.check), 0);
//   }
//
// plant() answers false when the story has no place for it (no saga, no message …).
// Threads  functions of their arguments.
#pragma once

#include <string_view>
#include <vector>

#include "tools/check/mutator/story.hpp"

namespace hapax::check {

struct Planted {
    Check check;
    std::string_view name;
    bool (*plant)(Story&, Random&);
};

std::vector<Planted> all_planted();

// By file.
std::vector<Planted> planted_in_effects();    // C1, C2, C5
std::vector<Planted> planted_in_answers();    // C3, C4
std::vector<Planted> planted_in_journal();    // C6, C7, C12
std::vector<Planted> planted_in_views();      // C8, C9, C16
std::vector<Planted> planted_in_messages();   // C10, C13
std::vector<Planted> planted_in_sightings();  // C15, C17
std::vector<Planted> planted_in_time();       // C11, C14, C18

// What several of them need.
bool is(const Line& line, LineKind kind);
bool is_final_ok(const Line& line);      // a submit that was answered for good
bool is_accomplished(const Line& line);  // a record
bool moves_money(const Line& line);      // a record with an amount, of no saga
// An operation with one submission, answered for good, that nobody else was told of.
Found lonely_answer(const Story& story, Random& random, bool accomplished);
Line resubmission(Story& story, std::size_t invoke);
Found submit_of(const Story& story, const Line& line);  // the first submit of the operation
void renumber(Story& story);                            // positions and versions of records, and where the journal ends
bool add_record(Story& story, Line record);             // as the last one
bool poll_at_end(Story& story, const Line& as, std::string_view state, std::uint64_t document,
                 std::int64_t delay = 1000);

}  // namespace hapax::check
