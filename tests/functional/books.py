"""The books of a bank, as its views show them: each account moved by what was accepted and by nothing else.

    rows = account_rows(read, account, operations)     # read(target) answers; rows of a dump, without positions

Errors   Violation: an account is not as it was answered.
"""

from promises import promise

PAGE = 100


def account_rows(read, account, operations):
    is_open = any(operation.accepted for operation in operations if operation.verb == "open")
    accepted = {operation.id: operation.signed_amount for operation in operations
                if operation.accepted and operation.verb != "open"}
    promise(is_open or not accepted, "an account moved that was never opened", account)
    balance = read(f"/accounts/{account}/balance")
    promise(balance.status == (200 if is_open else 404), "an account is not as it was answered", account, balance)
    if not is_open:
        return []
    movements = movements_of(read, account)
    seen = {movement["operation"]: movement["amount"] for movement in movements}
    promise(len(seen) == len(movements), "an operation moved the account twice", account, movements)
    promise(seen == accepted, "an account moved otherwise than it was answered", account,
            sorted(set(seen.items()) ^ set(accepted.items()))[:5])
    running = 0
    rows = [{"dump": "row", "view": "balances", "account": account, "balance": balance.json()["amount"]}]
    for movement in movements:
        rows.append({"dump": "row", "view": "movements", "account": account, "op": movement["operation"],
                     "index": 0, "value": movement["amount"]})
        running += movement["amount"]
        promise(movement["balance"] == running >= 0, "a balance on the way is wrong", account, movement)
    promise(balance.json()["amount"] == running, "the balance is not the sum of its movements", account, balance)
    return rows


def movements_of(read, account):
    movements, cursor = [], ""
    while True:
        page = read(f"/accounts/{account}/movements?limit={PAGE}{cursor}")
        promise(page.status == 200, "movements cannot be read", account, page)
        page = page.json()
        movements += page["items"]
        if not page.get("next"):
            return movements
        cursor = f"&cursor={page['next']}"
