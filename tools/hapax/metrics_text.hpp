// Reading one metric out of a page of Prometheus text.
//
//   for (const Sample& s : samples(page, "hapax_projection_lag_positions")) s.view, s.value;
//
// Errors   lines that are not understood are left out.
// Threads  pure function.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hapax::tools {

struct Sample {
    std::string view;  // the value of its label `view`
    std::uint64_t value = 0;
};

std::vector<Sample> samples(std::string_view page, std::string_view name);

}  // namespace hapax::tools
