// Goal: every rule fires on a planted violation, with file, line and name, and stays quiet on the nearest lawful code.
#include "check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hapax::architecture {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> rules(const std::string& path, std::string_view text) {
    std::vector<std::string> names;
    for (const Finding& finding : check(path, text)) names.push_back(finding.rule);
    return names;
}

struct Planted {
    const char* path;
    const char* text;
    const char* rule;
};

class PlantedViolation : public testing::TestWithParam<Planted> {};

TEST_P(PlantedViolation, IsReportedByTheNameOfItsRule) {
    const auto& [path, text, rule] = GetParam();
    EXPECT_THAT(rules(path, text), ElementsAre(rule)) << path << ": " << text;
}

INSTANTIATE_TEST_SUITE_P(
    Includes, PlantedViolation,
    testing::Values(
        Planted{"src/kernel/fold.cpp", "#include \"ports/driven/disk.hpp\"\n", "layers"},
        Planted{"src/kernel/fold.cpp", "#include <boost/json.hpp>\n", "third-party"},
        Planted{"src/kernel/fold.cpp", "#include <unistd.h>\n", "third-party"},
        Planted{"src/kernel/fold_test.cpp", "#include \"adapters/store/memory/store.hpp\"\n", "layers"},
        Planted{"src/codec/json.cpp", "#include \"ports/driven/log.hpp\"\n", "layers"},
        Planted{"src/codec/json.cpp", "#include <boost/asio.hpp>\n", "third-party"},
        Planted{"src/ports/driven/disk.hpp", "// Disk\n#pragma once\n#include \"codec/json.hpp\"\n", "layers"},
        Planted{"src/application/engine.cpp", "#include \"adapters/store/memory/store.hpp\"\n", "layers"},
        Planted{"src/application/engine.cpp", "#include \"simulation/clock.hpp\"\n", "layers"},
        Planted{"src/application/engine.cpp", "#include <sqlite3.h>\n", "third-party"},
        Planted{"src/adapters/store/journal/a.cpp", "#include \"adapters/index/rocksdb/run.hpp\"\n", "layers"},
        Planted{"src/adapters/store/journal/a.cpp", "#include \"application/engine.hpp\"\n", "layers"},
        Planted{"src/adapters/store/journal/a.cpp", "#include <rocksdb/db.h>\n", "third-party"},
        Planted{"src/adapters/views/sqlite/a.cpp", "#include <rocksdb/db.h>\n", "third-party"},
        Planted{"src/simulation/disk.cpp", "#include \"codec/json.hpp\"\n", "layers"},
        Planted{"src/world/world.cpp", "#include \"adapters/views/sqlite/views.hpp\"\n", "layers"},
        Planted{"src/world/world.cpp", "#include \"host/run.hpp\"\n", "layers"},
        Planted{"src/host/run.cpp", "#include \"world/world.hpp\"\n", "layers"},
        Planted{"include/hapax/app.hpp", "// App\n#pragma once\n#include \"ports/driven/disk.hpp\"\n", "layers"},
        Planted{"include/hapax/app.hpp", "// App\n#pragma once\n#include <boost/json.hpp>\n", "third-party"},
        Planted{"examples/bank/main.cpp", "#include \"kernel/ids.hpp\"\n", "layers"},
        Planted{"src/kernel/fold.cpp", "#include \"ids.hpp\"\n", "layers"},
        Planted{"src/sundries/a.cpp", "int a;\n", "folder"}));

INSTANTIATE_TEST_SUITE_P(
    Words, PlantedViolation,
    testing::Values(Planted{"src/kernel/a.cpp", "auto t = std::chrono::steady_clock::now();\n", "clock"},
                    Planted{"src/application/a.cpp", "auto t = std::chrono::system_clock::now();\n", "clock"},
                    Planted{"src/codec/a.cpp", "auto t = time(nullptr);\n", "clock"},
                    Planted{"src/codec/a.cpp", "auto t = std::time(nullptr);\n", "clock"},
                    Planted{"src/kernel/a.cpp", "clock_gettime(CLOCK_REALTIME, &t);\n", "clock"},
                    Planted{"src/kernel/a.cpp", "int die = rand() % 6;\n", "random"},
                    Planted{"src/application/a.cpp", "std::random_device seed;\n", "random"},
                    Planted{"src/application/a.cpp", "std::thread([] {}).join();\n", "thread"},
                    Planted{"src/kernel/a.cpp", "std::jthread worker;\n", "thread"},
                    Planted{"src/application/a.cpp", "std::mutex guard;\n", "thread"},
                    Planted{"src/kernel/a.cpp", "std::atomic<int> n;\n", "thread"},
                    Planted{"src/application/a.cpp", "std::condition_variable wake;\n", "thread"},
                    Planted{"src/application/a.cpp", "std::ifstream in;\n", "io"},
                    Planted{"src/kernel/a.cpp", "std::cout << 1;\n", "io"},
                    Planted{"src/application/a.cpp", "printf(\"now\");\n", "io"},
                    Planted{"src/application/a.cpp", "std::filesystem::path p;\n", "io"},
                    Planted{"src/application/a.cpp", "auto home = getenv(\"HOME\");\n", "environment"},
                    Planted{"src/application/a.cpp", "Task f() { co_return; }\n", "coroutine"},
                    Planted{"src/adapters/edge/http/a.cpp", "Task f() { co_await g(); }\n", "coroutine"},
                    Planted{"src/kernel/a.cpp", "Generator f() { co_yield 1; }\n", "coroutine"},
                    Planted{"src/application/a.cpp", "try { f(); } catch (...) {}\n", "catch-all"},
                    Planted{"src/world/a.cpp", "try { f(); } catch(\n ... ) {}\n", "catch-all"},
                    Planted{"src/application/a.cpp", "std::unordered_map<Waiter*, int> m;\n", "order"},
                    Planted{"src/world/a.cpp", "std::set<const Loop*> loops;\n", "order"},
                    Planted{"src/host/a.cpp", "assert(a == b);\n", "assert"},
                    Planted{"src/adapters/store/journal/a_test.cpp", "std::this_thread::sleep_for(1s);\n", "sleep"}));

INSTANTIATE_TEST_SUITE_P(Headers, PlantedViolation,
                         testing::Values(Planted{"src/kernel/a.hpp", "#pragma once\n\n#pragma once\n", "header"},
                                         Planted{"src/kernel/a.hpp", "// A value.\n", "header"}));

TEST(Check, LeavesLawfulCodeAlone) {
    EXPECT_THAT(rules("src/kernel/a.cpp", "#include \"kernel/ids.hpp\"\n#include <chrono>\n#include <vector>\n"),
                IsEmpty());
    EXPECT_THAT(rules("src/codec/a.cpp", "#include <boost/json.hpp>\n#include <openssl/evp.h>\n"), IsEmpty());
    EXPECT_THAT(
        rules("src/adapters/views/sqlite/a.cpp", "#include <sqlite3.h>\n#include \"adapters/views/sqlite/b.hpp\"\n"),
        IsEmpty());
    EXPECT_THAT(rules("src/adapters/store/journal/a.cpp", "#include \"adapters/store/journal_index/b.hpp\"\n"),
                IsEmpty());
    EXPECT_THAT(rules("src/world/w.cpp", "#include \"adapters/store/journal/j.hpp\"\n#include <hapax/app.hpp>\n"),
                IsEmpty());
    EXPECT_THAT(rules("examples/bank/main.cpp", "#include <hapax/run.hpp>\n#include \"bank/account.hpp\"\n"),
                IsEmpty());
    EXPECT_THAT(
        rules("src/application/engine_test.cpp", "#include \"simulation/clock.hpp\"\n#include <gtest/gtest.h>\n"),
        IsEmpty());
    EXPECT_THAT(
        rules("src/adapters/runtime/threads/a.cpp", "std::mutex m;\nauto t = std::chrono::steady_clock::now();\n"),
        IsEmpty());
}

TEST(Check, ReadsWordsAndNotCommentsOrLiterals) {
    EXPECT_THAT(rules("src/kernel/a.cpp", "// std::thread, rand(), co_await\n/* catch (...) */ int a;\n"), IsEmpty());
    EXPECT_THAT(rules("src/kernel/a.cpp", "auto a = \"std::mutex \\\" time(0)\"; auto b = R\"x(printf(\" )x\";\n"),
                IsEmpty());
    EXPECT_THAT(rules("src/kernel/a.cpp", "auto n = 1'000'000; std::mutex m;\n"), ElementsAre("thread"));
    EXPECT_THAT(rules("src/kernel/a.cpp", "char c = '\"'; std::mutex m;\n"), ElementsAre("thread"));
}

TEST(Check, TellsACallFromAMemberAndADeclaration) {
    EXPECT_THAT(rules("src/application/a.cpp", "auto t = record.time(); auto r = runtime->random();\n"), IsEmpty());
    EXPECT_THAT(rules("src/application/a.cpp", "Timestamp time(const Record& r);\n"), IsEmpty());
    EXPECT_THAT(rules("src/application/a.cpp", "auto n = std::snprintf(b, 9, \"x\");\n"), IsEmpty());
    EXPECT_THAT(rules("src/kernel/a.cpp", "static_assert(sizeof(int) == 4);\n"), IsEmpty());
    EXPECT_THAT(rules("src/kernel/a.cpp", "std::unordered_map<std::string, Waiter*> m;\n"), IsEmpty());
}

TEST(Check, SaysWhereWhatAndWhatInstead) {
    const auto found = check("src/kernel/a.cpp", "int a;\n\nstd::mutex m;\n");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_THAT(describe(found[0]), HasSubstr("src/kernel/a.cpp:3: rule thread: 'mutex' has no place in kernel; use"));
}

}  // namespace
}  // namespace hapax::architecture
