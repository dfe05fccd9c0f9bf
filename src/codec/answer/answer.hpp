// Answer: the final answer of an operation, rendered from its record: the same bytes for every repeat, for ever.
//
//   Answer answer;                       // reused: its strings keep their memory
//   render_answer(stored, answer);       // by the renderer that the record names
//
// `status`, `body`, `content_type`, `location` and `operation` are what the promise of equal bytes covers; the other
// headers come from the same record and do not change either.
// Errors   to render what cannot be rendered is a programmer error (asserts): who takes a record out of the store asks.
// Threads  functions of their arguments.
// Source   ARCHITECTURE.md, sections 2, 6 and 8.
#pragma once

#include <string>
#include <string_view>

#include "kernel/commit.hpp"

namespace hapax {

struct Answer {
    unsigned status = 0;
    std::string_view content_type;
    std::string location;   // empty = no such header, for this and the following
    std::string operation;  // X-Operation
    std::string resource;   // X-Resource
    std::string etag;
    std::string position;  // X-Position
    std::string body;
};

bool can_render(const StoredCommit& stored);  // false for a record that a newer program wrote
void render_answer(const StoredCommit& stored, Answer& out);

// The address in its encoded form, safe in a header: RFC 3986 path characters stay, everything else is %XX.
void append_encoded_address(std::string& out, std::string_view decoded);

}  // namespace hapax
