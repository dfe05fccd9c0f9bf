// What a batch came to, for people and for programs.
//
//   print(figures);                                     // what was met, then one line of sums
//   if (!write_report(figures, path)) …                 // one JSON object
//
// Errors   write_report() answers false when the file cannot be written.
// Threads  functions of their arguments.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "batch.hpp"

namespace hapax::simulated_bank {

struct Figures {
    BatchReport batch;
    double seconds = 0;
    std::vector<std::string> missed;  // markers that must be reached
};

void print(const Figures& figures);
std::string json(const Figures& figures);
bool write_report(const Figures& figures, const std::string& path);

}  // namespace hapax::simulated_bank
