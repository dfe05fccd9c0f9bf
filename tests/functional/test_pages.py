"""Fear: the pages are empty in a real browser, because a script fails or the security policy keeps it out.

Skipped where no Chromium is installed (Debian's package `chromium`).
"""

import shutil
import subprocess

import pytest

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture
def drawn(bank, tmp_path):
    """The page as it is after its scripts ran."""
    if BROWSER is None:
        pytest.skip("no Chromium is installed")

    def draw(target):
        done = subprocess.run([BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                               f"--user-data-dir={tmp_path}/profile", "--virtual-time-budget=3000", "--dump-dom",
                               f"http://127.0.0.1:{bank.port}{target}"], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout
    return draw


def test_the_pages_are_drawn(drawn):
    docs = drawn("/docs")
    assert "/accounts/{account}/withdrawals/{operation}" in docs and "Takes money out" in docs
    assert 'href="/problems/insufficient-funds"' in docs
    index = drawn("/")
    assert '<span id="health">pass</span>' in index
    assert '<p id="connection" role="status">…</p>' not in index, "it says whether it is live"
    assert "What to do" in drawn("/problems/overloaded")
