// What libFuzzer calls; the program holds one target.
#include "fuzz/target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const hapax::fuzz::TargetFunction target = [] {
        HAPAX_ASSERT(hapax::fuzz::targets().size() == 1, "a fuzzer has one target");
        return hapax::fuzz::targets().begin()->second;
    }();
    hapax::fuzz::Input input(data, size);
    target(input);
    return 0;
}
