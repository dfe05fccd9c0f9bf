"""What is measured, in which order. A Measure runs once per round and fills one row or several.

    with Plan(arguments, directory) as plan:
        plan.set_up("http", http.add)        # adds rows and measures, starts what they need
        plan.run()
        plan.rows, plan.tables(), plan.failed()

Measures of one place run one after the other, in every second round the other way round: a ratio compares neighbours. A
measure that fails costs its rows that round, never the table.
"""

import contextlib
import os
import sys
import time
import traceback

from rigs import bank as bank_rig
from rigs.attempts import repeated
from rigs.table import Row


class Measure:
    def __init__(self, label, run, rows):
        assert rows, "a measure without a row could fail unseen"
        self.label = label
        self._run = run
        self._rows = rows

    def take(self, round_):
        try:
            figures = repeated(self._run, self._refused)
            for row in self._rows:
                row.take(round_, figures)
        except Exception as error:  # whatever it was: the other rows are worth measuring; table and exit code tell
            traceback.print_exc()
            for row in self._rows:
                row.fail(round_, f"{type(error).__name__}: {error}")

    def _refused(self):
        for row in self._rows:
            row.record.refusals += 1


class Plan:
    def __init__(self, arguments, directory):
        self.quick = arguments.quick
        self.seconds = 1 if arguments.quick else 5
        self.rounds = arguments.rounds
        self.fill = arguments.fill
        self.soak = arguments.soak
        self.directory = directory
        self.rows = []
        self._bank_binary = arguments.bank
        self._places = {}
        self._last = []
        self._tables = []
        self._ends = contextlib.ExitStack()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._ends.close()

    # What groups call

    def row(self, name, unit, figure="rate", beside=None):
        row = Row(name, unit, figure, beside)
        self.rows.append(row)
        return row

    def again_beside(self, name, other):
        """The row of that name once more, beside another one; nothing when that row is not measured in this run."""
        self.rows += [row.again_beside(other) for row in self.rows if row.name == name][:1]

    def note(self, name, text):
        """A row that only says why there is nothing to see."""
        self.row(name, "").record.note = text

    def measure(self, place, label, run, *rows):
        """Runs once per round; each row takes its figure out of what the run answers."""
        self._places.setdefault(place, []).append(Measure(label, run, rows))

    def measure_last(self, label, run, *rows):
        """Runs once, after all rounds."""
        self._last.append(Measure(label, run, rows))

    def table(self, heading, text):
        """A table of its own below the big one; `text()` is asked for it at the end."""
        self._tables.append((heading, text))

    def keep(self, server):
        self.at_end(server.stop)
        return server

    def at_end(self, end):
        self._ends.callback(end)

    def bank(self, name, options=()):
        """A bank with its accounts opened and funded."""
        bank = bank_rig.started(self._bank_binary, os.path.join(self.directory, name), options)
        self.at_end(bank.kill)
        bank_rig.fund(bank)
        return bank

    # The run

    def set_up(self, name, add):
        say(f"setting up: {name}")
        try:
            add(self)
        except Exception as error:  # the other groups are worth measuring
            traceback.print_exc()
            self.row(f"{name}: set-up", "").fail(0, f"{type(error).__name__}: {error}")

    def run(self):
        for round_ in range(self.rounds):
            for measure in self.order(round_):
                say(f"round {round_ + 1} of {self.rounds}: {measure.label}")
                measure.take(round_)
        for measure in self._last:
            say(measure.label)
            measure.take(0)

    def order(self, round_):
        for measures in self._places.values():
            yield from measures if round_ % 2 == 0 else reversed(measures)

    def tables(self):
        return [(heading, text()) for heading, text in self._tables]

    def failed(self):
        return any(row.record.failures for row in self.rows)


def say(text):
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stderr.flush()
