// Goal: nobody changes or renames a released event of an example and finds out from a broken store.
// Method: compare what the programs would store with tests/golden/events.lock. HAPAX_WRITE_GOLDEN=1 writes new entries
// into the file, and only when nothing is broken.

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "bank/bank.hpp"
#include "codec/events_lock.hpp"
#include <hapax/app.hpp>

namespace hapax {
namespace {

const std::string lock_file = HAPAX_GOLDEN_DIR "/events.lock";

std::string content_of(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<EventShape> events_of(App app) {
    std::vector<EventShape> all;
    const Service service = app.build();
    for (const auto& aggregate : service.aggregates) {
        for (EventShape& shape : aggregate->events()) all.push_back(std::move(shape));
    }
    return all;
}

TEST(EventsLock, HoldsForEveryExample) {
    const LockCheck check = check_events_lock(content_of(lock_file), events_of(bank_app()));
    for (const std::string& sentence : check.broken) ADD_FAILURE() << sentence;
    if (!check.broken.empty() || !check.stale) return;
    if (std::getenv("HAPAX_WRITE_GOLDEN") != nullptr) {
        std::ofstream(lock_file, std::ios::binary) << check.text;
        GTEST_SKIP() << "wrote " << lock_file << ": read the difference before you commit it";
    }
    FAIL() << "there are events that events.lock does not know yet. When they are as they shall stay, run this test "
              "with HAPAX_WRITE_GOLDEN=1 and commit the file.";
}

}  // namespace
}  // namespace hapax
