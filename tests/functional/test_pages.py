"""Fear: the pages are empty in a real browser, because a script fails or the security policy keeps it out.

Skipped where no Chromium is installed (Debian's package `chromium`).
"""

import shutil
import subprocess

import pytest

from bank import eventually

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")


def browse(bank, target, profile):
    if BROWSER is None:
        pytest.skip("no Chromium is installed")
    return subprocess.Popen([BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                             f"--user-data-dir={profile}", "--virtual-time-budget=3000", "--dump-dom",
                             f"http://127.0.0.1:{bank.port}{target}"],
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def drawn(browser):
    """The page as it is after its scripts ran and all that they asked for was answered."""
    page, _ = browser.communicate(timeout=120)
    assert browser.returncode == 0
    return page


def test_the_documents_are_drawn(bank, tmp_path):
    docs = drawn(browse(bank, "/docs", tmp_path))
    assert "/accounts/{account}/withdrawals/{operation}" in docs and "Takes money out" in docs
    assert 'href="/problems/insufficient-funds"' in docs
    assert "What to do" in drawn(browse(bank, "/problems/overloaded", tmp_path))


def test_the_page_of_a_service_shows_operations_as_they_end(bank, tmp_path):
    """The page follows until the bank stops: then the browser is done with it. What ended before is listed."""
    assert bank.ask("PUT", "/accounts/earlier", {"owner": "Eva"}).status == 201
    browser = browse(bank, "/", tmp_path)
    try:
        eventually(lambda: bank.metric("hapax_feed_subscribers") == 1, what="the page follows")
        assert bank.ask("PUT", "/accounts/ann", {"owner": "Ann"}).status == 201
        eventually(lambda: bank.metric("hapax_http_stream_events_total") >= 1, what="the page is told")
        assert bank.stop()[0] == 0
        index = drawn(browser)
    finally:
        browser.kill()
        browser.wait()
    assert '<span id="health">pass</span>' in index
    assert "OpenAccount" in index and "completed" in index
    assert index.index("/accounts/ann") < index.index("/accounts/earlier"), "what was pushed stands above the list"
