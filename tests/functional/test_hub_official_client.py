"""Fear: the client that everybody has, @microsoft/signalr, cannot use the hub as it is.

Skipped where node or npm is not there, or the packages cannot be had."""

import json
import os
import shutil
import subprocess

import pytest

from conftest import ROOT
from forwarder import Forwarder
from ids import uuid7
from load import Attempt

INSTALL_SECONDS = 120


@pytest.fixture(scope="module")
def client_folder(tmp_path_factory):
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("node and npm are not installed")
    folder = tmp_path_factory.mktemp("hub_client")
    for name in ("package.json", "package-lock.json", ".npmrc", "client.mjs"):
        shutil.copy(ROOT / "tests" / "hub_client" / name, folder)
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder,
                          capture_output=True, text=True, timeout=INSTALL_SECONDS)
    if done.returncode != 0:
        pytest.skip(f"npm ci failed: {done.stderr[-300:]}")
    return folder


class Client:
    def __init__(self, folder, port):
        self._process = subprocess.Popen(["node", "client.mjs", f"http://127.0.0.1:{port}/hubs/operations"], cwd=folder,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                         env={**os.environ, "NO_PROXY": "127.0.0.1"})
        self.heard = []

    def __enter__(self):
        assert self.next() == ["connected"]
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()

    def say(self, *words):
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()

    def next(self):
        line = self._process.stdout.readline()
        assert line, "the client ended"
        return json.loads(line)

    def next_of(self, *words):
        """The next line that begins with one of them; the others are kept in `heard`."""
        while (line := self.next())[0] not in words:
            self.heard.append(line)
        return line

    def call(self, *words):
        self.say(*words)
        return self.next_of("result", "error")

    def stop(self):
        self.say("stop")
        self._process.stdin.close()
        self.next_of("closed")
        return self._process.wait(20)


def deposit(bank):
    return Attempt(uuid7(), "ann", "deposits", 1).answered_by(bank)


def test_the_official_client_connects_subscribes_hears_and_stops(client_folder, served):
    with Client(client_folder, served.port) as client:
        operation = uuid7()
        assert client.call("Subscribe", str(operation)) == ["result", None]
        assert served.ask("PUT", f"/accounts/ann/deposits/{operation}", {"amount": 1}).status == 201
        target, said = client.next_of("operation_completed")
        assert said["id"] == str(operation) and said["name"] == "Deposit" and said["resource"] == "/accounts/ann"
        assert client.call("Subscribe", str(operation))[1]["status"] == "completed"
        rejected = Attempt(uuid7(), "ann", "withdrawals", 10**12).answered_by(served)
        assert client.next_of("operation_rejected")[1]["id"] == str(rejected.operation)
        assert client.call("Unsubscribe", str(operation)) == ["result", None]
        assert client.call("Nonsense")[0] == "error"
        assert client.stop() == 0


def test_the_official_client_comes_again_after_a_stop_and_after_a_kill(client_folder, bank):
    bank.open_account("ann", 0)
    with Forwarder(lambda: bank.port) as forwarder, Client(client_folder, forwarder.port) as client:
        for end in (lambda: bank.stop(), lambda: bank.kill()):
            end()
            client.next_of("reconnecting")
            made = deposit(bank.start())
            client.next_of("reconnected")
            assert client.call("Subscribe", str(made.operation))[1]["status"] == "completed"
            again = deposit(bank)
            assert client.next_of("operation_completed")[1]["id"] == str(again.operation)
        assert client.stop() == 0
