"""Writes what test_upgrade.py opens: a store of today's format, and everything that can be asked of it.

    python3 tests/functional/write_store.py build/release/bin tests/golden/store_v2

Run it when the format of journal, record or answer is about to change, with the last version that wrote the old one, and
keep the folder for ever. Trailing zeros of segments, which a store prepares for later, are cut off.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(__file__))

from bank import Bank  # noqa: E402
from ids import uuid7  # noqa: E402

SECTOR_BYTES = 512
SEGMENTS = ["--journal.segment_bytes", "1MiB"]
ACCOUNTS = ["plain", "żółw 龜", "many"]


def put(target, body, **headers):
    return {"method": "PUT", "target": target, "body": body,
            "headers": {name.replace("_", "-"): value for name, value in headers.items()}}


def address(account):
    return "/accounts/" + "".join(c if c.isascii() and c.isalnum() else "".join(f"%{b:02X}" for b in c.encode())
                                  for c in account)


def first_life():
    plain, turtle = address("plain"), address("żółw 龜")
    key = uuid7()
    return [
        put(plain, {"owner": "Ann"}),
        put(plain, {"owner": "Bob"}, Idempotency_Key=uuid7()),  # 409: it is open
        put(turtle, {"owner": "Żółw \"龜\" \\ \u0001"}, Idempotency_Key=f'"{key}"'),
        put(f"{plain}/deposits/{uuid7()}", {"amount": 1000}, X_Correlation_ID="a-correlation",
            traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        put(f"{plain}/withdrawals/{uuid7()}", {"amount": 300}, If_Match='"2"'),
        put(f"{plain}/withdrawals/{uuid7()}", {"amount": 1}, If_Match='"1"'),  # 412
        put(f"{plain}/withdrawals/{uuid7()}", {"amount": 5000}),  # 409: not enough
        put(f"{turtle}/deposits/{uuid7()}", {"amount": 10**15}),
    ]


def second_life():
    many = address("many")
    return [put(many, {"owner": "Many"})] + [put(f"{many}/deposits/{uuid7()}", {"amount": n}) for n in range(1, 21)]


def ask(bank, request):
    return bank.ask(request["method"], request["target"], request["body"], request["headers"])


def answered(bank, requests):
    for request in requests:
        answer = ask(bank, request)
        assert answer.status in (201, 409, 412), answer
        status, body, *headers = answer.first_answer()
        request["answer"] = [status, body.decode(), *headers]
    return requests


def dump(bank, tool, accounts):
    """All that readers see of the store, views and streams."""
    found = {}
    for account in accounts:
        done = tool("stream", "read", f"account/{account}", "--data", bank.data, "--output", "json")
        found[account] = {"balance": bank.ask("GET", address(account) + "/balance").json(),
                          "movements": bank.ask("GET", address(account) + "/movements?limit=100").json(),
                          "events": json.loads(done.stdout)}
    return found


def copy_trimmed(source, target):
    data = source.read_bytes()
    used = len(data.rstrip(b"\0"))
    target.write_bytes(data[:-(-used // SECTOR_BYTES) * SECTOR_BYTES])


def write(binaries, target):
    def run_tool(*arguments):
        return subprocess.run([binaries / "hapax", *arguments], capture_output=True, text=True, check=True)

    with tempfile.TemporaryDirectory() as folder:
        bank = Bank(str(binaries / "bank"), folder, SEGMENTS).start()
        requests = answered(bank, first_life())
        bank.kill()  # leaves a segment without a seal
        bank.start()
        requests += answered(bank, second_life())
        seen = dump(bank, run_tool, ACCOUNTS)
        assert bank.stop()[0] == 0
        shutil.rmtree(target, ignore_errors=True)
        (target / "journal").mkdir(parents=True)
        for source in sorted(pathlib.Path(bank.data, "journal").glob("*.seg")):
            copy_trimmed(source, target / "journal" / source.name)
        shutil.copy(pathlib.Path(bank.data, "journal", "tail"), target / "journal" / "tail")
        shutil.copy(bank.data + ".witness", target / "witness")
    seen = {"requests": requests, "accounts": seen}
    (target / "seen.json").write_text(json.dumps(seen, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    write(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))
