#include "host/server/exit_code.hpp"
#include "tools/hapax/commands.hpp"

namespace hapax::tools {

Result<int> carry_out(const Order& order, const Printer& printer) {
    switch (order.verb) {
        case Verb::print_text:
            if (auto printed = printer.print(order.text); !printed) return pass_on(printed);
            return exit_ok;
        case Verb::store_verify:
            return store_verify(order, printer);
        case Verb::store_reindex:
            return store_reindex(order, printer);
        case Verb::store_accept_loss:
            return store_accept_loss(order, printer);
        case Verb::store_dump:
            return store_dump(order, printer);
        case Verb::store_backup:
            return store_backup(order, printer);
        case Verb::store_restore:
            return store_restore(order, printer);
        case Verb::stream_read:
            return stream_read(order, printer);
        case Verb::operation_get:
            return operation_get(order, printer);
        case Verb::projection_list:
            return projection_list(order, printer);
        case Verb::projection_rebuild:
            return projection_rebuild(order, printer);
        case Verb::token_mint:
            return token_mint(order, printer);
    }
    return exit_internal;
}

}  // namespace hapax::tools
