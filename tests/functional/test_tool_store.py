"""Fear: a tool of the store changes what it only looks at, loses something without a yes, or passes over damage."""

import os
import shutil

import pytest

from hapax_tool import CONFLICT, FAILED, complaint, contents, said
from ids import uuid7
from load import Attempt


# store verify

def test_verify_reads_everything_and_changes_nothing(stopped, tool):
    before = contents(stopped)
    report = said(tool("store", "verify", "--data", stopped.data, "--output", "json"))
    assert report["status"] == "intact" and report["records"] >= 3 and report["sealed"] and not report["tornTail"]
    assert report["end"] == str(report["records"])
    assert contents(stopped) == before


def test_verify_names_file_and_offset_of_damage(stopped, tool):
    path = os.path.join(stopped.data, "journal", "00000001.seg")
    with open(path, "r+b") as file:
        offset = file.read().find(b'"amount":50')
        file.seek(offset)
        file.write(b'"amount":99')
    frame = offset // 512 * 512
    done = tool("store", "verify", "--data", stopped.data)
    assert done.returncode == FAILED and done.stdout == ""
    assert "store-corrupt" in complaint(done) and f"{path}: offset {frame}:" in complaint(done), done


def test_verify_of_no_store_says_so_and_makes_none(tool, tmp_path):
    done = tool("store", "verify", "--data", str(tmp_path / "nothing"))
    assert done.returncode == FAILED and "no-store" in complaint(done)
    assert not (tmp_path / "nothing").exists()


@pytest.mark.parametrize("command", [["store", "verify"], ["store", "reindex"], ["store", "accept-loss", "--yes"],
                                     ["proj", "rebuild", "balances"], ["proj", "rebuild", "--all"]])
def test_what_needs_the_store_alone_is_a_conflict_beside_a_server(bank, tool, command):
    account = bank.open_account("ann", 7)
    done = tool(*command, "--data", bank.data)
    assert done.returncode == CONFLICT and "disk-locked" in complaint(done)
    assert bank.running() and bank.balance(account) == 7


# store reindex

def test_reindex_builds_an_index_that_was_damaged(stopped, tool):
    shutil.rmtree(os.path.join(stopped.data, "index"))
    assert said(tool("store", "reindex", "--data", stopped.data, "--output", "json"))["status"] == "built"
    stopped.start()
    assert stopped.deposit.send_alone(stopped).first_answer() == stopped.deposit.answer.first_answer()
    assert stopped.balance(stopped.account) == 50


# store accept-loss

@pytest.fixture
def restored(stopped, tmp_path):
    """An old copy of the data, restored after an operation that it does not hold."""
    shutil.copytree(stopped.data, tmp_path / "old")
    stopped.start()
    stopped.lost = Attempt(uuid7(), stopped.account, "deposits", 1).answered_by(stopped)
    assert stopped.stop()[0] == 0
    shutil.rmtree(stopped.data)
    shutil.copytree(tmp_path / "old", stopped.data)
    return stopped


def test_accept_loss_says_what_is_lost_and_changes_nothing_without_yes(restored, tool):
    before = contents(restored)
    done = tool("store", "accept-loss", "--data", restored.data)
    assert done.returncode == FAILED and done.stdout == ""
    assert "What is lost: the witness saw position" in done.stderr and "--yes" in done.stderr.splitlines()[-1]
    assert contents(restored) == before


def test_accept_loss_with_yes_lets_the_server_start_again(restored, tool):
    assert "history-lost" in complaint(tool("store", "verify", "--data", restored.data))
    done = tool("store", "accept-loss", "--data", restored.data, "--yes", "--output", "json")
    assert said(done)["status"] == "loss accepted"
    restored.start()
    assert restored.balance(restored.account) == 50
    assert restored.lost.send_alone(restored).status == 201


def test_accept_loss_of_a_whole_store_does_nothing(stopped, tool):
    before = {path: digest for path, digest in contents(stopped).items() if "/index" not in path}
    done = tool("store", "accept-loss", "--data", stopped.data, "--yes", "--output", "json")
    assert said(done)["status"] == "nothing is lost"
    assert {path: digest for path, digest in contents(stopped).items() if "/index" not in path} == before


def test_accept_loss_accepts_no_damage(stopped, tool):
    path = os.path.join(stopped.data, "journal", "00000001.seg")
    with open(path, "r+b") as file:
        offset = file.read().find(b'"owner"')
        file.seek(offset)
        file.write(b'"other"')
    done = tool("store", "accept-loss", "--data", stopped.data, "--yes")
    assert done.returncode == FAILED and "store-corrupt" in complaint(done)
