// Goal: nobody breaks the clients of an example by accident.
// Method: compare what the program would serve with tests/golden/openapi.lock. HAPAX_WRITE_GOLDEN=1 writes new entries
// into the file, and only when nothing is broken.

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "bank/bank.hpp"
#include "codec/documents/openapi_lock.hpp"
#include <hapax/app.hpp>

namespace hapax {
namespace {

const std::string lock_file = HAPAX_GOLDEN_DIR "/openapi.lock";

std::string content_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(OpenApiLock, HoldsForEveryExample) {
    const Service bank = bank_app().build();
    const LockCheck check = check_openapi_lock(content_of(lock_file), bank);
    for (const std::string& sentence : check.broken) ADD_FAILURE() << sentence;
    if (!check.broken.empty() || !check.stale) return;
    if (std::getenv("HAPAX_WRITE_GOLDEN") != nullptr) {
        std::ofstream(lock_file, std::ios::binary) << check.text;
        GTEST_SKIP() << "wrote " << lock_file << ": read the difference before you commit it";
    }
    FAIL() << "there are routes or fields that openapi.lock does not know yet. When they are as they shall stay, run "
              "this test with HAPAX_WRITE_GOLDEN=1 and commit the file.";
}

}  // namespace
}  // namespace hapax
