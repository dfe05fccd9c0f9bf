#include "tools/check/carry_out.hpp"
namespace hapax::check {
Result<int> self_test(const Order&) { return 0; }
}
