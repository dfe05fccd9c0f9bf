#!/usr/bin/env python3
"""Counts single test cases of one run and prints "N passed, N failed[, N skipped]" as its last line.

A results folder holds ctest.xml (one entry per program), <program>.json (the cases of a GoogleTest program) and
pytest.xml. A program that failed although none of its cases did (a crash, a time-out, a leak) counts as one failure.
Exit code 1 when anything failed or when nothing ran.
"""

import json
import pathlib
import sys
import xml.etree.ElementTree as xml


def tally_gtest(path):
    passed, failed, skipped = 0, [], 0
    for suite in json.loads(path.read_text())["testsuites"]:
        for case in suite["testsuite"]:
            if case.get("failures"):
                failed.append(f"{suite['name']}.{case['name']}")
            elif case.get("result") == "COMPLETED":
                passed += 1
            else:
                skipped += 1
    return passed, failed, skipped


def tally_program(entry, folder):
    name, status = entry.get("name"), entry.get("status")
    cases = folder / f"{name}.json"
    if status == "run" and not cases.exists():
        return 1, [], 0
    if status == "disabled":
        return 0, [], 1
    try:
        passed, failed, skipped = tally_gtest(cases)
    except (OSError, ValueError, KeyError):
        return 0, [name], 0
    if status != "run" and not failed:
        failed = [f"{name} (the program failed, no case did)"]
    return passed, failed, skipped


def tally_pytest(path):
    passed, failed, skipped = 0, [], 0
    for case in xml.parse(path).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed.append(f"{case.get('classname')}.{case.get('name')}")
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped


def tally(folder):
    parts = []
    ctest = folder / "ctest.xml"
    if ctest.exists():
        parts += [tally_program(entry, folder) for entry in xml.parse(ctest).iter("testcase")]
    pytest = folder / "pytest.xml"
    if pytest.exists():
        parts.append(tally_pytest(pytest))
    return (sum(p for p, _, _ in parts), [f for _, fs, _ in parts for f in fs], sum(s for _, _, s in parts))


def main():
    passed, failed, skipped = tally(pathlib.Path(sys.argv[1]))
    for name in failed:
        print(f"FAILED {name}")
    print(f"{passed} passed, {len(failed)} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or passed == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
