"""Goal: show that planted bugs are in no product. Method: their names are looked for in what this build made, and the
header that has them is included by .cpp files only, so that no installed header needs it."""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(sys.argv[1])
BUILD = pathlib.Path(sys.argv[2])
HEADER = ROOT / "src/kernel/planted.hpp"
INCLUDE = '#include "kernel/planted.hpp"'
PRODUCTS = ("bin/bank", "bin/hapax", "src/**/*.a")


def names():
    found = re.findall(r'^    bug\((\w+), "', HEADER.read_text(), re.MULTILINE)
    assert len(found) >= 30, "kernel/planted.hpp does not look as this test reads it"
    return found


def check_header_stays_inside():
    for path in [*ROOT.glob("src/**/*.hpp"), *ROOT.glob("include/**/*.hpp")]:
        assert INCLUDE not in path.read_text(), f"{path}: kernel/planted.hpp is for .cpp files"
    listed = (ROOT / "src/kernel/CMakeLists.txt").read_text()
    assert "planted.hpp" not in listed, "kernel/planted.hpp would be installed"


def check_products():
    products = [path for pattern in PRODUCTS for path in BUILD.glob(pattern)]
    assert products, f"nothing was built in {BUILD}"
    for path in products:
        content = path.read_bytes()
        for name in names():
            assert name.encode() not in content, f"{path} speaks of the planted bug {name}"


def check_every_bug_is_used():
    used = subprocess.run(["grep", "-rhoE", r"Bug::\w+", ROOT / "src", "--include=*.cpp"],
                          capture_output=True, text=True, check=True).stdout.split()
    assert {f"Bug::{name}" for name in names()} == set(used), "a bug without a place, or a place without a bug"


check_header_stays_inside()
check_every_bug_is_used()
check_products()
