#include "bank/bank.hpp"

#include "bank/account.hpp"
#include "bank/commands.hpp"
#include "bank/views.hpp"

hapax::App bank_app() {
    using namespace bank;
    hapax::App app{"bank"};
    app.aggregate<Account>("/accounts/{account}")
        .create<OpenAccount>("")
        .put<Deposit>("/deposits/{operation}")
        .put<Withdraw>("/withdrawals/{operation}")
        .get<Balance>("/balance")
        .list<Movement>("/movements", hapax::index<&Movement::account>);
    return app;
}
