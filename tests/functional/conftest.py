"""Functional tests: real processes, real sockets, real disks.

    python3 -m pytest tests/functional [--bank=build/release/bin/bank] [--hapax=…/hapax] [--cycles=1000]

HAPAX_BIN names the folder of all binaries, HAPAX_BANK one bank; HAPAX_LONG=1 takes more cycles. Every test prints what
it measured (`-rP` shows it).
"""

import os
import pathlib
import random
import subprocess
import sys

import pytest

sys.path.insert(0, os.path.dirname(__file__))

from bank import SANITIZER, Bank  # noqa: E402
from chain import Tools  # noqa: E402
from contract import next_position  # noqa: E402
from ids import uuid7  # noqa: E402
from load import Attempt  # noqa: E402
from workers import run_jobs  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARIES = pathlib.Path(os.environ.get("HAPAX_BIN", ROOT / "build" / "release" / "bin"))
CYCLES = 2000 if os.environ.get("HAPAX_LONG") else 100


def pytest_addoption(parser):
    parser.addoption("--bank", default=os.environ.get("HAPAX_BANK", str(BINARIES / "bank")), help="the bank's binary")
    parser.addoption("--hapax", default=None, help="the CLI; default: beside the bank")
    parser.addoption("--cycles", type=int, default=CYCLES, help="kill -9 cycles of test_crash")
    parser.addoption("--seed", default=None, help="seed of everything random in the tests")


@pytest.fixture(scope="session")
def binary(request):
    path = request.config.getoption("--bank")
    if not os.access(path, os.X_OK):
        pytest.fail(f"no bank at {path}: build it, or name it with --bank or HAPAX_BANK")
    return path


@pytest.fixture(scope="session")
def tool_path(request, binary):
    return request.config.getoption("--hapax") or os.path.join(os.path.dirname(binary), "hapax")


@pytest.fixture(scope="session")
def tool(tool_path):
    """Runs the hapax CLI; answers the completed process, which may not have upset a sanitizer."""
    def run(*arguments):
        done = subprocess.run([tool_path, *arguments], capture_output=True, text=True, timeout=60)
        assert not SANITIZER.search(done.stderr), done.stderr
        return done

    run.path = tool_path
    return run


@pytest.fixture(scope="session")
def fault_library(binary):
    path = os.path.join(os.path.dirname(binary), "fault.so")
    if not os.path.exists(path):
        pytest.skip(f"{path} is not built")
    return path


@pytest.fixture(scope="session")
def seed(request):
    chosen = request.config.getoption("--seed") or str(random.SystemRandom().getrandbits(32))
    print(f"seed {chosen}")
    return chosen


@pytest.fixture
def make_bank(binary, tmp_path):
    """Banks in folders of their own; whatever still runs at the end is killed, and none may have upset a sanitizer."""
    banks = []

    def make(directory=None, options=(), environment=None):
        folder = directory or tmp_path / f"bank{len(banks)}"
        os.makedirs(folder, exist_ok=True)
        banks.append(Bank(binary, str(folder), options, environment))
        return banks[-1]

    yield make
    for bank in banks:
        bank.kill()
        reports = bank.sanitizer_reports()
        assert not reports, "\n".join(reports)


@pytest.fixture(scope="session")
def tools(binary):
    return Tools(os.path.dirname(binary))


@pytest.fixture
def judged():
    """Runs the jobs of a part of the proof, or what a call makes of them; answers their figures when nothing was found."""
    def run(jobs):
        outcome = run_jobs(jobs)
        print(outcome.figures)
        assert not outcome.findings, "\n".join(outcome.findings)
        if list(outcome.figures) == ["skipped", "seconds"]:
            pytest.skip("mounting is not permitted here, or libfaketime is not installed")
        return outcome.figures
    return run


@pytest.fixture
def bank(make_bank):
    return make_bank().start()


@pytest.fixture
def stopped(make_bank):
    """A bank that was stopped in order: one account, a deposit and a withdrawal that was rejected."""
    bank = make_bank().start()
    bank.deposit = Attempt(uuid7(), bank.open_account("ann"), "deposits", 50).answered_by(bank)
    bank.account = bank.deposit.account
    bank.rejection = Attempt(uuid7(), bank.account, "withdrawals", 5000).answered_by(bank)
    assert bank.rejection.answer.status == 409 and bank.stop()[0] == 0
    return bank


@pytest.fixture(scope="module")
def served(binary, tmp_path_factory):
    """One bank for the whole file: bad input must leave it alive."""
    # AddressSanitizer keeps what is freed for a while; here memory that grows is looked at.
    little_kept = {"ASAN_OPTIONS": "quarantine_size_mb=1:thread_local_quarantine_size_kb=64"}
    with Bank(binary, str(tmp_path_factory.mktemp("contract")), environment=little_kept) as bank:
        bank.open_account("ann", 1000)
        yield bank
        assert bank.running(), bank.log()


@pytest.fixture
def leaves_no_trace(served):
    """The journal must not grow during the test: two good operations around it get neighbouring positions."""
    before = next_position(served)
    yield
    assert next_position(served) == before + 1, "something bad left a trace in the journal"
