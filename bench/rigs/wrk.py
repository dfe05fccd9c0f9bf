"""wrk with the withdrawal script: one run, one dictionary of figures."""

import json
import os
import subprocess

SCRIPT = os.path.join(os.path.dirname(__file__), "..", "wrk", "withdraw.lua")
ACCOUNTS = 1000


class WrkFailed(Exception):
    pass


def run(port, connections, seconds, duplicates=0, ids=None):
    """Answers rate (answers per second), p50_ms, p99_ms. Any answer that is not 2xx, any lost connection, is a failure.

    `duplicates` repeats so many ids per thread, the ones named by `ids`."""
    environment = {**os.environ, "HAPAX_ACCOUNTS": str(ACCOUNTS), "HAPAX_WRAP": str(duplicates)}
    if ids is not None:
        environment["HAPAX_IDS"] = str(ids)
    threads = 1 if connections == 1 else 2
    done = subprocess.run(["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout", "15s",
                           "-s", SCRIPT, f"http://127.0.0.1:{port}"],
                          capture_output=True, text=True, env=environment, timeout=seconds + 60)
    if done.returncode != 0:
        raise WrkFailed(done.stdout + done.stderr)
    figures = json.loads(done.stdout.strip().splitlines()[-1])
    if figures["bad_status"] or figures["lost"] or not figures["requests"]:
        raise WrkFailed(str(figures))
    return {"rate": figures["requests"] / figures["seconds"], "p50_ms": figures["p50_ms"],
            "p99_ms": figures["p99_ms"], "requests": figures["requests"]}
