// token: a token of the development issuer, for anybody that one says.

#include <chrono>

#include "codec/rfc3339.hpp"
#include "host/server/callers.hpp"
#include "host/server/exit_code.hpp"
#include "tools/hapax/commands.hpp"

namespace hapax::tools {
namespace {

Timestamp now() {
    const auto since = std::chrono::system_clock::now().time_since_epoch();
    return {std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
}

}  // namespace

Result<int> token_mint(const Order& order, const Printer& printer) {
    const auto issuer = find_dev_issuer(order.config);
    if (!issuer) return pass_on(issuer);
    const Timestamp minted = now();
    const std::string token = issuer->mint(order.subject, order.lifetime, minted);
    const Timestamp ends{(minted.us / 1'000'000 + order.lifetime.count()) * 1'000'000};
    const bool for_people = printer.form() == OutputForm::table;  // or for $(hapax token …)
    const auto printed =
        for_people ? printer.print(token + "\n")
                   : printer.print(Fields{text_field("subject", order.subject),
                                          text_field("audience", order.config.auth.audience),
                                          text_field("expiresAt", rfc3339(ends)), text_field("token", token)});
    if (!printed) return pass_on(printed);
    return exit_ok;
}

}  // namespace hapax::tools
