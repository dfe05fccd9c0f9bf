// The commands of the hapax tool: each takes an order, says what it found on the printer, and answers how it ended.
//
//   Result<int> code = carry_out(order, printer);     // the exit code; an error is one line on standard error
//
// Threads  one.
#pragma once

#include "kernel/error.hpp"
#include "ports/driven/disk.hpp"
#include "tools/hapax/order.hpp"
#include "tools/hapax/printer.hpp"

namespace hapax::tools {

Result<int> carry_out(const Order& order, const Printer& printer);

Result<int> store_verify(const Order& order, const Printer& printer);
Result<int> verify_one_backup(Disk& disk, const std::string& directory, const Printer& printer);
Result<int> store_reindex(const Order& order, const Printer& printer);
Result<int> store_accept_loss(const Order& order, const Printer& printer);
Result<int> store_dump(const Order& order, const Printer& printer);
Result<int> store_backup(const Order& order, const Printer& printer);
Result<int> store_restore(const Order& order, const Printer& printer);
Result<int> stream_read(const Order& order, const Printer& printer);
Result<int> operation_get(const Order& order, const Printer& printer);
Result<int> projection_list(const Order& order, const Printer& printer);
Result<int> projection_rebuild(const Order& order, const Printer& printer);
Result<int> token_mint(const Order& order, const Printer& printer);

}  // namespace hapax::tools
