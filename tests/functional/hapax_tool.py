"""What the hapax CLI said, and the store that it said it of.

    said(tool("store", "verify", "--data", bank.data, "--output", "json"))["status"]
    assert done.returncode == FAILED and "not-found" in complaint(done)
"""

import hashlib
import json
import os

OK, FAILED, USAGE, CONFIG, UNREACHABLE, NOT_AUTHORISED, CONFLICT, INTERRUPTED = 0, 1, 2, 3, 4, 5, 6, 130


def complaint(done):
    """Standard error, which is exactly one line."""
    lines = done.stderr.splitlines()
    assert len(lines) == 1 and lines[0].startswith("hapax: "), done
    return lines[0]


def said(done, code=OK):
    assert done.returncode == code, done
    return json.loads(done.stdout)


def url(bank):
    return f"http://127.0.0.1:{bank.port}"


def contents(bank):
    """A digest of every file of the store, the witness included."""
    paths = [bank.data + ".witness"]
    for folder, _, names in os.walk(bank.data):
        paths += [os.path.join(folder, name) for name in names]
    return {path: hashlib.sha256(open(path, "rb").read()).hexdigest() for path in sorted(paths)}
