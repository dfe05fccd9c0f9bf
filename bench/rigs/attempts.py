"""Refused runs: a store that finds no prepared space refuses, and says so. Such a run is made again, and is counted.

    figures = repeated(run, refused)     # `refused()` is called for each refusal; raises Refused when all tries were

Any other failure is not tried again.
"""

TRIES_MAX = 3


class Refused(Exception):
    pass


def repeated(run, refused):
    for attempt in range(TRIES_MAX):
        try:
            return run()
        except Refused:
            refused()
            if attempt + 1 == TRIES_MAX:
                raise
