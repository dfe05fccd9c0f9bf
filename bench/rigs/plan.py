"""What is measured, in which order: one Measure per row or group of rows, run once per round."""

import os
import sys
import time

from rigs import bank as bank_rig
from rigs import machine, postgres, programs, wrk
from rigs.nginx import Nginx
from rigs.table import Row

CONNECTIONS = (1, 16, 64, 256)
BATCHES = (1, 16, 256, 1024)
DUPLICATES = 1000
RECORD_BYTES = 324  # of one withdrawal: the counter `bytes` of the micro-benchmark record_write


def progress(text):
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{text:<100}\r")
        sys.stderr.flush()


def many(count, what="connection"):
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


class Plan:
    def __init__(self, arguments, directory):
        self.seconds = 1 if arguments.quick else 5
        self.rows = []
        self.extra_tables = []
        self._arguments = arguments
        self._directory = directory
        self._wanted = set(arguments.only.split(",")) - {""}
        self._measures = []
        self._stops = []

    # Set-up

    def prepare(self):
        for name, add in (("http", self._add_http), ("postgres", self._add_postgres), ("program", self._add_programs),
                          ("restart", self._add_restart), ("writes", self._add_writes), ("micro", self._add_micro),
                          ("fill", self._add_fill), ("soak", self._add_soak)):
            if not self._wanted or name in self._wanted:
                add()

    def round(self, number):
        for label, measure in self._measures:
            progress(f"round {number + 1} of {self._arguments.rounds}: {label}")
            measure()
        progress("")

    def stop(self):
        for stop in reversed(self._stops):
            stop()

    def _row(self, name, unit, figure="rate", beside=None):
        row = Row(name, unit, figure, beside)
        self.rows.append(row)
        return row

    def _measure(self, label, run, *rows):
        """Runs once per round; each row takes its figure out of what the run answers."""
        def once():
            figures = run()
            for row in rows:
                row.take(figures)
        self._measures.append((label, once))

    # HTTP

    def _add_http(self):
        nginx = Nginx(os.path.join(self._directory, "nginx"))
        self._stops.append(nginx.stop)
        bank = self._bank()
        for count in CONNECTIONS:
            beside = f"nginx static answer, {many(count)}"
            here = f"bank withdrawals, {many(count)}"
            self._measure(beside, lambda c=count: wrk.run(nginx.port, c, self.seconds), self._row(beside, "/s"))
            self._measure(here, lambda c=count: wrk.run(bank.port, c, self.seconds),
                          self._row(here, "/s", beside=beside))
        self._add_duplicates(bank)
        self._add_stages(bank)

    def _add_duplicates(self, bank):
        name = "bank repeats, 64 connections"
        wrk.run(bank.port, 64, 2, duplicates=DUPLICATES, ids=3)
        self._measure(name, lambda: wrk.run(bank.port, 64, self.seconds, duplicates=DUPLICATES, ids=3),
                      self._row(name, "/s", beside="nginx static answer, 64 connections"))

    def _add_stages(self, bank):
        """The stage histogram of one run of 64 connections, of the last round."""
        def run():
            before = bank_rig.stages(bank)
            wrk.run(bank.port, 64, self.seconds)
            text = bank_rig.stage_table(bank_rig.since(before, bank_rig.stages(bank)))
            self.extra_tables[:] = [one for one in self.extra_tables if one[0] != heading] + [(heading, text)]
        heading = "Stages of a withdrawal at 64 connections:"
        self._measures.append((heading, run))

    def _bank(self, name="bank", options=()):
        bank = bank_rig.started(self._arguments.bank, os.path.join(self._directory, name), options)
        self._stops.append(bank.kill)
        bank_rig.fund(bank)
        return bank

    # Rivals and programs

    def _add_postgres(self):
        if not postgres.installed():
            return
        cluster = postgres.Postgres(os.path.join(self._directory, "postgres"))
        self._stops.append(cluster.stop)
        cluster.run(16, 1, "duplicate")
        for count in CONNECTIONS:
            name = f"PostgreSQL function by pgbench, {many(count, 'client')}"
            self._measure(name, lambda c=count: cluster.run(c, self.seconds), self._row(name, "/s"))
            self._again_beside(f"bank withdrawals, {many(count)}", name)
        name = "PostgreSQL function by pgbench, repeats, 64 clients"
        self._measure(name, lambda: cluster.run(64, self.seconds, "duplicate"), self._row(name, "/s"))
        self._again_beside("bank repeats, 64 connections", name)

    def _again_beside(self, name, other):
        self.rows += [row.again_beside(other) for row in self.rows if row.name == name][:1]

    def _add_programs(self):
        for batch in BATCHES:
            self._program("bare_disk", f"bare disk, batches of {batch}", None, batch=batch, record_bytes=RECORD_BYTES,
                          file=os.path.join(self._directory, "bare_disk"))
        for batch in (1, 256):
            self._program("raw_rocksdb", f"raw RocksDB, synced batches of {batch}", f"bare disk, batches of {batch}",
                          batch=batch, record_bytes=RECORD_BYTES, directory=os.path.join(self._directory, "rocksdb"))

        self._add_journal()
        self._add_in_process()

    def _add_journal(self):
        if not programs.built("journal"):
            return
        for batch in (1, 256):
            name = f"journal append, synced batches of {batch}"
            scan = f"journal scan, written in batches of {batch}"
            self._measure(name, lambda b=batch: programs.run("journal", seconds=self.seconds, batch=b,
                                                             directory=os.path.join(self._directory, "journal")),
                          self._row(name, "/s", beside=f"bare disk, batches of {batch}"), self._row(scan, "/s", "scan"))
            self._again_beside(name, f"raw RocksDB, synced batches of {batch}")

    def _add_in_process(self):
        if not programs.built("in_process"):
            return
        for name, words in (("projector off, answered at commit", {"projector": "off"}),
                            ("projector on, answered at commit", {"projector": "on"}),
                            ("answered when the views show it", {"projector": "on", "wait": "completion"})):
            self._in_process(f"in process, {name}", 256, window=4096, **words)
        self._in_process("in process, one at a time, projector off", 1, window=1, projector="off")
        name = "projection replay, both views, indexes included"
        self._measure(name, lambda: programs.run("projection_replay", events=200_000 * self.seconds,
                                                 directory=os.path.join(self._directory, "replay")),
                      self._row(name, "events/s"))

    def _in_process(self, name, batch, **words):
        self._program("in_process", name, f"bare disk, batches of {batch}",
                      directory=os.path.join(self._directory, "in_process"), **words)
        self._again_beside(name, f"raw RocksDB, synced batches of {batch}")

    def _program(self, program, name, beside, **arguments):
        row = self._row(name, "/s", "rate", beside)
        self._measure(name, lambda: programs.run(program, seconds=self.seconds, **arguments), row)

    # One process: restart, memory, bytes written

    def _add_restart(self):
        bank = self._bank("restart")
        rows = (self._row("bank resident, idle", "MiB", "idle"), self._row("bank resident, after load", "MiB", "loaded"),
                self._row("bank resident, highest", "MiB", "highest"),
                self._row("kill -9 to listening", "ms", "listening"),
                self._row("kill -9 to first answer", "ms", "answer"))
        self._measure("restart", lambda: self._restart(bank), *rows)

    def _restart(self, bank):
        bank.stop()
        bank.start()
        idle, _ = machine.memory_kib(bank.pid)
        wrk.run(bank.port, 256, self.seconds)
        loaded, highest = machine.memory_kib(bank.pid)
        began = time.monotonic()
        bank.kill()
        bank.start()
        listening = time.monotonic() - began
        assert bank.ask("GET", "/accounts/bench-0/balance").status == 200
        return {"idle": idle / 1024, "loaded": loaded / 1024, "highest": highest / 1024, "listening": listening * 1e3,
                "answer": (time.monotonic() - began) * 1e3}

    def _add_writes(self):
        if machine.written_bytes(self._directory) is None:
            return
        bank = self._bank("writes")
        name = "device bytes written per withdrawal, 256 connections, final sync included"
        self._measure(name, lambda: self._writes(bank), self._row(name, "B", "bytes"))

    def _writes(self, bank):
        os.sync()
        before = machine.written_bytes(self._directory)
        figures = wrk.run(bank.port, 256, self.seconds if self._arguments.quick else 60)
        os.sync()
        return {"bytes": (machine.written_bytes(self._directory) - before) / figures["requests"]}

    def _add_micro(self):
        rows = {}

        def run():
            for name, nanoseconds in programs.micro(self._directory).items():
                if name not in rows:
                    rows[name] = self._row(f"micro: {name}", "ns")
                rows[name].take({"rate": nanoseconds})
        self._measures.append(("micro", run))

    # Long ones

    def _add_fill(self):
        if not self._arguments.fill:
            return
        large = self._bank("large")
        stored = 0
        while stored < self._arguments.fill:
            stored += wrk.run(large.port, 256, 5)["requests"]
            progress(f"stored {stored:,} of {self._arguments.fill:,}")
        few, large_name = "bank with few operations, 256 connections", f"bank with {stored:,} operations, 256 connections"

        def fresh(number=[0]):
            number[0] += 1
            bank = self._bank(f"few-{number[0]}")
            figures = wrk.run(bank.port, 256, self.seconds)
            bank.kill()
            return figures
        self._measure(few, fresh, self._row(few, "/s"))
        self._measure(large_name, lambda: wrk.run(large.port, 256, self.seconds),
                      self._row(large_name, "/s", beside=few))
        rows = (self._row(f"kill -9 to first answer with {stored:,} operations", "ms", "answer"),
                self._row(f"resident with {stored:,} operations, idle", "MiB", "idle"),
                self._row(f"resident with {stored:,} operations, highest", "MiB", "highest"))
        self._measure("large restart", lambda: self._restart(large), *rows)

    def _add_soak(self):
        if not self._arguments.soak:
            return
        bank = self._bank("soak")
        samples, end = [], time.monotonic() + self._arguments.soak
        while time.monotonic() < end:
            wrk.run(bank.port, 256, min(10, self._arguments.soak))
            samples.append(machine.memory_kib(bank.pid)[0] / 1024)
            progress(f"soak: {samples[-1]:.0f} MiB")
        half = samples[len(samples) // 2:]
        self.extra_tables.append((f"Resident memory in {self._arguments.soak} s at 256 connections:",
                                  f"first half up to {max(samples[:len(samples) // 2 + 1]):.0f} MiB, "
                                  f"second half {min(half):.0f} to {max(half):.0f} MiB"))
