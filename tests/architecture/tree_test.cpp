// Goal: the tree keeps its own rules. Method: run the checks over every source file below the project's folder.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "check.hpp"

namespace hapax::architecture {
namespace {

namespace fs = std::filesystem;

constexpr int public_lines_max = 2000;  // ARCHITECTURE.md, section 3: all that a service author includes

const fs::path& root() {
    static const fs::path path = HAPAX_SOURCE_DIR;
    return path;
}

std::string read(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

std::vector<fs::path> sources(std::initializer_list<const char*> folders) {
    std::vector<fs::path> found;
    for (const char* folder : folders) {
        for (const auto& entry : fs::recursive_directory_iterator(root() / folder)) {
            const auto kind = entry.path().extension();
            if (kind == ".hpp" || kind == ".cpp") found.push_back(entry.path());
        }
    }
    std::ranges::sort(found);
    return found;
}

TEST(Tree, KeepsTheRulesOfTheHouse) {
    const auto files = sources({"src", "include", "clients/cpp", "examples", "tools", "tests", "bench"});
    ASSERT_GT(files.size(), 30U) << "the tree was not found at " << root();
    for (const fs::path& file : files) {
        const std::string path = fs::relative(file, root()).string();
        if (path.starts_with("tests/architecture/") || path.starts_with("tests/package/")) continue;
        for (const Finding& finding : check(path, read(file))) ADD_FAILURE() << describe(finding);
    }
}

TEST(Tree, HasAPublicInterfaceThatOneCanRead) {
    int lines = 0;
    for (const fs::path& file : sources({"include"})) {
        const std::string text = read(file);
        lines += static_cast<int>(std::ranges::count(text, '\n'));
    }
    EXPECT_LE(lines, public_lines_max) << "include/hapax has grown past what a service author should read";
}

}  // namespace
}  // namespace hapax::architecture
