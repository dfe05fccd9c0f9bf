"""Fear: the generated client is not the one of the document, loses the id of an operation, or does one twice.

The tests of clients/typescript run where node and its packages are (npm ci in that folder); elsewhere they are skipped.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import threading

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CLIENT = ROOT / "clients" / "typescript"


def run(command, **environment):
    done = subprocess.run(command, cwd=CLIENT, capture_output=True, text=True, timeout=180,
                          env={**os.environ, **environment})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def compiled():
    compiler = CLIENT / "node_modules" / ".bin" / "tsc"
    if shutil.which("node") is None or not compiler.exists():
        pytest.skip("no compiler: node or the packages of clients/typescript (npm ci) are not installed")
    run([compiler])


def test_the_client_is_what_its_generator_makes_of_the_document(binary):
    document = subprocess.run([binary, "openapi"], capture_output=True, timeout=60, check=True).stdout
    made = subprocess.run([sys.executable, CLIENT / "generate.py"], input=document, capture_output=True, timeout=60,
                          check=True).stdout
    assert made.decode() == (CLIENT / "src" / "bank.ts").read_text(encoding="utf-8"), \
        "run: bank openapi | clients/typescript/generate.py > clients/typescript/src/bank.ts"


def test_its_packages_are_named_without_a_registry():
    assert "resolved" not in (CLIENT / "package-lock.json").read_text(encoding="utf-8")
    assert '"dependencies"' not in (CLIENT / "package.json").read_text(encoding="utf-8"), "it needs nothing to run"


def test_the_client_keeps_its_rules_and_is_understood_by_the_bank(compiled, bank):
    out = run(["node", "--test", "--test-reporter=tap", "test/"], BANK_URL=f"http://127.0.0.1:{bank.port}")
    assert "# skipped 0" in out and "# fail 0" in out, out


def test_a_bank_that_is_killed_and_started_again_does_nothing_twice(compiled, make_bank):
    bank = make_bank().start()
    bank.listen = f"127.0.0.1:{bank.port}"
    bank.open_account("tim", 1000)
    script = """
        import { BankClient } from "./dist/bank.js";
        import { Client } from "./dist/hapax.js";
        const bank = new BankClient(new Client({ baseUrl: process.env.BANK_URL, backoffMs: 20, backoffMaxMs: 200 }));
        for (let i = 0; i < 300; ++i) await bank.withdraw({ account: "tim" }, { amount: 1 });
        console.log((await bank.getBalance({ account: "tim" })).amount);
    """
    said = []
    tellers = threading.Thread(target=lambda: said.append(
        run(["node", "--input-type=module", "--eval", script], BANK_URL=f"http://{bank.listen}")))
    tellers.start()
    for _ in range(3):
        before = bank.balance("tim")
        while bank.balance("tim") > before - 20 and tellers.is_alive():
            pass  # until more was done
        bank.kill()
        bank.start()
    tellers.join()
    assert said == ["700\n"] and bank.balance("tim") == 700
