"""The books: balance = sum of movements = sum of accepted amounts, and every operation counted exactly once.

    audit(bank, attempts)      # attempts whose outcome the clients know, or that the bank is asked about
"""

from collections import Counter, defaultdict

ACCEPTED_STATES = ("committed", "completed")


def accepted(bank, connection, attempt):
    """Did it have its effect? Asked of the client's answer, else of the operation's own document."""
    if attempt.acknowledged and attempt.answer.status in (201, 409):
        return attempt.answer.status == 201
    document = connection.ask("GET", f"/operations/{attempt.operation}")
    assert document.status in (200, 404), document
    return document.status == 200 and document.json()["status"] in ACCEPTED_STATES


def audit(bank, attempts, opening=0):
    """Answers how many operations had an effect. `opening` is what each account was funded with before."""
    expected = defaultdict(dict)
    with bank.connect() as connection:
        for attempt in attempts:
            of_account = expected[attempt.account]
            if accepted(bank, connection, attempt):
                of_account[attempt.operation] = attempt.signed_amount
    for account, amounts in expected.items():
        audit_account(bank, account, amounts, opening)
    return sum(len(amounts) for amounts in expected.values())


def audit_account(bank, account, amounts, opening):
    movements = bank.movements(account)
    seen = Counter(item["operation"] for item in movements)
    assert all(count == 1 for count in seen.values()), f"{account}: moved twice: {seen.most_common(3)}"
    missing = set(amounts) - set(seen)
    assert not missing, f"{account}: accepted but not among its movements: {sorted(missing)[:3]}"
    others = [item for item in movements if item["operation"] not in amounts]
    assert sum(item["amount"] for item in others) == opening, f"{account}: movements nobody was told of: {others[:3]}"
    assert all(item["amount"] == amounts[item["operation"]] for item in movements if item["operation"] in amounts)
    balance = bank.balance(account)
    assert balance == sum(item["amount"] for item in movements) == opening + sum(amounts.values())
    assert balance >= 0
