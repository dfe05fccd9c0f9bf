"""The bank as a real process: started, stopped, killed and started again on the same data.

    with Bank(binary, directory) as bank:      # started
        with bank.connect() as connection: ...
        bank.kill(); bank.start()              # kill -9, restart on the same data

Errors   StartFailed (exit code and log) when it ends, or stays silent past the deadline, instead of listening.
"""

import os
import re
import signal
import subprocess
import threading
import time

from ids import uuid7
from wire import Connection

READY_DEADLINE_SECONDS = 30.0
STOP_DEADLINE_SECONDS = 10.0
SANITIZER = re.compile(r"(Address|Thread|Leak|UndefinedBehavior)Sanitizer|: runtime error: ")
LISTENING = re.compile(r"^listening on http://127\.0\.0\.1:(\d+)$")


class StartFailed(Exception):
    def __init__(self, code, log):
        super().__init__(f"exit code {code}\n{log}")
        self.code = code
        self.log = log


class Bank:
    def __init__(self, binary, directory, options=(), environment=None):
        self.binary = binary
        self.data = os.path.join(directory, "data")
        self.log_path = os.path.join(directory, "bank.log")
        self.options = list(options)
        self.environment = environment or {}
        self.listen = "127.0.0.1:0"  # any free port at each start; name one for all lives of this bank to come
        self.port = None
        self.start_seconds = None
        self._process = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.kill()

    @property
    def pid(self):
        return self._process.pid

    def sanitizer_reports(self):
        """Lines of the log that a sanitizer wrote (presets dev and tsan), of every process that was started here."""
        if not os.path.exists(self.log_path):
            return []
        with open(self.log_path, encoding="utf-8", errors="replace") as log:
            return [line for line in log if SANITIZER.search(line)]

    def running(self):
        return self._process is not None and self._process.poll() is None

    def start(self, **environment):
        """Returns when the one line `listening on …` has come: every required view has caught up."""
        began = time.monotonic()
        self._launch(environment)
        self._ready.wait(READY_DEADLINE_SECONDS)
        if self.port is None:
            self.kill()
            raise StartFailed(self._process.returncode, self.log())
        self.start_seconds = time.monotonic() - began
        return self

    def begin_to_start(self, **environment):
        """Waits for nothing."""
        self._launch(environment)

    def start_and_kill_after(self, seconds):
        """Cuts a start off at that moment, whether it listens by then or not."""
        self._launch({})
        self._ready.wait(seconds)
        self.kill()

    def _launch(self, environment):
        assert not self.running()
        command = [self.binary, "serve", "--listen", self.listen, "--data", self.data, *self.options]
        self._log = open(self.log_path, "ab")
        self._log_offset = os.path.getsize(self.log_path)
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self._log, text=True,
                                         env={**os.environ, **self.environment, **environment})
        self.port = None
        self._ready = threading.Event()
        self._reader = threading.Thread(target=self._read_lines, args=(self._process.stdout,), daemon=True)
        self._reader.start()

    def _read_lines(self, stdout):
        for line in stdout:
            match = LISTENING.match(line.strip())
            if match:
                self.port = int(match.group(1))
                self._ready.set()
            else:
                self._log.write(line.encode())
                self._log.flush()
        stdout.close()
        self._ready.set()

    def log(self):
        """What this process (not the ones before it) wrote, standard output and standard error."""
        with open(self.log_path, "rb") as file:
            file.seek(self._log_offset)
            return file.read().decode(errors="replace")

    def connect(self, timeout=20.0):
        return Connection(self.port, timeout)

    def ask(self, method, target, body=None, headers=()):
        with self.connect() as connection:
            return connection.ask(method, target, body, headers)

    def kill(self):
        if self.running():
            self._process.kill()
        return self.wait()

    def terminate(self):
        self._process.send_signal(signal.SIGTERM)

    def stop(self):
        """SIGTERM; answers (exit code, seconds it took)."""
        began = time.monotonic()
        self.terminate()
        return self.wait(STOP_DEADLINE_SECONDS + 10), time.monotonic() - began

    def wait(self, timeout=30.0):
        if self._process is None:
            return None
        code = self._process.wait(timeout)
        self._reader.join(timeout)
        self._log.close()
        return code

    def metric(self, name):
        """The sum over all label sets of one metric; None when there is no such metric."""
        text = self.ask("GET", "/metrics").body.decode()
        pattern = re.compile(rf"^{re.escape(name)}(?:\{{[^}}]*\}})? (\S+)$", re.MULTILINE)
        values = [float(value) for value in pattern.findall(text)]
        return sum(values) if values else None

    # The words of the bank, for tests that care about something else.

    def open_account(self, account, amount=0):
        with self.connect() as connection:
            assert connection.ask("PUT", f"/accounts/{account}", {"owner": "Ann"}).status == 201
            if amount:
                target = f"/accounts/{account}/deposits/{uuid7()}"
                assert connection.ask("PUT", target, {"amount": amount}).status == 201
        return account

    def balance(self, account):
        answer = self.ask("GET", f"/accounts/{account}/balance")
        assert answer.status == 200, answer
        return answer.json()["amount"]

    def movements(self, account, limit=100):
        """All movements of the account, read page by page."""
        items, cursor = [], ""
        with self.connect() as connection:
            while True:
                answer = connection.ask("GET", f"/accounts/{account}/movements?limit={limit}{cursor}")
                assert answer.status == 200, answer
                page = answer.json()
                items += page["items"]
                if not page.get("next"):
                    return items
                cursor = f"&cursor={page['next']}"


def eventually(fact, deadline_seconds=20.0, what="the fact"):
    """Polls a fact until it is true; answers its value."""
    deadline = time.monotonic() + deadline_seconds
    while True:
        value = fact()
        if value:
            return value
        assert time.monotonic() < deadline, f"{what} did not come true within {deadline_seconds} s"
        time.sleep(0.01)
