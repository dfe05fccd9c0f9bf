// Members of flat JSON texts that our own code wrote, for checks: no parser is needed, and none is trusted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hapax::simulated_bank {

// Views of the text that was given.
std::string_view text_of(std::string_view json, std::string_view member);  // "" when not there
std::optional<std::int64_t> number_of(std::string_view json, std::string_view member);
std::vector<std::string_view> items_of(std::string_view json);  // the objects of "items", without nested ones

}  // namespace hapax::simulated_bank
