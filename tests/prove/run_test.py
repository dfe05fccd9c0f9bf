"""What ./prove promises of itself: a part that fails, that hangs or that says nothing does not pass."""

import json
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import figures  # noqa: E402
import histories  # noqa: E402
import run as runner  # noqa: E402
import same_hashes  # noqa: E402
import suite  # noqa: E402
from part import Part  # noqa: E402
from parts import PARTS  # noqa: E402

REPORTS = "import json,sys; json.dump({'cycles': 1500}, open(sys.argv[2], 'w'))"


def python(code):
    return (sys.executable, "-c", code)


class Run(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.old = runner.OUT
        runner.OUT = self.directory.name
        self.addCleanup(setattr, runner, "OUT", self.old)

    def outcome(self, code, **options):
        return runner.run(Part("part", "it holds", usual=python(code), **options), is_long=False)

    def test_a_part_that_reports_and_ends_with_0_passes(self):
        outcome = self.outcome(REPORTS)
        self.assertTrue(outcome.good)
        self.assertEqual(outcome.figures, {"cycles": 1500})

    def test_a_part_that_ends_with_1_fails_whatever_it_reports(self):
        self.assertFalse(self.outcome(REPORTS + "; sys.exit(1)").good)

    def test_a_part_without_figures_fails(self):
        self.assertFalse(self.outcome("pass").good)

    def test_figures_of_an_earlier_run_do_not_count(self):
        self.outcome(REPORTS)
        self.assertFalse(self.outcome("pass").good)

    def test_figures_that_are_no_json_do_not_count(self):
        self.assertFalse(self.outcome("import sys; open(sys.argv[2], 'w').write('{')").good)

    def test_a_part_that_hangs_is_ended_and_fails(self):
        self.assertFalse(self.outcome(REPORTS + "; import time; time.sleep(600)", minutes=0.005).good)

    def test_the_long_form_falls_back_to_the_usual_one(self):
        part = Part("part", "it holds", usual=("a",))
        self.assertEqual(part.command(True, "r"), ["a", "--report", "r"])
        self.assertEqual(Part("part", "it holds", long=("b",)).command(False, "r"), [])


class Figures(unittest.TestCase):
    def test_numbers_are_readable(self):
        self.assertEqual(figures.said(1234567), "1,234,567")
        self.assertEqual(figures.said(0.5), "0.50")
        self.assertEqual(figures.said({"b": 2000, "a": 1}), "a 1, b 2,000")

    def test_a_failed_part_says_so(self):
        self.assertIn("**FAILED**", figures.row(runner.Outcome("p", "it holds", False, 1, {})))

    def test_publishing_replaces_only_what_is_between_the_marks(self):
        with tempfile.NamedTemporaryFile("w+", encoding="utf-8") as file:
            file.write(f"above\n{figures.BEGIN}\nold\n{figures.END}\nbelow\n")
            file.flush()
            figures.publish(file.name, "new\n")
            with open(file.name, encoding="utf-8") as published:
                self.assertEqual(published.read(), f"above\n{figures.BEGIN}\nnew\n{figures.END}\nbelow\n")


class Parts(unittest.TestCase):
    def test_names_are_different_and_each_part_has_a_command(self):
        self.assertEqual(len({part.name for part in PARTS}), len(PARTS))
        for part in PARTS:
            self.assertTrue(part.usual or part.long, part.name)

    def test_what_a_command_runs_is_built(self):
        for part in PARTS:
            for word in [word for word in part.usual if word.startswith("build/")]:
                _, preset, _, program = word.split("/")
                self.assertIn(program, part.builds[preset], part.name)

    def test_the_usual_form_fits_into_twenty_minutes(self):
        self.assertLessEqual(sum(part.minutes for part in PARTS if part.usual), 20)


class Histories(unittest.TestCase):
    """With programs that stand for simulate and hapax-check."""

    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)

    def program(self, name, code):
        path = os.path.join(self.directory.name, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"#!{sys.executable}\nimport sys\nwords = sys.argv[1:]\n{code}\n")
        os.chmod(path, 0o700)
        return path

    def judged(self, simulate, checker):
        """Of seeds 1 to 3: how many alarms, and the sums."""
        simulate = self.program("simulate", simulate)
        checker = self.program("checker", checker)
        return histories.judge_seeds(simulate, checker, range(1, 4), self.directory.name, 2)

    WRITES = "open(words[words.index('--history') + 1], 'w').write(words[words.index('--seed') + 1])"
    CLEAN = ("import json; json.dump({'operations': 5, 'lines': 7, 'register_calls': 1}, "
             "open(words[words.index('--report') + 1], 'w'))")

    def test_clean_histories_are_counted(self):
        bad, sums = self.judged(self.WRITES, self.CLEAN)
        self.assertEqual((bad, sums["operations"], sums["lines"]), (0, 15, 21))

    def test_an_alarm_is_one(self):
        bad, _ = self.judged(self.WRITES, f"{self.CLEAN}\nsys.exit(13 if open(words[0]).read() == '2' else 0)")
        self.assertEqual(bad, 1)

    def test_no_history_and_no_verdict_are_no_clean_history(self):
        self.assertEqual(self.judged("", self.CLEAN)[0], 3)
        self.assertEqual(self.judged(f"{self.WRITES}\nsys.exit(1)", self.CLEAN)[0], 3)
        self.assertEqual(self.judged(self.WRITES, "sys.exit(3)")[0], 3)

    def test_a_planted_bug_is_found_at_its_first_alarm(self):
        simulate = self.program("simulate", f"{self.WRITES}\nsys.exit(1)")
        checker = self.program("checker", f"{self.CLEAN}\nsys.exit(13 if open(words[0]).read() == '4' else 0)")
        alarm = histories.first_alarm(simulate, checker, "bug", self.directory.name)
        self.assertEqual((alarm.seed, alarm.check), (4, 3))

    def test_a_planted_bug_that_raises_no_alarm_is_missed(self):
        simulate = self.program("simulate", self.WRITES)
        checker = self.program("checker", self.CLEAN)
        self.addCleanup(setattr, histories, "PLANTED_SEEDS", histories.PLANTED_SEEDS)
        histories.PLANTED_SEEDS = 2
        self.assertIsNone(histories.first_alarm(simulate, checker, "bug", self.directory.name))


class SameHashes(unittest.TestCase):
    def simulator(self, text):
        path = os.path.join(self.directory.name, f"simulate{len(os.listdir(self.directory.name))}")
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\nprintf '{text}'\n")
        os.chmod(path, 0o700)
        return path

    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)

    def compare(self, *texts):
        report = os.path.join(self.directory.name, "report")
        sys.argv = ["same_hashes", *map(self.simulator, texts), "--report", report]
        code = same_hashes.main()
        with open(report, encoding="utf-8") as file:
            return code, json.load(file)

    def test_equal_runs_pass(self):
        self.assertEqual(self.compare("1 a\\n2 b\\n", "1 a\\n2 b\\n"), (0, {"seeds": 2, "different_hashes": 0}))

    def test_a_different_hash_fails(self):
        self.assertEqual(self.compare("1 a\\n2 b\\n", "1 a\\n2 c\\n"), (1, {"seeds": 2, "different_hashes": 1}))

    def test_a_missing_seed_fails(self):
        self.assertEqual(self.compare("1 a\\n2 b\\n", "1 a\\n")[0], 1)

    def test_nothing_at_all_fails(self):
        self.assertEqual(self.compare("", "")[0], 1)


class Suite(unittest.TestCase):
    def ran(self, last_line, code=0):
        with tempfile.TemporaryDirectory() as directory:
            command, report = os.path.join(directory, "test"), os.path.join(directory, "report")
            with open(command, "w", encoding="utf-8") as file:
                file.write(f"#!/bin/sh\necho preset $2\necho '{last_line}'\nexit {code}\n")
            os.chmod(command, 0o700)
            sys.argv = ["suite", "--preset", "dev", "--command", command, "--report", report]
            return suite.main(), runner.figures_in(report)

    def test_the_tally_is_the_figures(self):
        code, found = self.ran("12 passed, 0 failed, 3 skipped")
        self.assertEqual(code, 0)
        self.assertEqual((found["tests_passed"], found["tests_failed"], found["tests_skipped"]), (12, 0, 3))

    def test_a_test_that_failed_fails_the_part(self):
        self.assertEqual(self.ran("12 passed, 1 failed", 1)[0], 1)

    def test_an_end_that_does_not_fit_its_tally_fails_the_part(self):
        self.assertEqual(self.ran("12 passed, 0 failed", 1)[0], 1)

    def test_no_tally_and_no_test_fail_the_part(self):
        self.assertEqual(self.ran("Segmentation fault")[0], 1)
        self.assertEqual(self.ran("0 passed, 0 failed")[0], 1)


if __name__ == "__main__":
    unittest.main()
