"""Goal: the documents say nothing of a test, a file or a setting that is not there.
Method: find what they name in backticks and links, and look for it in the tree."""

import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "dev"))
import settings_table  # noqa: E402

LINES_OF_README_MAX = 60  # of a module: about a screen

SOURCES = ("src", "include", "clients/cpp", "tests", "examples", "tools", "bench")
PATH_ROOTS = SOURCES + ("docs", "cmake", "changelog.d")


def documents():
    others = {"build", "node_modules"}
    return [path for path in ROOT.rglob("*.md") if not others & set(path.relative_to(ROOT).parts)]


def text_of(path):
    return path.read_text(encoding="utf-8")


def tests_in(path):
    """Suite.Name of a C++ file, names of test functions of a Python file."""
    text = text_of(path)
    if path.suffix == ".py":
        return set(re.findall(r"^ *def (test_\w+)\(", text, re.M))
    if path.suffix in (".cpp", ".hpp"):
        return {".".join(case) for case in re.findall(r"\b(?:TYPED_)?TEST(?:_[FP])?\(\s*(\w+),\s*(\w+)\s*\)", text)}
    return set()


def tests_of_the_tree():
    files = [path for folder in SOURCES for path in (ROOT / folder).rglob("*") if path.suffix in (".cpp", ".hpp", ".py")]
    return set().union(*map(tests_in, files))


def without_fences(text):
    return re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)


def named(path):
    """What stands in backticks, outside of code blocks."""
    return re.findall(r"`([^`\n]+)`", without_fences(text_of(path)))


def is_test(name):
    return re.fullmatch(r"[A-Z]\w+\.[A-Z][a-z]\w+|test_\w+", name) and not name.endswith((".py", ".md"))


class Guarantees(unittest.TestCase):
    PAGE = ROOT / "docs" / "guarantees.md"
    EVIDENCE = re.compile(r"^- `([^`]+\.(?:cpp|hpp|py))`: (.+)$", re.M)

    def test_every_named_test_stands_in_the_named_file(self):
        evidence = self.EVIDENCE.findall(text_of(self.PAGE))
        self.assertGreater(len(evidence), 20)
        for file, names in evidence:
            self.assertTrue((ROOT / file).is_file(), file)
            known = tests_in(ROOT / file)
            for name in re.findall(r"`([^`]+)`", names):
                self.assertTrue(name in known, f"{file} has no test {name}")

    def test_a_promise_without_a_test_is_called_a_hope(self):
        for section in re.split(r"^## ", text_of(self.PAGE), flags=re.M)[1:]:
            title = section.splitlines()[0]
            shown = bool(self.EVIDENCE.search(section))
            self.assertNotEqual(shown, "A hope: no test shows it" in section, title)
            if shown:
                self.assertIn("Where it does not hold:", section, title)


class Faults(unittest.TestCase):
    PAGE = ROOT / "docs" / "proof" / "faults.md"
    NAMES = re.compile(r"fault_kinds> names\{(.*?)\};", re.S)

    def test_every_fault_of_the_simulation_has_its_row(self):
        names = re.findall(r'"([a-z-]+)"', self.NAMES.search(text_of(ROOT / "src" / "world" / "schedule.cpp"))[1])
        self.assertGreater(len(names), 20)
        for name in names:
            self.assertIn(f"`{name}`", text_of(self.PAGE), name)


class Problems(unittest.TestCase):
    """What the edge refuses with, and what the application answers it with, is in the catalogue as it is sent."""
    ROW = re.compile(r'^    \{"([a-z0-9-]+)", (\d+), (true|false), at::', re.M)
    REFUSAL = re.compile(r'constexpr Refusal \w+\{\s*"([a-z0-9-]+)", (\d+),\s*(?:"[^"]*(?:\\"[^"]*)*"\s*)+'
                         r'(?:,\s*(true|false))?(?:,\s*(?:"\w+"|R"\([^)]*\)"))?\}')  # the last is a challenge
    CODE = re.compile(r'constexpr ErrorCode \w+\{"([a-z0-9-]+)", Handling::')

    def setUp(self):
        rows = self.ROW.findall(text_of(ROOT / "src" / "codec" / "answer" / "problem_catalogue.cpp"))
        self.rows = {code: (status, retry) for code, status, retry in rows}

    def headers(self, *folder):
        return sorted((ROOT / "src").joinpath(*folder).rglob("*.hpp"))

    def test_every_refusal_of_the_edge_is_in_the_catalogue(self):
        text = "".join(map(text_of, self.headers("adapters", "edge")))
        refusals = self.REFUSAL.findall(text)
        self.assertEqual(len(refusals), text.count("constexpr Refusal "), "one is written in another way")
        self.assertGreater(len(refusals), 25)
        for code, status, retry in refusals:
            self.assertEqual(self.rows.get(code), (status, retry or "false"), code)

    def test_every_code_of_the_driving_ports_is_in_the_catalogue(self):
        codes = self.CODE.findall("".join(map(text_of, self.headers("ports", "driving"))))
        self.assertGreater(len(codes), 8)
        for code in codes:
            self.assertIn(code, self.rows)

    def test_every_problem_has_its_page(self):
        self.assertGreater(len(self.rows), 35)
        pages = {path.stem for path in (ROOT / "docs" / "problems").glob("*.md")} - {"README"}
        self.assertEqual(pages, set(self.rows))


class Citations(unittest.TestCase):
    """What a comment cites can be looked up: a page or file of the tree with its section, or a standard."""
    PAGE = re.compile(r"[\w./-]*\w\.md\b")
    SECTIONS = re.compile(r"(\S+?),? sections? (\d[^;.\n]*)")
    PROMISE = re.compile(r"docs/guarantees\.md, promise (\d+)")
    STANDARD = re.compile(r"\d{4}|ECMA-\d+")  # the number of an RFC
    ELSEWHERE = re.compile(r"\b(?:house|ecosystem|reliability|semantics)(?:,? sections?\b|\.md|:? (?:S\d|rows))|"
                           r"\bseed \d{3}\b")

    def cited(self, pattern):
        for folder in SOURCES + ("cmake",):
            for path in sorted((ROOT / folder).rglob("*")):
                written_here = path.parent == pathlib.Path(__file__).resolve().parent and path.suffix == ".py"
                if path.suffix in (".hpp", ".cpp", ".c", ".py", ".cmake") and not written_here:
                    for match in pattern.finditer(text_of(path)):
                        yield path, match

    def headings(self, page):
        return set(re.findall(r"^## (\d+)\.", text_of(ROOT / page), re.M))

    def test_every_cited_page_is_there(self):
        for path, match in self.cited(self.PAGE):
            places = [place for place in (ROOT / match[0], path.parent / match[0]) if place.exists()]
            places += (ROOT / "docs").rglob(match[0]) if "/" not in match[0] else []
            self.assertTrue(places, f"{path.relative_to(ROOT)} cites {match[0]}")

    def test_every_cited_section_is_one_of_architecture_or_of_a_standard(self):
        known = self.headings("ARCHITECTURE.md")
        for path, match in self.cited(self.SECTIONS):
            page, numbers = match[1].strip("(`"), re.sub(r"steps? [\d ,andto]+", "", match[2])
            if self.STANDARD.fullmatch(page):
                continue
            self.assertEqual(page, "ARCHITECTURE.md", f"{path.relative_to(ROOT)} cites {match[0]}")
            for number in re.findall(r"\d+", numbers):
                self.assertIn(number, known, f"{path.relative_to(ROOT)} cites {match[0]}")

    def test_every_cited_promise_is_one_of_the_guarantees(self):
        known = self.headings("docs/guarantees.md")
        for path, match in self.cited(self.PROMISE):
            self.assertIn(match[1], known, f"{path.relative_to(ROOT)} cites {match[0]}")

    def test_no_page_is_cited_that_is_not_in_the_tree(self):
        for path, match in self.cited(self.ELSEWHERE):
            self.fail(f"{path.relative_to(ROOT)} cites {match[0]}")


class Documents(unittest.TestCase):
    def test_every_named_test_is_somewhere(self):
        known = tests_of_the_tree()
        for page in documents():
            for name in filter(is_test, named(page)):
                self.assertTrue(name in known, f"{page.relative_to(ROOT)} names {name}, which is no test")

    def test_every_named_path_is_there(self):
        for page in documents():
            for name in named(page):
                if not re.fullmatch(rf"(?:{'|'.join(map(re.escape, PATH_ROOTS))})/[\w./*-]*", name):
                    continue
                places = list(ROOT.glob(name.rstrip("/"))) or list(ROOT.glob(name + ".*"))
                self.assertTrue(places, f"{page.relative_to(ROOT)} names {name}")

    def test_every_link_leads_somewhere(self):
        for page in documents():
            for link in re.findall(r"\]\(([^)#]+)[^)]*\)", without_fences(text_of(page))):
                if "://" not in link:
                    self.assertTrue((page.parent / link).exists(), f"{page.relative_to(ROOT)} links to {link}")

    def test_decisions_are_numbered_without_a_gap(self):
        numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))
        self.assertEqual(numbers, list(range(len(numbers))))

    def test_readmes_of_modules_fit_a_screen(self):
        for page in ROOT.glob("*/**/README.md"):
            if page.relative_to(ROOT).as_posix().startswith(tuple(f"{folder}/" for folder in SOURCES)):
                self.assertLessEqual(len(text_of(page).splitlines()), LINES_OF_README_MAX, page.relative_to(ROOT))

    def test_the_readme_shows_the_bank_as_it_is(self):
        bank = "".join(text_of(path) for path in sorted((ROOT / "examples" / "bank").glob("*.[hc]pp")))
        cuts = re.findall(r"^```cpp\n(.*?)^```", text_of(ROOT / "README.md"), re.M | re.S)
        self.assertTrue(cuts)
        for cut in cuts:
            for piece in re.split(r"\n*// …\n*|\n\n+", cut.strip()):
                self.assertTrue(piece.strip() in bank, f"examples/bank does not have:\n{piece}")

    def test_the_readme_of_the_client_shows_a_program_that_is_built(self):
        program = text_of(ROOT / "tests" / "clients" / "client_example.cpp")
        cuts = re.findall(r"^```cpp\n(.*?)^```", text_of(ROOT / "clients" / "cpp" / "README.md"), re.M | re.S)
        self.assertTrue(cuts)
        for cut in cuts:
            self.assertIn(cut, program)

    def test_operators_read_of_every_setting(self):
        table = settings_table.table()
        source = text_of(settings_table.SOURCE)
        self.assertEqual(table.count("\n") - 2, source.count("HAPAX_SLOT(") - 1, "rows that the script cannot read")
        page = text_of(settings_table.PAGE)
        self.assertTrue(table in page, "run tools/dev/settings_table.py --write")

    def test_operators_read_of_every_metric(self):
        page = set(named(ROOT / "docs" / "operating" / "metrics.md"))
        for folder in ("application", "host", "adapters/edge"):
            for path in (ROOT / "src" / folder).rglob("*.[ch]pp"):
                if path.name.endswith("_test.cpp"):
                    continue
                for metric in re.findall(r'(?:counter|gauge|histogram)\(\s*"(hapax_\w+)"', text_of(path)):
                    self.assertIn(metric, page, f"registered by {path.relative_to(ROOT)}")

    def test_every_crash_point_is_in_the_list_once_and_says_what_has_happened(self):
        header = ROOT / "src" / "kernel" / "crashpoint.hpp"
        sources = [path for folder in ("src", "include", "tools") for path in sorted((ROOT / folder).rglob("*.[ch]pp"))]
        placed = [name for path in sources if path != header
                  for name in re.findall(r'HAPAX_CRASHPOINT\("([^"]*)"\)', text_of(path))]
        page = text_of(ROOT / "tests" / "functional" / "crash_points.txt")
        listed = re.findall(r"^(\w+\.\w+)  +\S.*$", page, re.M)
        self.assertEqual(sorted(placed), sorted(listed))
        self.assertEqual(len(listed), len(set(listed)), "one name, one place")


if __name__ == "__main__":
    unittest.main()
