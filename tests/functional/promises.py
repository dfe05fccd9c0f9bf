"""What a bank promised, broken or kept, and which answers a client may rely on.

    promise(answer.status == 200, "a read failed", answer)     # else: Violation, with its evidence
    is_final(answer)                                           # it will never be another one
    told(answer)                                               # what a repeat must say again, byte for byte
"""

FINAL = (201, 409, 412)
TOLD_AGAIN = ("Content-Type", "Location", "X-Operation", "X-Resource", "ETag", "X-Position")  # beside status and body


class Violation(AssertionError):
    """A promise was broken."""


class BankGone(Violation):
    """The bank ended, or cut its connections, while nothing was to fail."""


def is_final(answer):
    return answer.status in FINAL or (answer.status == 500 and answer.json().get("code") == "operation-failed")


def promise(holds, what, *evidence):
    if not holds:
        raise Violation(" | ".join([what, *map(str, evidence)]))


def told(answer):
    return (answer.status, answer.body, *(answer.header(name) for name in TOLD_AGAIN))
