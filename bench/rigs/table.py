"""The one table: every measure with min, median, max over the rounds, and its ratio to what it is measured beside."""

import statistics
from dataclasses import dataclass, field


LATENCIES = ("p50_ms", "p99_ms")


@dataclass
class Row:
    name: str
    unit: str
    figure: str = "rate"  # which figure of a run is the row's value
    beside: str = None    # the name of the row that it is divided by, round by round
    values: list = field(default_factory=list)
    latencies: dict = field(default_factory=lambda: {name: [] for name in LATENCIES})

    def take(self, figures):
        self.values.append(figures[self.figure])
        for name in LATENCIES:
            if name in figures:
                self.latencies[name].append(figures[name])

    def again_beside(self, other):
        """The same values in a row of their own, divided by something else."""
        return Row(self.name, self.unit, self.figure, other, self.values, self.latencies)


def spread(values, decimals=2):
    if not values:
        return ""
    three = (min(values), statistics.median(values), max(values))
    return " / ".join(f"{value:,.{decimals}f}" for value in three)


def ratios(row, rows):
    other = next((other for other in rows if other.name == row.beside), None)
    return [mine / theirs for mine, theirs in zip(row.values, other.values)] if other else []


def line(row, rows):
    decimals = 0 if min(row.values) >= 100 else 2
    cells = [row.name, f"{spread(row.values, decimals)} {row.unit}", *(spread(row.latencies[name]) for name in LATENCIES),
             row.beside or "", spread(ratios(row, rows))]
    return "| " + " | ".join(cells) + " |"


def markdown(rows):
    """Every figure as minimum / median / maximum of the rounds."""
    head = ["| measured | rate or value | p50 ms | p99 ms | beside | ratio |", "|---|---:|---:|---:|---|---:|"]
    return "\n".join(head + [line(row, rows) for row in rows if row.values])
