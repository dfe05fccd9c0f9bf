#include "fuzz/target.hpp"

namespace hapax::fuzz {

std::map<std::string, TargetFunction>& targets() {
    static std::map<std::string, TargetFunction> all;
    return all;
}

}  // namespace hapax::fuzz
