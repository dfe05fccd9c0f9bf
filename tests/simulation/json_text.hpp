// Members of flat JSON texts that our own code wrote, for checks: no parser is needed, and none is trusted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hapax::simulated_bank {

std::string text_of(std::string_view json, std::string_view member);  // "" when not there
std::optional<std::int64_t> number_of(std::string_view json, std::string_view member);
std::vector<std::string> items_of(std::string_view json);  // the objects of "items", without nested ones

}  // namespace hapax::simulated_bank
