// Goal: the model and the table of the code speak of the same steps.
// Method: the labels are read from docs/proof/operation.pml.
#include "world/protocol_rules.hpp"

#include <fstream>
#include <regex>
#include <set>
#include <string>

#include <gtest/gtest.h>

namespace hapax::world {
namespace {

TEST(ProtocolRules, AreNamedAsTheStepsOfTheModel) {
    std::ifstream file(HAPAX_OPERATION_MODEL);
    ASSERT_TRUE(file) << HAPAX_OPERATION_MODEL;
    const std::regex label("^step_([a-z_]+):");
    std::set<std::string> of_the_model;
    for (std::string line; std::getline(file, line);) {
        std::smatch match;
        if (std::regex_search(line, match, label)) of_the_model.insert(match[1]);
    }
    std::set<std::string> of_the_rules;
    for (const Rule& rule : protocol_rules()) of_the_rules.emplace(rule.name);
    EXPECT_EQ(of_the_rules, of_the_model);
}

}  // namespace
}  // namespace hapax::world
