#include "checks.hpp"
#include "violation.hpp"

namespace hapax::simulated_bank {
namespace {

constexpr std::uint32_t balances = 0;  // views in the order of the bank's registration
constexpr std::uint32_t movements = 1;
constexpr std::uint32_t rows_max = 1000;

std::int64_t integer(const Value& value) {
    const auto* number = std::get_if<std::int64_t>(&value);
    return number == nullptr ? -1 : *number;
}

void check_balance_row(const Evidence& evidence, const std::string& name, const AccountHistory& account) {
    const auto row = evidence.reader.get(balances, name);
    require(row && row->has_value() == !account.balances.empty(), "C8 fold: a balance is missing or invented", name);
    if (account.balances.empty()) return;
    const std::int64_t shown = integer((**row)[0]);
    require(shown == account.balances.back(), "C8 fold: a balance is not what the journal gives", [&] {
        return name + " shows " + std::to_string(shown) + " instead of " + std::to_string(account.balances.back());
    });
}

std::size_t movement_rows(const Evidence& evidence) {
    std::size_t rows = 0;
    std::string cursor;
    do {
        const auto page = evidence.reader.list({movements, "", {}, cursor, rows_max});
        require(page.has_value(), "C8 fold: the movements cannot be listed", "");
        rows += page->rows.size();
        cursor = page->next;
    } while (!cursor.empty());
    return rows;
}

}  // namespace

// That each movement is the right one was checked on what clients read last: here, that there are no others.
void check_views(const Evidence& evidence) {
    std::size_t expected = 0;
    for (const auto& [name, account] : evidence.ledger) {
        check_balance_row(evidence, name, account);
        expected += account.movements.size();
    }
    const std::size_t shown = movement_rows(evidence);
    require(shown == expected, "C8 fold: the movements are not those of the journal",
            [&] { return std::to_string(shown) + " instead of " + std::to_string(expected); });
}

}  // namespace hapax::simulated_bank
