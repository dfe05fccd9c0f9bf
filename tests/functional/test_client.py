"""Fear: a client that retries does something twice, loses something that it was told of, or never comes to an end.

Goal: threads of a program that share one C++ client get every operation done once, while the bank is killed and killed.
Method: the program writes each movement that it was told of; the books of the bank must have these and no others.
"""

import json
import os
import subprocess
import threading
import time
from collections import Counter

import pytest

# threads, operations, seconds that they take, seconds between two kills
SHORT = (16, 800, 3, 0.5)
LONG = (32, 10_000, 60, 1.0)
ACCOUNTS = 8
DEADLINE_SECONDS = 300


def program(binary, name):
    path = os.path.join(os.path.dirname(binary), name)
    if not os.path.exists(path):
        pytest.fail(f"{path} is not built")
    return path


class Killer:
    """Kills the bank again and again and starts it on the same port, until it is told to leave off."""

    def __init__(self, bank, pause_seconds):
        self.kills = 0
        self._bank = bank
        self._pause = pause_seconds
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._enough.set()
        self._thread.join()

    def _run(self):
        due = time.monotonic() + self._pause
        while not self._enough.wait(max(0.0, due - time.monotonic())):
            due += self._pause
            self._bank.kill()
            self._bank.start()
            self.kills += 1


def movements_told(path):
    with open(path, encoding="ascii") as lines:
        return [line.split() for line in lines]


def check_books(bank, told):
    """Balance and movements of every account are those that the tellers were told of: none twice, none missing."""
    for account in sorted({account for account, _, _ in told}):
        expected = Counter((operation, int(amount)) for name, operation, amount in told if name == account)
        items = bank.movements(account, limit=1000)
        stored = Counter((item["operation"], item["amount"]) for item in items)
        assert stored == expected, (stored - expected, expected - stored)
        assert max(stored.values()) == 1
        assert bank.balance(account) == sum(amount for _, amount in expected)


def storm(bank, binary, tmp_path, threads, operations, seconds, pause_seconds):
    told_path = tmp_path / "told"
    bank.start()
    bank.listen = f"127.0.0.1:{bank.port}"
    command = [program(binary, "tellers_with_client"), f"http://127.0.0.1:{bank.port}", str(threads), str(operations),
               str(ACCOUNTS), str(seconds), str(told_path)]
    with Killer(bank, pause_seconds) as killer:
        done = subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE_SECONDS)
        assert done.returncode == 0, done.stderr
    counts = json.loads(done.stdout.splitlines()[-1])
    told = movements_told(told_path)
    assert counts["moved"] == len(told) and counts["moved"] + counts["rejected"] == operations + ACCOUNTS
    check_books(bank, told)
    assert killer.kills > 1
    print(f"{counts}, killed {killer.kills} times")


def test_a_client_gets_everything_done_once_while_the_bank_is_killed(make_bank, binary, tmp_path):
    storm(make_bank(), binary, tmp_path, *(LONG if os.environ.get("HAPAX_LONG") else SHORT))


def test_the_program_of_the_readme_runs(bank, binary):
    command = [program(binary, "client_example"), f"http://127.0.0.1:{bank.port}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert [line[:4] for line in done.stdout.splitlines()] == ["201 "] * 3
    assert bank.balance("alice") == 3000
