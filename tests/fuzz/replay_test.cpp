// Every file of the corpus through its target, without libFuzzer: what a fuzzer found once is tried by every ./test.
//
//   fuzz_replay_test --gtest_filter=Corpus/*json_codec*           // all files of one target
//   fuzz_replay_test json_codec crash-1234…                      // one input, under a debugger
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

#include <gtest/gtest.h>

#include "fuzz/target.hpp"

namespace hapax::fuzz {
namespace {

namespace fs = std::filesystem;

std::string contents(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void run(TargetFunction target, const fs::path& file) {
    const std::string bytes = contents(file);
    Input input(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
    target(input);
}

std::vector<std::string> names() {
    std::vector<std::string> all;
    for (const auto& [name, target] : targets()) all.push_back(name);
    return all;
}

class Corpus : public testing::TestWithParam<std::string> {};

TEST_P(Corpus, BreaksNoPromise) {
    const fs::path folder = fs::path(HAPAX_CORPUS_DIR) / GetParam();
    ASSERT_TRUE(fs::is_directory(folder)) << "a target without a corpus: " << folder;
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator(folder)) {
        SCOPED_TRACE(entry.path().string());
        run(targets().at(GetParam()), entry.path());
        ++files;
    }
    EXPECT_GT(files, 0U);
    run(targets().at(GetParam()), "/dev/null");
}

INSTANTIATE_TEST_SUITE_P(Of, Corpus, testing::ValuesIn(names()), [](const auto& of) { return of.param; });

TEST(CorpusFolders, BelongToATarget) {
    for (const auto& entry : fs::directory_iterator(HAPAX_CORPUS_DIR)) {
        EXPECT_TRUE(targets().contains(entry.path().filename().string())) << entry.path();
    }
}

int replay(const std::string& name, const std::vector<fs::path>& files) {
    const auto found = targets().find(name);
    if (found == targets().end()) {
        std::cerr << "there is no target " << name << "\n";
        return 2;
    }
    for (const fs::path& file : files) run(found->second, file);
    std::cout << files.size() << " inputs, no promise broken\n";
    return 0;
}

}  // namespace
}  // namespace hapax::fuzz

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    if (argc > 2) return hapax::fuzz::replay(argv[1], {argv + 2, argv + argc});
    return RUN_ALL_TESTS();
}
