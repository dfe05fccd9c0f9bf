// answer_v1: the first renderer of final answers. Never change what it writes: tests/golden/answer_v1.txt holds its
// bytes, and records on disk name it. A new wording is answer_v2.
//
//   accomplished         201  {"operation","status":"completed","stream":"account/42","version":3,"position":"17",…}
//   rejected             409  problem, the rejection's code
//   precondition failed  412  problem, currentVersion
//   failed               500  problem `operation-failed`, causes
//
// Location is the operation's address when GET on it gives the operation: the address names the id, or the id was
// derived from it (version 5). Otherwise it is /operations/{id}.
// Units    position is a string (64 bits are too many for some readers of JSON), version a number.
// Threads  functions of their arguments.
// Source   ARCHITECTURE.md, section 8.
#pragma once

#include "codec/answer/answer.hpp"

namespace hapax {

void render_answer_v1(const StoredCommit& stored, Answer& out);

}  // namespace hapax
