// A program that knows hapax only as an installed package: it makes one operation durable in memory and reads it back.
#include <array>
#include <cstdlib>

#include "adapters/store/memory/memory_store.hpp"
#include "kernel/assert.hpp"
#include "kernel/commit.hpp"

int main() {
    auto store = hapax::make_memory_store();
    const std::array commits{hapax::Commit{}};
    const auto outcomes = store->append(commits);
    HAPAX_ASSERT(outcomes && outcomes->size() == 1, "one commit has one outcome");
    HAPAX_ASSERT(store->durable().value == 1, "the first record has position 1");
    return EXIT_SUCCESS;
}
