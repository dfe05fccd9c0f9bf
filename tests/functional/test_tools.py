"""Fear: the hapax CLI changes what it only looks at, says something false, or ends with a wrong exit code."""

import hashlib
import json
import os
import pty
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import threading

import pytest

from ids import uuid7
from load import Attempt

OK, FAILED, USAGE, CONFIG, UNREACHABLE, NOT_AUTHORISED, CONFLICT, INTERRUPTED = 0, 1, 2, 3, 4, 5, 6, 130
SMALL_SEGMENTS = ["--journal.segment_bytes", "1MiB"]


def complaint(done):
    """Standard error, which is exactly one line."""
    lines = done.stderr.splitlines()
    assert len(lines) == 1 and lines[0].startswith("hapax: "), done
    return lines[0]


def said(done, code=OK):
    assert done.returncode == code, done
    return json.loads(done.stdout)


def url(bank):
    return f"http://127.0.0.1:{bank.port}"


def contents(bank):
    """A digest of every file of the store, the witness included."""
    paths = [bank.data + ".witness"]
    for folder, _, names in os.walk(bank.data):
        paths += [os.path.join(folder, name) for name in names]
    return {path: hashlib.sha256(open(path, "rb").read()).hexdigest() for path in sorted(paths)}


@pytest.fixture
def stopped(make_bank):
    """A bank that was stopped in order: one account, a deposit and a withdrawal that was rejected."""
    bank = make_bank().start()
    bank.deposit = Attempt(uuid7(), bank.open_account("ann"), "deposits", 50).answered_by(bank)
    bank.account = bank.deposit.account
    bank.rejection = Attempt(uuid7(), bank.account, "withdrawals", 5000).answered_by(bank)
    assert bank.rejection.answer.status == 409 and bank.stop()[0] == 0
    return bank


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


# store dump

def client_hash(answer):
    """resp_hash of docs/formats/history.md, from what came over the wire."""
    headers = "".join(f"\n{name.lower()}: {answer.header(name) or ''}"
                      for name in ("Content-Type", "Location", "X-Operation"))
    return hashlib.sha256(f"{answer.status}{headers}\n\n".encode() + answer.body).hexdigest()


@pytest.mark.parametrize("running", [False, True])
def test_a_dump_has_every_record_and_the_hashes_that_clients_compute(stopped, tool, running):
    if running:
        stopped.start()
    before = contents(stopped)
    done = tool("store", "dump", "--data", stopped.data)
    assert done.returncode == OK, done
    start, *records = [json.loads(line) for line in done.stdout.splitlines()]
    assert start == {"dump": "start", "end": str(len(records))}
    assert [record["position"] for record in records] == [str(n + 1) for n in range(len(records))]
    of = {record["op"]: record for record in records}
    deposit, rejection = of[stopped.deposit.operation], of[stopped.rejection.operation]
    assert deposit["events"] == [{"type": "MoneyDeposited", "schema": 1, "data": {"amount": 50, "balance": 50}}]
    assert deposit["stream"] == f"account/{stopped.account}" and deposit["caller"] == "anonymous"
    assert (rejection["state"], rejection["code"], rejection["events"]) == ("rejected", "insufficient-funds", [])
    assert deposit["resp_hash"] == client_hash(stopped.deposit.answer)
    assert rejection["resp_hash"] == client_hash(stopped.rejection.answer)
    assert running or contents(stopped) == before


def test_a_dump_of_a_damaged_journal_is_refused(stopped, tool):
    path = os.path.join(stopped.data, "journal", "00000001.seg")
    with open(path, "r+b") as file:
        file.seek(file.read().find(b'"amount":50'))
        file.write(b'"amount":99')
    done = tool("store", "dump", "--data", stopped.data)
    assert done.returncode == FAILED and "store-corrupt" in complaint(done)


# stream read

@pytest.mark.parametrize("running", [True, False], ids=["beside-a-server", "offline"])
def test_a_stream_is_read_in_order_and_nothing_changes(stopped, tool, running):
    if running:
        stopped.start()
    before = contents(stopped)
    stream = f"account/{stopped.account}"
    events = said(tool("stream", "read", stream, "--data", stopped.data, "--output", "json"))
    assert [event["version"] for event in events] == list(range(1, len(events) + 1))
    assert events[0]["type"] == "AccountOpened"
    assert events[-1]["type"] == "MoneyDeposited" and events[-1]["payload"]["amount"] == 50
    assert events[-1]["operation"] == stopped.deposit.operation and events[-1]["caller"] == "anonymous"
    if not running:  # a server's background loop writes its witness
        assert contents(stopped) == before


def test_everything_acknowledged_is_read_beside_a_server(make_bank, tool):
    bank = make_bank(options=SMALL_SEGMENTS).start()
    account = bank.open_account("ann", 1)
    with bank.connect() as connection:
        for count in range(2, 302):
            assert Attempt(uuid7(), account, "deposits", 1).send(connection).status == 201
            if count % 50 == 0:
                done = tool("stream", "read", f"account/{account}", "--data", bank.data, "--output", "ndjson")
                assert len(done.stdout.splitlines()) == count + 1, "the opening and every deposit"


def test_a_long_stream_is_read_in_pieces(stopped, tool):
    stream = f"account/{stopped.account}"
    first = tool("stream", "read", stream, "--data", stopped.data, "--limit", "1", "--output", "ndjson")
    assert first.returncode == OK and json.loads(first.stdout)["version"] == 1
    assert complaint(first).endswith("go on with --from 2")
    rest = tool("stream", "read", stream, "--data", stopped.data, "--from", "2", "--output", "ndjson")
    assert rest.stderr == "" and json.loads(rest.stdout.splitlines()[0])["version"] == 2


def test_an_unknown_stream_is_not_found(stopped, tool):
    done = tool("stream", "read", "account/nobody", "--data", stopped.data)
    assert done.returncode == FAILED and "not-found" in complaint(done)


def test_a_torn_tail_is_left_out_and_left_alone(stopped, tool):
    stopped.start()
    stopped.kill()
    before = contents(stopped)
    assert tool("stream", "read", f"account/{stopped.account}", "--data", stopped.data).returncode == OK
    assert contents(stopped) == before


# op get

def test_an_operation_is_read_from_the_journal(stopped, tool):
    done = said(tool("op", "get", stopped.deposit.operation, "--data", stopped.data, "--output", "json"))
    assert done["status"] == "committed" and done["httpStatus"] == 201
    assert done["answer"] == stopped.deposit.answer.json(), "the very answer that was given"
    assert done["stream"] == f"account/{stopped.account}" and done["caller"] == "anonymous"


def test_an_operation_is_asked_of_a_server(stopped, tool):
    stopped.start()
    done = said(tool("op", "get", stopped.deposit.operation, "--server", url(stopped), "--output", "json"))
    assert done == stopped.ask("GET", f"/operations/{stopped.deposit.operation}").json()
    assert done["status"] == "completed"


def test_a_rejected_operation_is_shown_with_exit_code_1(stopped, tool):
    offline = tool("op", "get", stopped.rejection.operation, "--data", stopped.data, "--output", "ndjson")
    assert said(offline, FAILED)["answer"]["code"] == "insufficient-funds" and offline.stderr == ""
    stopped.start()
    asked = tool("op", "get", stopped.rejection.operation, "--server", url(stopped), "--output", "json")
    assert said(asked, FAILED)["status"] == "rejected"


def test_an_unknown_operation_is_not_found(stopped, tool):
    assert "not-found" in complaint(tool("op", "get", uuid7(), "--data", stopped.data))
    other = tool("op", "get", stopped.deposit.operation, "--caller", "ann", "--data", stopped.data)
    assert other.returncode == FAILED and "of ann" in complaint(other)
    mine = tool("op", "get", stopped.deposit.operation, "--caller", "anonymous", "--data", stopped.data)
    assert mine.returncode == OK
    stopped.start()
    asked = tool("op", "get", uuid7(), "--server", url(stopped))
    assert asked.returncode == FAILED and "not-found" in complaint(asked)


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


# Servers that are none

class Listener:
    """Answers one connection with these bytes; without any, it is silent and leaves accepting to the test."""

    def __init__(self, answer=None):
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d" % self._socket.getsockname()[1]
        if answer is not None:
            threading.Thread(target=self._serve, args=(answer,), daemon=True).start()

    def _serve(self, answer):
        connection, _ = self._socket.accept()
        with connection:
            connection.recv(65536)
            connection.sendall(answer)

    def accept(self):
        return self._socket.accept()[0]

    def close(self):
        self._socket.close()


@pytest.mark.parametrize("answer, code", [
    (b"", UNREACHABLE), (b"SSH-2.0-OpenSSH_9.2\r\n", UNREACHABLE),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}", UNREACHABLE),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", FAILED),
    (b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", NOT_AUTHORISED),
    (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", NOT_AUTHORISED),
    (b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", UNREACHABLE),
    (b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", FAILED)])
def test_a_strange_answer_has_its_exit_code(tool, answer, code):
    listener = Listener(answer)
    done = tool("op", "get", uuid7(), "--server", listener.url)
    listener.close()
    assert done.returncode == code and done.stdout == "" and listener.url in complaint(done)


def test_a_silent_server_is_waited_for_with_a_progress_line(tool):
    listener = Listener()
    done = tool("op", "get", uuid7(), "--server", listener.url, "--timeout", "1500ms")
    listener.close()
    assert done.returncode == UNREACHABLE
    assert done.stderr.splitlines() == [f"waiting for {listener.url}: 1 s",
                                        f"hapax: unreachable: {listener.url}: no answer in time"]


def test_an_interrupt_ends_the_tool_with_130(tool_path):
    listener = Listener()
    running = subprocess.Popen([tool_path, "proj", "list", "--server", listener.url])
    connection = listener.accept()  # by now it waits for an answer
    running.send_signal(signal.SIGINT)
    assert running.wait(20) == INTERRUPTED
    connection.close()
    listener.close()


def test_nobody_listening_is_unreachable(tool):
    listener = Listener()
    listener.close()
    assert tool("proj", "list", "--server", listener.url).returncode == UNREACHABLE


# The command line

@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["store"], ["store", "verify", "--nonsense"], ["op", "get", "42"],
                                       ["stream", "read", "account"], ["stream", "read", "\x1b/\x07", "--limit", "x"],
                                       ["store", "verify", "--output", "yaml"], ["proj", "rebuild"],
                                       ["op", "get", "--server", "http://example.org:80", "0" * 36], ["-" * 5000]])
def test_garbage_is_a_usage_error_in_one_line(tool, arguments):
    done = tool(*arguments)
    assert done.returncode == USAGE and done.stdout == "" and complaint(done)


def test_a_bad_configuration_has_a_code_of_its_own(tool, tmp_path):
    config = tmp_path / "bank.toml"
    config.write_text("[data]\ndirectroy = 'x'\n")
    done = tool("store", "verify", "--config", str(config))
    assert done.returncode == CONFIG and "bank.toml:2" in complaint(done)


def test_the_servers_configuration_file_names_the_store(stopped, tool, tmp_path):
    config = tmp_path / "bank.toml"
    config.write_text(f"[data]\ndirectory = '{stopped.data}'\n")
    assert tool("store", "verify", "--config", str(config)).returncode == OK


@pytest.mark.parametrize("environment, bold", [({}, True), ({"NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False)])
def test_names_are_bold_on_a_terminal_unless_no_color_is_set(stopped, tool_path, environment, bold):
    terminal, side = pty.openpty()
    plain = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    subprocess.run([tool_path, "proj", "list", "--data", stopped.data], stdout=side, env={**plain, **environment},
                   check=True, timeout=60)
    shown = os.read(terminal, 65536).decode()
    os.close(side)
    os.close(terminal)
    assert "VIEW" in shown and ("\x1b[" in shown) == bold


def test_help_is_a_page_on_standard_output(tool):
    page = tool("--help")
    assert page.returncode == OK and page.stderr == "" and "Exit codes" in page.stdout
    for command in (["store", "verify"], ["store", "reindex"], ["store", "accept-loss"], ["stream", "read"], ["op", "get"],
                    ["proj", "list"], ["proj", "rebuild"]):
        own = tool(*command, "--help")
        assert own.returncode == OK and "hapax " + " ".join(command) in own.stdout
