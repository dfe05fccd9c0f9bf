"""Goal: ./test never reports a failed, crashed or empty run as a good one. Method: made-up results folders."""

import json
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "tools" / "dev"))
import tally  # noqa: E402


def program(*cases):
    """A GoogleTest report; a case is COMPLETED, SKIPPED or FAILED."""
    tests = [
        {"name": f"Case{i}", "result": "SKIPPED" if c == "SKIPPED" else "COMPLETED", "failures": [1] if c == "FAILED" else []}
        for i, c in enumerate(cases)
    ]
    return json.dumps({"testsuites": [{"name": "Suite", "testsuite": tests}]})


class Tally(unittest.TestCase):
    def tally(self, **files):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                (pathlib.Path(folder) / name.replace("__", ".")).write_text(text)
            return tally.tally(pathlib.Path(folder))

    def ctest(self, name, status):
        return f'<testsuite><testcase name="{name}" status="{status}"/></testsuite>'

    def test_counts_cases(self):
        found = self.tally(ctest__xml=self.ctest("a", "run"), a__json=program("COMPLETED", "COMPLETED", "SKIPPED"))
        self.assertEqual(found, (2, [], 1))

    def test_names_failed_cases_once(self):
        found = self.tally(ctest__xml=self.ctest("a", "fail"), a__json=program("COMPLETED", "FAILED"))
        self.assertEqual(found, (1, ["Suite.Case1"], 0))

    def test_counts_a_crash_and_a_leak_as_failures(self):
        self.assertEqual(self.tally(ctest__xml=self.ctest("a", "fail")), (0, ["a"], 0))
        self.assertEqual(self.tally(ctest__xml=self.ctest("a", "fail"), a__json="{"), (0, ["a"], 0))
        leaky = self.tally(ctest__xml=self.ctest("a", "fail"), a__json=program("COMPLETED"))
        self.assertEqual(leaky, (1, ["a (the program failed, no case did)"], 0))

    def test_counts_a_program_that_was_not_built_as_a_failure(self):
        self.assertEqual(self.tally(ctest__xml=self.ctest("a", "notrun")), (0, ["a"], 0))

    def test_counts_other_programs_as_one_case(self):
        self.assertEqual(self.tally(ctest__xml=self.ctest("a", "run")), (1, [], 0))

    def test_adds_functional_tests(self):
        pytest = '<testsuites><testsuite><testcase classname="c" name="x"/><testcase classname="c" name="y"><failure/></testcase>'
        pytest += '<testcase classname="c" name="z"><skipped/></testcase></testsuite></testsuites>'
        self.assertEqual(self.tally(pytest__xml=pytest), (1, ["c.y"], 1))

    def test_an_empty_run_passes_nothing(self):
        self.assertEqual(self.tally(), (0, [], 0))


if __name__ == "__main__":
    unittest.main()
