"""wrk with the withdrawal script.

    run(port, connections=64, seconds=5)       # one run, one dictionary of figures
    load = Load(port, 256, 600); load.under_way(); load.figures(); load.kill()

Figures: rate (answers per second), p50_ms, p99_ms, requests. Errors: Refused when there were answers that are not 2xx;
WrkFailed for a lost connection or an answer that did not come.
"""

import json
import os
import signal
import subprocess

from rigs import machine
from rigs.attempts import Refused

SCRIPT = os.path.join(os.path.dirname(__file__), "..", "wrk", "withdraw.lua")
ACCOUNTS = 1000
GRACE_SECONDS = 60


class WrkFailed(Exception):
    pass


class Load:
    """`duplicates` repeats so many ids per thread, the ones named by `ids`."""

    def __init__(self, port, connections, seconds, duplicates=0, ids=None):
        environment = {**os.environ, "HAPAX_ACCOUNTS": str(ACCOUNTS), "HAPAX_WRAP": str(duplicates)}
        if ids is not None:
            environment["HAPAX_IDS"] = str(ids)
        threads = 1 if connections == 1 else 2
        command = ["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--timeout", "15s", "-s", SCRIPT,
                   f"http://127.0.0.1:{port}"]
        self._seconds = seconds
        self._child = machine.start_child(command, env=environment, text=True, stdout=subprocess.PIPE,
                                          stderr=subprocess.STDOUT)

    def under_way(self):
        return self._child.poll() is None

    def figures(self):
        try:
            said, _ = self._child.communicate(timeout=self._seconds + GRACE_SECONDS)
        finally:
            self.kill()
        if self._child.returncode != 0:
            raise WrkFailed(said)
        return judged(said)

    def kill(self):
        machine.end_child(self._child, signal.SIGKILL)


def judged(said):
    """The figures in what wrk and the script have printed."""
    figures = json.loads(said.strip().splitlines()[-1])
    if figures["lost"] or not figures["requests"]:
        raise WrkFailed(str(figures))
    if figures["bad_status"]:
        raise Refused(f"{figures['bad_status']} of {figures['requests']} answers were errors")
    return {"rate": figures["requests"] / figures["seconds"], "p50_ms": figures["p50_ms"],
            "p99_ms": figures["p99_ms"], "requests": figures["requests"]}


def run(port, connections, seconds, duplicates=0, ids=None):
    return Load(port, connections, seconds, duplicates, ids).figures()
