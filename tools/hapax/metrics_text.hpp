// Reading one metric out of a page of Prometheus text.
//
//   for (const Sample& s : samples(page, "hapax_projection_position")) s.label("view"), s.value;
//
// Errors   lines that are not understood are left out.
// Threads  pure function.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace hapax::tools {

struct Sample {
    std::map<std::string, std::string, std::less<>> labels;
    std::uint64_t value = 0;

    std::string_view label(std::string_view name) const {
        const auto found = labels.find(name);
        return found == labels.end() ? std::string_view() : std::string_view(found->second);
    }
};

std::vector<Sample> samples(std::string_view page, std::string_view name);

}  // namespace hapax::tools
