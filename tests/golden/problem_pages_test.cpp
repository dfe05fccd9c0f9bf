// Goal: what a running service says of a problem, and what docs/problems/ says, cannot differ.
// Method: compare the pages with what the catalogue gives. HAPAX_WRITE_GOLDEN=1 writes them.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "codec/documents/problem_page.hpp"

namespace hapax {
namespace {

const std::filesystem::path folder = HAPAX_PROBLEMS_DIR;

std::string content_of(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(ProblemPages, OfTheDocumentsAreThoseOfTheCatalogue) {
    const std::vector<ProblemPage> pages = problem_pages(Service{});
    std::map<std::string, std::string> files{{"README.md", problems_markdown(pages)}};
    for (const ProblemPage& page : pages) files[std::string(page.code) + ".md"] = problem_markdown(page);
    const bool write = std::getenv("HAPAX_WRITE_GOLDEN") != nullptr;
    for (const auto& [name, text] : files) {
        if (write) std::ofstream(folder / name, std::ios::binary) << text;
        EXPECT_EQ(content_of(folder / name), text) << "run this test with HAPAX_WRITE_GOLDEN=1";
    }
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        EXPECT_TRUE(files.contains(file.path().filename().string())) << file.path() << " is the page of no problem";
    }
}

}  // namespace
}  // namespace hapax
