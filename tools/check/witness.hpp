// Witness: the texts of the lines that findings name, by reading the files a second time.
//
//   auto texts = read_witness(paths, findings.shown());
//   print_findings(stdout, findings, *texts);
//
// Errors   those of Input. Standard input cannot be read twice: then there are only numbers.
// Threads  one.
#pragma once

#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "kernel/error.hpp"
#include "tools/check/findings.hpp"

namespace hapax::check {

struct WitnessLine {
    std::string place;  // "history.jsonl:12"
    std::string text;
};
using Witness = std::map<std::uint32_t, WitnessLine>;

Result<Witness> read_witness(const std::vector<std::string>& paths, const std::vector<Finding>& findings);

void print_findings(std::FILE* out, const Findings& findings, const Witness& witness);

}  // namespace hapax::check
