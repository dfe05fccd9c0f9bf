// What hapax-check does: judge files, generate a history, test itself. Each answers the exit code.
//
//   Result<int> code = carry_out(order);
//
// Results go to standard output, figures and progress to standard error.
// Threads  one.
#pragma once

#include "tools/check/order.hpp"

namespace hapax::check {

Result<int> carry_out(const Order& order);

Result<int> judge_files(const Order& order);
Result<int> print_history(const Order& order);
Result<int> self_test(const Order& order);

}  // namespace hapax::check
