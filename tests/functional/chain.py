"""One store through many lives of its bank: each begins, works, and ends by a kill, a fault or a stop.

    chain = Chain(tools, directory, seed=7)
    chain.begin(HAPAX_CRASHPOINT="journal.written:3")     # False when it died on the way
    chain.work(rounds=10)                                  # False when it died meanwhile
    chain.kill()
    chain.recover()                                        # starts again; what was under way gets its outcome
    chain.judge()                                          # the books, every answer, the history, the store's files

Every file of the chain lies below `directory`: data, data.witness, data.archive, bank.log, history.ndjson.

Errors   Violation, with the directory to look at. What a chain draws depends on its seed; what the bank does does not.
"""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass

from bank import Bank, StartFailed
from ear import Ear
import history
from promises import BankGone, Violation, promise
from tellers import Tellers

# Small, so that a short life comes everywhere: segments roll, runs of the index are made, snapshots are taken.
SMALL = {"--journal.segment_bytes": "1MiB", "--index.run_records": "1024", "--engine.snapshot_every": "10",
         "--retention.operations": "1h", "--server.loops": "1", "--log.level": "warning"}
KILLED = -signal.SIGKILL
ABORTED = -signal.SIGABRT
END_SECONDS = 30.0
VIEWS = {"balances": "folded", "movements": "appended"}  # of the bank


@dataclass(frozen=True)
class Tools:
    """Where the programs lie."""
    folder: str

    @property
    def bank(self):
        return os.path.join(self.folder, "bank")

    @property
    def hapax(self):
        return os.path.join(self.folder, "hapax")

    @property
    def checker(self):
        return os.path.join(self.folder, "hapax-check")

    @property
    def fault_library(self):
        return os.path.join(self.folder, "fault.so")


class Chain:
    def __init__(self, tools, directory, seed, options=None, kept_in=None):
        """`kept_in`: where history, dump and log go when the directory is on a disk that is to break."""
        self.tools = tools
        self.directory = str(directory)
        self.random = random.Random(seed)
        self.archive = os.path.join(self.directory, "data.archive")
        os.makedirs(self.archive, exist_ok=True)
        self.kept_in = kept_in or self.directory
        self.history = history.History(os.path.join(self.kept_in, "history.ndjson"))
        self.tellers = Tellers(self.random, self.history)
        self.ear = Ear(self.history)
        settings = {**SMALL, "--journal.archive": self.archive, **(options or {})}
        self.bank = Bank(tools.bank, self.directory, [word for setting in settings.items() for word in setting])
        self.bank.log_path = os.path.join(self.kept_in, "bank.log")
        self.end = None  # exit code of the last life

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.hang_up()
        self.bank.kill()
        self.history.close()

    def hang_up(self):
        self.tellers.hang_up()
        self.ear.hang_up()

    # A life

    def begin(self, may_refuse=False, **environment):
        """False when it died on the way; a refusal is a violation unless there is something to fail on."""
        self.history.nemesis("start")
        try:
            self.bank.start(**environment)
        except StartFailed as failed:
            promise(may_refuse or environment, "a start was refused although nothing failed", failed)
            self.end = failed.code
            return False
        self.ear.connect(self.bank)
        if self.tellers.connect(self.bank):
            return True
        self._ended()
        return False

    def work(self, rounds):
        for _ in range(rounds):
            if not self.tellers.round():
                self._ended()
                return False
            self.ear.listen()
        return True

    def kill(self):
        self.hang_up()
        self.end = self.bank.kill()
        self.history.nemesis("kill")

    def kill_while_working(self):
        """Killed while answers are on their way: everyone has sent, nobody has listened yet."""
        def kill():
            time.sleep(self.random.choice((0, 0, self.random.uniform(0, 0.002))))
            self.history.nemesis("kill")
            self.end = self.bank.kill()
        self.tellers.round(before_listening=kill)
        self.hang_up()

    def stop(self):
        """An orderly stop; answers the exit code."""
        self.hang_up()
        self.end, _ = self.bank.stop()
        self.history.nemesis("stop")
        return self.end

    def settle_if_alive(self):
        """Everything gets its outcome from the bank that just went through a fault, unless it ended of it."""
        if not self.bank.running():
            return self._ended()
        try:
            self.tellers.settle(self.bank)
        except BankGone:
            self._ended()

    def _ended(self):
        """It died by itself: waits for the end, which may take a moment after the connections were cut."""
        self.hang_up()
        try:
            self.end = self.bank.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            raise Violation(f"a bank that cuts its connections, and lives on | {self.directory}") from None
        self.history.nemesis("died")

    # What must hold

    def recover(self):
        self.begin()
        self.history.nemesis("heal")
        self.tellers.settle(self.bank)
        for view, position in self._views().items():
            self.history.seen(f"view:{view}", position)

    def judge(self):
        """With the bank running; it is stopped in order at the end, and the files are verified."""
        self.tellers.audit(self.bank)
        self.ear.hear_of(self.bank, self.tellers.operations)
        views = self._views()
        self.hang_up()
        promise(self.bank.stop()[0] == 0, "an orderly stop failed", self.bank.log()[-2000:])
        verified = self.tool("store", "verify", "--data", self.bank.data)
        promise(verified.returncode == 0, "the store is damaged", verified.stderr)
        self._judge_history(views)
        reports = self.bank.sanitizer_reports()
        promise(not reports, "a sanitizer complained", reports[:5])

    def _views(self):
        text = self.bank.ask("GET", "/metrics").body.decode()
        return dict(re.findall(r'^hapax_projection_position\{.*view="(\w+)"\} (\d+)$', text, re.M))

    def _judge_history(self, views):
        """Dump lines of the views as clients read them, of the journal as the tool reads it, of rows, and the end."""
        self.history.flush()
        dumped = self.tool("store", "dump", "--data", self.bank.data)
        promise(dumped.returncode == 0, "the store cannot be dumped", dumped.stderr)
        records = [history.with_short_name(json.loads(line)) for line in dumped.stdout.splitlines()]
        places = {record["op"]: record["position"] for record in records if record["dump"] == "record"}
        views = [{"dump": "view", "view": view, "shape": shape, "position": views[view]}
                 for view, shape in VIEWS.items()]
        path = os.path.join(self.kept_in, "dump.ndjson")
        with open(path, "w", encoding="utf-8") as file:
            for line in [*views, *records, *(self._placed(row, places) for row in self.tellers.rows), {"dump": "end"}]:
                file.write(json.dumps(line) + "\n")
        history.judge(self.tools.checker, self.history.path, path)

    @staticmethod
    def _placed(row, places):
        """A row as the dump has it; the interface does not tell the position, so the journal's is taken."""
        line = {name: value for name, value in row.items() if name != "account"}
        line["key"] = history.stream_name(row["account"])
        if "op" in row:
            promise(row["op"] in places, "a row of an operation that is not in the journal", row)
            line["position"] = places[row["op"]]
        return line

    def tool(self, *arguments):
        return subprocess.run([self.tools.hapax, *arguments], capture_output=True, text=True, timeout=120)

    # Copies

    def copy_to(self, directory):
        """The same store, with clients that remember the same; the bank must not be running."""
        shutil.copytree(self.directory, directory, dirs_exist_ok=True)
        return directory
