#include "commit.hpp"

namespace hapax::simulated_bank {

std::string_view commit() {
    return HAPAX_COMMIT;
}

}  // namespace hapax::simulated_bank
