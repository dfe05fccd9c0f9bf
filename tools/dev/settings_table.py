#!/usr/bin/env python3
"""Prints the table of all settings for docs/operating/configure.md, from src/host/config/setting.cpp.

    tools/dev/settings_table.py --write     puts it into the page
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "host" / "config" / "setting.cpp"
PAGE = ROOT / "docs" / "operating" / "configure.md"
BEGIN, END = "<!-- settings -->\n", "<!-- end of settings -->\n"

SETTING = re.compile(r'Setting\{\s*"([^"]*)",\s*Kind::(\w+),\s*"([^"]*)",\s*"([^"]*)",\s*"([^"]*)",\s*'
                     r'((?:"[^"]*"\s*)+),\s*HAPAX_SLOT')


def row(match):
    path, kind, initial, least, most, help_ = match.groups()
    sentence = "".join(re.findall(r'"([^"]*)"', help_))
    span = f"{least} … {most}" if least else {"flag": "true, false", "level": "debug, info, warning, error",
                                                      "mode": "anonymous, dev, bearer"}.get(kind, "")
    return f"| `{path}` | {kind} | {initial or '(empty)'} | {span} | {sentence} |\n"


def table():
    rows = "".join(map(row, SETTING.finditer(SOURCE.read_text(encoding="utf-8"))))
    return "| setting | kind | default | range | meaning |\n|---|---|---|---|---|\n" + rows


def main():
    if sys.argv[1:] != ["--write"]:
        sys.stdout.write(table())
        return
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    PAGE.write_text(before + BEGIN + table() + END + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
