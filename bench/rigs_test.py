"""Goal: the benchmark's table never hides a failure, a refusal, or a ratio of two different rounds.

Method: made-up runs; nothing is measured, no server is started.
"""

import argparse
import os
import sys
import tempfile
import types
import unittest
from unittest import mock

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import measure  # noqa: E402
from groups import GROUPS, chosen, soak  # noqa: E402
from rigs import bank, machine, programs, wrk  # noqa: E402
from rigs.attempts import TRIES_MAX, Refused, repeated  # noqa: E402
from rigs.plan import Plan  # noqa: E402
from rigs.table import Row, line, markdown, ratios  # noqa: E402


def taken(name, values, beside=None, figure="rate"):
    row = Row(name, "/s", figure, beside)
    for round_, value in values.items():
        row.take(round_, {figure: value})
    return row


class Table(unittest.TestCase):
    def test_shows_minimum_median_and_maximum(self):
        self.assertIn("| bank | 100 / 200 / 900 /s |", line(taken("bank", {0: 200, 1: 900, 2: 100}), []))

    def test_divides_round_by_round(self):
        rows = [taken("bank", {0: 10, 1: 30}, beside="disk"), taken("disk", {0: 20, 1: 30})]
        self.assertEqual(ratios(rows[0], rows), [0.5, 1.0])

    def test_a_round_that_one_of_both_lost_has_no_ratio(self):
        rows = [taken("bank", {0: 10, 2: 30}, beside="disk"), taken("disk", {1: 1, 2: 60})]
        self.assertEqual(ratios(rows[0], rows), [0.5])

    def test_says_how_often_a_run_was_refused(self):
        row = taken("bank", {0: 10})
        row.record.refusals = 2
        self.assertIn("refused and run again: 2 ×", line(row, []))

    def test_a_failed_row_says_why_on_one_line_and_stays_in_the_table(self):
        row = Row("bank", "/s")
        row.fail(1, "it | ended\nbadly")
        text = markdown([row])
        self.assertIn("| bank | not measured |", text)
        self.assertIn("round 2 FAILED: it / ended badly |", text)
        self.assertEqual(len(text.splitlines()), 3)

    def test_the_same_row_beside_something_else_shares_its_figures(self):
        row = taken("bank", {0: 10}, beside="disk")
        again = row.again_beside("nginx")
        row.take(1, {"rate": 20})
        self.assertEqual(ratios(again, [taken("nginx", {0: 5, 1: 5})]), [2.0, 4.0])

    def test_latencies_belong_to_the_rate_only(self):
        figures = {"rate": 5, "bytes": 7, "p50_ms": 1.25, "p99_ms": 9.5}
        rate, size = Row("a", "/s"), Row("b", "B", "bytes")
        for row in (rate, size):
            row.take(0, figures)
        self.assertIn("1.25 / 1.25 / 1.25", line(rate, []))
        self.assertNotIn("1.25", line(size, []))


class Attempts(unittest.TestCase):
    def run_that(self, *outcomes):
        return mock.Mock(side_effect=outcomes)

    def test_a_refused_run_is_run_again_and_counted(self):
        refused = mock.Mock()
        self.assertEqual(repeated(self.run_that(Refused(), Refused(), 7), refused), 7)
        self.assertEqual(refused.call_count, 2)

    def test_a_run_that_is_always_refused_fails(self):
        refused = mock.Mock()
        with self.assertRaises(Refused):
            repeated(self.run_that(*[Refused()] * TRIES_MAX), refused)
        self.assertEqual(refused.call_count, TRIES_MAX)

    def test_any_other_failure_is_not_tried_again(self):
        run = self.run_that(ValueError(), 7)
        with self.assertRaises(ValueError):
            repeated(run, mock.Mock())
        self.assertEqual(run.call_count, 1)


class Plans(unittest.TestCase):
    def setUp(self):
        self.enterContext(mock.patch("rigs.plan.say"))
        self.enterContext(mock.patch("traceback.print_exc"))
        self.plan = Plan(measure.parse(["--rounds", "2"]), "nowhere")

    def test_neighbours_run_one_after_the_other_and_change_their_order(self):
        ran = []
        for place, label in (("a", "a1"), ("b", "b1"), ("a", "a2")):
            self.plan.measure(place, label, lambda it=label: ran.append(it) or {"rate": 1.0},
                              self.plan.row(label, "/s"))
        self.plan.run()
        self.assertEqual(ran, ["a1", "a2", "b1", "a2", "a1", "b1"])
        self.assertFalse(self.plan.failed())

    def test_a_failed_measure_costs_its_own_rows_that_round_only(self):
        broken, sound = self.plan.row("broken", "/s"), self.plan.row("sound", "/s")
        self.plan.measure("a", "broken", mock.Mock(side_effect=[AssertionError("no"), {"rate": 2.0}]), broken)
        self.plan.measure("a", "sound", lambda: {"rate": 1.0}, sound)
        self.plan.run()
        self.assertEqual(broken.record.values, {1: 2.0})
        self.assertEqual(sound.record.values, {0: 1.0, 1: 1.0})
        self.assertIn("AssertionError: no", broken.record.failures[0])
        self.assertTrue(self.plan.failed())

    def test_a_measure_without_the_figure_has_failed(self):
        self.plan.measure("a", "x", lambda: {"other": 1.0}, self.plan.row("x", "/s"))
        self.plan.run()
        self.assertTrue(self.plan.failed())

    def test_a_refusal_is_counted_but_is_no_failure(self):
        row = self.plan.row("x", "/s")
        self.plan.measure("a", "x", mock.Mock(side_effect=[{"rate": 1.0}, Refused(), {"rate": 2.0}]), row)
        self.plan.run()
        self.assertEqual((row.record.refusals, self.plan.failed()), (1, False))

    def test_a_group_that_cannot_be_set_up_is_a_failed_row(self):
        self.plan.set_up("http", mock.Mock(side_effect=FileNotFoundError("nginx")))
        self.assertTrue(self.plan.failed())
        self.assertIn("http: set-up", markdown(self.plan.rows))

    def test_a_note_is_no_failure(self):
        self.plan.note("PostgreSQL", "not installed")
        self.assertFalse(self.plan.failed())
        self.assertIn("not installed", markdown(self.plan.rows))

    def test_everything_started_is_ended_even_when_one_end_fails(self):
        ended = mock.Mock()
        with self.assertRaises(OSError), self.plan as plan:
            plan.at_end(ended)
            plan.at_end(mock.Mock(side_effect=OSError()))
        ended.assert_called_once()

    def test_the_last_ones_run_once(self):
        run = mock.Mock(return_value={"rate": 1.0})
        self.plan.measure_last("soak", run, self.plan.row("soak", "/s"))
        self.plan.run()
        run.assert_called_once()


class Words(unittest.TestCase):
    def test_groups_come_in_their_own_order(self):
        self.assertEqual(chosen("micro,http"), ["http", "micro"])
        self.assertEqual(measure.parse([]).only, list(GROUPS))

    def test_an_unknown_group_is_refused(self):
        for text in ("http,disk", "", ","):
            with self.assertRaises(argparse.ArgumentTypeError):
                chosen(text)


class Programs(unittest.TestCase):
    """A shell script takes the place of a program; it leaves a store and a witness behind."""

    def run_script(self, text):
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(programs, "BINARIES", folder):
            path = programs.path_of("fake")
            with open(path, "w") as file:
                file.write(f"#!/bin/sh\nmkdir -p $2; : > $2.witness\n{text}\n")
            os.chmod(path, 0o755)
            store = os.path.join(folder, "store")
            try:
                return programs.run("fake", directory=store)
            except Exception:
                self.assertFalse(os.path.exists(store) or os.path.exists(store + ".witness"))
                raise

    def test_the_last_line_is_the_result(self):
        self.assertEqual(self.run_script("""echo warming; echo '{"rate":7}'"""), {"rate": 7})

    def test_a_full_store_is_a_refusal(self):
        for said in ("refused: storage-full", "append: storage-full"):
            with self.assertRaises(Refused):
                self.run_script(f"echo {said} >&2; exit 1")

    def test_any_other_end_is_a_failure_that_says_why(self):
        with self.assertRaisesRegex(programs.ProgramFailed, "ended with 3: .*bad"):
            self.run_script("echo bad >&2; exit 3")


class Wrk(unittest.TestCase):
    def said(self, **changed):
        figures = {"requests": 10, "seconds": 2, "p50_ms": 1, "p99_ms": 2, "bad_status": 0, "lost": 0, **changed}
        return "Running\n" + str(figures).replace("'", '"')

    def test_rates_are_answers_per_second(self):
        self.assertEqual(wrk.judged(self.said())["rate"], 5)

    def test_errors_are_refusals_and_lost_connections_failures(self):
        with self.assertRaises(Refused):
            wrk.judged(self.said(bad_status=1))
        for changed in ({"lost": 1}, {"requests": 0}, {"lost": 1, "bad_status": 1}):
            with self.assertRaises(wrk.WrkFailed):
                wrk.judged(self.said(**changed))


class Stages(unittest.TestCase):
    def page(self, *counts):
        lines = []
        for edge, count in enumerate(counts):
            labels = f'edge="{edge}",stage="sync"'
            lines += [f'hapax_stage_seconds_bucket{{{labels},le="0.001"}} {count}',
                      f'hapax_stage_seconds_bucket{{{labels},le="+Inf"}} {2 * count}',
                      f"hapax_stage_seconds_sum{{{labels}}} {count / 100}",
                      f"hapax_stage_seconds_count{{{labels}}} {2 * count}"]
        return "\n".join(lines)

    def test_edges_are_added_up_and_what_was_before_taken_off(self):
        changed = bank.since(bank.stages_in(self.page(10, 0)), bank.stages_in(self.page(30, 40)))
        buckets, seconds, count = changed["sync"]
        self.assertEqual((buckets, count), ([(0.001, 60.0), (float("inf"), 120.0)], 120.0))
        self.assertAlmostEqual(seconds, 0.6)
        self.assertEqual(bank.percentile_us(buckets, 0.5), 1000)

    def test_the_table_spans_the_rounds(self):
        stages = bank.Stages()
        for count in (10, 30):
            stages.add(bank.stages_in(self.page(count)))
        self.assertIn("| sync | 20 / 40 / 60 |", stages.markdown())


class Memory(unittest.TestCase):
    def test_marks_of_a_soak(self):
        marks = soak.marks(list(range(0, 101)))
        self.assertEqual(list(marks.values()), [0, 25, 50, 75, 100, 100])
        self.assertEqual(soak.marks([7])["end"], 7)
        self.assertEqual(soak.markdown([]), "not measured")

    def test_this_process_has_memory_and_time(self):
        resident, highest = machine.memory_kib(os.getpid())
        self.assertLessEqual(0, highest - resident)
        self.assertLess(0, resident)
        self.assertLessEqual(0, machine.processor_ticks(os.getpid()))


class NothingForgotten(unittest.TestCase):
    def test_groups_that_were_not_asked_for_add_nothing(self):
        plan = types.SimpleNamespace(fill=0, soak=0)
        for name in ("fill", "soak"):
            self.assertIsNone(GROUPS[name](plan))


if __name__ == "__main__":
    unittest.main()
