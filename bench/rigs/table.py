"""The one table: every measure with min, median, max over the rounds, and its ratio to what it is measured beside.

    row = Row("bank repeats", "/s", beside="nginx")
    row.take(0, {"rate": 78000.0}); row.fail(1, "the bank ended"); row.record.refusals += 1
    print(markdown([row, …]))
"""

import statistics
from dataclasses import dataclass, field

LATENCIES = ("p50_ms", "p99_ms")
REASON_CHARACTERS_MAX = 200


@dataclass
class Record:
    """What was measured, by round."""
    values: dict = field(default_factory=dict)
    latencies: dict = field(default_factory=lambda: {name: {} for name in LATENCIES})
    failures: dict = field(default_factory=dict)
    refusals: int = 0
    note: str = ""


@dataclass
class Row:
    name: str
    unit: str
    figure: str = "rate"  # which figure of a run is the row's value
    beside: str = None    # the name of the row that it is divided by, round by round
    record: Record = field(default_factory=Record)

    def take(self, round_, figures):
        self.record.values[round_] = figures[self.figure]
        for name in LATENCIES:
            if self.figure == "rate" and name in figures:
                self.record.latencies[name][round_] = figures[name]

    def fail(self, round_, reason):
        self.record.failures[round_] = reason

    def again_beside(self, other):
        """The same record in a row of its own, divided by something else."""
        return Row(self.name, self.unit, self.figure, other, self.record)


def spread(values, decimals=2):
    if not values:
        return ""
    three = (min(values), statistics.median(values), max(values))
    return " / ".join(f"{value:,.{decimals}f}" for value in three)


def ratios(row, rows):
    """One for each round in which both were measured."""
    other = next((other for other in rows if other.name == row.beside), None)
    if other is None:
        return []
    theirs = other.record.values
    return [mine / theirs[round_] for round_, mine in row.record.values.items() if theirs.get(round_)]


def one_line(text):
    short = " ".join(text.replace("|", "/").split())
    return short if len(short) <= REASON_CHARACTERS_MAX else short[:REASON_CHARACTERS_MAX] + "…"


def remarks(record):
    said = [record.note] if record.note else []
    if record.refusals:
        said.append(f"refused and run again: {record.refusals} ×")
    said += [f"round {round_ + 1} FAILED: {one_line(reason)}" for round_, reason in sorted(record.failures.items())]
    return "; ".join(said)


def line(row, rows):
    values = list(row.record.values.values())
    decimals = 0 if values and min(values) >= 100 else 2
    value = f"{spread(values, decimals)} {row.unit}".strip() if values else "not measured"
    latencies = (spread(list(row.record.latencies[name].values())) for name in LATENCIES)
    cells = (row.name, value, *latencies, row.beside or "", spread(ratios(row, rows)), remarks(row.record))
    return "| " + " | ".join(cells) + " |"


def markdown(rows):
    """Every figure as minimum / median / maximum of the rounds."""
    head = ["| measured | rate or value | p50 ms | p99 ms | beside | ratio | remarks |",
            "|---|---:|---:|---:|---|---:|---|"]
    return "\n".join(head + [line(row, rows) for row in rows])
