"""Fear: the hapax CLI says something false of the views, or a rebuild that is cut leaves rows that are wrong."""

import os
import re
import sqlite3
import subprocess

import pytest

from hapax_tool import FAILED, OK, complaint, contents, said, url


# proj list, proj rebuild

def test_views_are_listed_with_how_far_they_are(stopped, tool):
    end = said(tool("store", "verify", "--data", stopped.data, "--output", "json"))["end"]
    rows = said(tool("proj", "list", "--data", stopped.data, "--output", "json"))
    assert {row["view"]: (row["position"], row["behind"], row["serving"]) for row in rows} == {
        "balances": (end, 0, True), "movements": (end, 0, True)}
    stopped.start()
    asked = said(tool("proj", "list", "--server", url(stopped), "--output", "json"))
    assert [{**row, "state": "running"} for row in rows] == asked, "the same, and whether it has failed"
    assert said(tool("proj", "list", "--data", stopped.data, "--output", "json")), "beside the server too"


@pytest.mark.parametrize("which", ["balances", "--all"])
def test_a_view_that_went_wrong_is_built_anew_by_the_next_start(stopped, tool, which):
    views = sqlite3.connect(os.path.join(stopped.data, "views.sqlite"))
    views.execute("UPDATE balances_v1 SET amount = 1000000")
    views.commit()
    views.close()
    assert tool("proj", "rebuild", which, "--data", stopped.data).returncode == OK
    stopped.start()
    assert stopped.balance(stopped.account) == 50
    assert len(stopped.movements(stopped.account)) == 1


def views_mark(bank):
    path = os.path.join(bank.data, "views.mark")
    if not os.path.exists(path):
        return ""
    with open(path) as mark:
        return mark.read()


def cut_rebuild(tool_path, fault_library, bank, fault, path="", which="balances"):
    """The tool ends at that call; answers whether the mark vouches, the database changed, and it was cut at all."""
    before = contents(bank)
    done = subprocess.run([tool_path, "proj", "rebuild", which, "--data", bank.data], capture_output=True, timeout=60,
                          env={**os.environ, "LD_PRELOAD": fault_library, "HAPAX_FAULT": fault,
                               "HAPAX_FAULT_PATH": path or bank.data, "ASAN_OPTIONS": "verify_asan_link_order=0"})
    assert done.returncode in (OK, 137), done
    after = contents(bank)
    database = [name for name in after | before if name.endswith(("/views.sqlite", "/views.sqlite-wal"))]
    changed = any(after.get(name) != before.get(name) for name in database)
    return "clean yes" in views_mark(bank), changed, done.returncode == 137


def after_a_crash_of_the_machine(bank):
    """Another boot; what no mark vouches for may be anything by then."""
    mark = views_mark(bank)
    with open(os.path.join(bank.data, "views.mark"), "w") as file:
        file.write(re.sub("boot .*", "boot another", mark))
    if "clean no" in mark:
        with open(os.path.join(bank.data, "views.sqlite"), "r+b") as file:
            file.seek(4096)
            file.write(b"lost" * 1024)


@pytest.mark.parametrize("call", ["fsync", "rename"])
def test_a_rebuild_that_is_cut_anywhere_vouches_for_no_database_that_may_be_lost(stopped, tool_path, fault_library, call):
    """The order: mark not clean, synced; database, synced; mark clean, synced. A machine that crashes between two of
    them leaves a mark that is not clean, or the database that the mark vouches for."""
    cuts = []
    while not cuts or cuts[-1][-1]:
        cuts.append(cut_rebuild(tool_path, fault_library, stopped, f"{call}:{len(cuts) + 1}:exit"))
        after_a_crash_of_the_machine(stopped)
        stopped.start()
        assert stopped.balance(stopped.account) == 50
        assert len(stopped.movements(stopped.account)) == 1
        assert stopped.stop()[0] == 0
    assert len(cuts) > 2, "there is more than one call to cut at"
    for clean, changed, _ in cuts[:-2]:
        assert not (clean and changed), cuts
    print(f"{call}: (mark clean, database changed, cut) {cuts}")


def test_the_database_is_synced_before_its_mark_is_clean_again(stopped, tool_path, fault_library):
    clean, changed, was_cut = cut_rebuild(tool_path, fault_library, stopped, "fsync:1:exit", "views.sqlite")
    assert was_cut and changed and not clean


def test_rebuilding_all_that_is_cut_forgets_all_or_nothing(stopped, tool_path, fault_library):
    done = cut_rebuild(tool_path, fault_library, stopped, "fsync:1:exit", which="--all")
    assert done == (False, False, True), "the mark is gone; whether that is durable nobody was told"
    stopped.start()
    assert stopped.balance(stopped.account) == 50


def test_a_view_that_is_not_there_is_not_rebuilt(stopped, tool):
    done = tool("proj", "rebuild", "balance", "--data", stopped.data)
    assert done.returncode == FAILED and "unknown-view" in complaint(done)
