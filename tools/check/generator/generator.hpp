// generate: a clean history and its dump, as a sound service and its clients would leave them behind.
//
//   generate({.operations = 1000, .seed = 7}, [&](const Line& line) { append_line(text, line); });
//
// A small service under virtual time: clients that repeat, change the payload, lose answers, ask the same at once, poll, read
// and subscribe; sagas, messages in groups, dead letters, crashes. Which of these happen, and how often, is drawn per seed.
// It is the mutator's raw material and the load for measuring; it is no proof of anything by itself.
// Limits   memory grows with the operations, about 60 bytes for each.
// Threads  one.
#pragma once

#include <cstdint>
#include <functional>

#include "tools/check/format/line.hpp"

namespace hapax::check {

struct GeneratorOptions {
    std::uint64_t operations = 1000;
    std::uint64_t seed = 1;
    std::uint32_t clients = 0;   // 0: drawn
    std::uint32_t accounts = 0;  // 0: drawn, or one for 200 operations
};

// The line that is given lives until `take` returns.
using LineSink = std::function<void(const Line&)>;

void generate(const GeneratorOptions& options, const LineSink& take);

}  // namespace hapax::check
