"""Fear: the disk is full, lies, fails, or comes back older or altered, and the bank goes on as if nothing were."""

import ctypes
import errno
import os
import random
import shutil
import tempfile

import pytest

from audit import audit
from bank import StartFailed, eventually
from failing_disk import arm, disarm, start_with_fault
from ids import uuid7
from load import Attempt, Load


OPENING = 5000
SMALL_DISK_BYTES = 24 << 20
SMALL_DISK = ["--journal.segment_bytes", "2MiB"]
LEAVE_FREE_BYTES = 64 << 10
BALLAST_STEP_BYTES = 16 << 10


# A disk that is full

@pytest.fixture
def small_disk():
    """A tmpfs of our own. Needs the right to mount."""
    directory = tempfile.mkdtemp(prefix="hapax-small-disk-")
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", directory.encode(), b"tmpfs", 0, f"size={SMALL_DISK_BYTES}".encode()) != 0:
        os.rmdir(directory)
        pytest.skip(f"mounting a tmpfs is not permitted here: {os.strerror(ctypes.get_errno())}")
    yield directory
    libc.umount2(directory.encode(), 2)  # MNT_DETACH
    os.rmdir(directory)


def fill(directory):
    """Takes all the space that is left, but for a little that files which exist already may need. The bank may prepare
    space of its own meanwhile, hence the small steps."""
    path = os.path.join(directory, "ballast")
    with open(path, "wb", buffering=0) as file:
        try:
            while os.statvfs(directory).f_bavail * os.statvfs(directory).f_frsize > LEAVE_FREE_BYTES:
                file.write(bytes(BALLAST_STEP_BYTES))
        except OSError as error:
            assert error.errno == errno.ENOSPC
    return path


def deposit_until_refused(bank, account):
    """Deposits until the bank says that it is full; answers the accepted ones and the refusal."""
    done = []
    with bank.connect() as connection:
        while True:
            attempt = Attempt(uuid7(), account, "deposits", 1)
            attempt.answer = attempt.send(connection)
            if attempt.answer.status not in (201, 202):  # 202: the views found no space, the journal still did
                return done, attempt
            done.append(attempt)


def test_a_full_disk_gives_507_and_recovers_by_itself(make_bank, small_disk):
    bank = make_bank(directory=os.path.join(small_disk, "bank"), options=SMALL_DISK).start()
    account = bank.open_account("full", OPENING)
    ballast = fill(small_disk)
    done, refused = deposit_until_refused(bank, account)
    assert refused.answer.status == 507, refused.answer
    problem = refused.answer.json()
    assert problem["code"] == "storage-full" and problem["applied"] is False
    assert bank.ask("GET", f"/operations/{refused.operation}").status == 404, "nothing recorded"
    assert done[0].send_alone(bank).first_answer() == done[0].answer.first_answer(), "repeats are still answered"
    assert bank.balance(account) >= OPENING, "reads work"
    pid = bank.pid
    os.remove(ballast)
    eventually(lambda: refused.send_alone(bank).status == 201, what="recovery without a restart")
    assert bank.running() and bank.pid == pid
    eventually(lambda: bank.balance(account) == OPENING + len(done) + 1, what="views that caught up")
    audit(bank, done + [refused.answered_by(bank)], OPENING)
    bank.kill()
    bank.start()
    audit(bank, done + [refused], OPENING)
    print(f"507 after {len(done)} deposits on a disk of {SMALL_DISK_BYTES >> 20} MiB, then recovered")


# A disk that fails

def load_until_it_dies(bank, accounts):
    load = Load(bank, accounts, threads=8).start()
    code = bank.wait()
    load.join()
    return code, load.attempts


@pytest.mark.parametrize("fault", ["fdatasync:{n}:EIO", "fdatasync:{n}:ENOSPC", "pwrite:{n}:EIO", "pwrite:{n}:exit"])
def test_a_failed_write_or_sync_aborts_and_the_restart_is_correct(make_bank, fault_library, seed, fault):
    random_ = random.Random(seed + fault)
    bank = make_bank().start()
    told = []
    for round_ in range(4):
        accounts = [bank.open_account(f"fault-{round_}-{index}", OPENING) for index in range(4)]
        assert bank.stop()[0] == 0
        start_with_fault(bank, fault_library, fault.format(n=random_.randint(1, 40)))
        arm(bank)
        code, attempts = load_until_it_dies(bank, accounts)
        assert code != 0, "a failed sync is never survived"
        assert "fault.so" in bank.log()
        bank.start()
        audit(bank, attempts, OPENING)
        for attempt in attempts:
            if attempt.acknowledged:
                assert attempt.send_alone(bank).first_answer() == attempt.answer.first_answer()
        told += attempts
    assert told
    print(f"{fault}: {len(told)} operations over 4 aborts audited")


@pytest.mark.parametrize("fault", ["fdatasync:{n}:EIO", "pwrite:{n}:EIO", "pwrite:{n}:exit", "open:{n}:EIO",
                                   "rename:{n}:EIO", "ftruncate:{n}:EIO"])
def test_a_start_that_fails_anywhere_leaves_a_store_that_starts(make_bank, fault_library, fault):
    """The n-th call fails while the bank recovers, for n = 1, 2, 4 … 64: it must not listen on a broken store, and the
    next start must serve what was told."""
    bank = make_bank().start()
    accounts = [bank.open_account(f"start-{index}", OPENING) for index in range(4)]
    load = Load(bank, accounts, threads=4).start()
    load.wait_for(50)
    bank.kill()
    load.join()
    failed = 0
    for n in (1, 2, 4, 8, 16, 32, 64):
        try:
            bank.start(LD_PRELOAD=fault_library, HAPAX_FAULT=fault.format(n=n), HAPAX_FAULT_PATH="/journal/",
                       ASAN_OPTIONS="verify_asan_link_order=0")
        except StartFailed:
            failed += 1
        bank.kill()
        bank.start()
        audit(bank, load.attempts, OPENING)
        bank.kill()
    print(f"{fault}: {failed} of 7 starts failed, every next one served all")


def test_a_short_write_or_a_slow_sync_is_no_failure(make_bank, fault_library):
    for fault in ("pwrite:10+:short", "fdatasync:1+:delay=5"):
        bank = start_with_fault(make_bank(), fault_library, fault)
        arm(bank)
        accounts = [bank.open_account(f"slow-{index}", OPENING) for index in range(4)]
        load = Load(bank, accounts, threads=8).start()
        load.wait_for(200)
        load.stop()
        assert bank.running(), bank.log()
        audit(bank, load.attempts, OPENING)
        bank.kill()
        bank.start()
        audit(bank, load.attempts, OPENING)
        print(f"{fault}: {len(load.attempts)} operations")


SECRETS = ("/journal", ".seg", "pread", "Input/output")  # and the folder of the data


def test_a_journal_that_cannot_be_read_is_503_for_those_requests_and_nothing_else(make_bank, fault_library):
    bank = make_bank().start()
    account = bank.open_account("unread", OPENING)
    done = [Attempt(uuid7(), account, "deposits", 1).answered_by(bank) for _ in range(5)]
    assert bank.stop()[0] == 0
    start_with_fault(bank, fault_library, "pread:1+:EIO")
    arm(bank)
    pid = bank.pid
    fresh = Attempt(uuid7(), account, "deposits", 1)
    refusals = [attempt.send_alone(bank) for attempt in (*done, fresh)]
    refusals.append(bank.ask("GET", f"/operations/{done[0].operation}"))
    for refused in refusals:
        assert refused.status == 503 and refused.json()["code"] == "store-unavailable", refused
        for secret in (bank.data, *SECRETS):
            assert secret not in refused.body.decode(), refused
    disarm(bank)
    for attempt in done:
        assert attempt.send_alone(bank).first_answer() == attempt.answer.first_answer()
    eventually(lambda: fresh.send_alone(bank).status == 201, what="an operation that nothing was stored of")
    assert bank.running() and bank.pid == pid
    assert "Input/output error" in bank.log(), "the log has what the clients do not hear"
    audit(bank, [*done, fresh.answered_by(bank)], OPENING)


# A disk that alters

def files_below(directory):
    return sorted(os.path.join(folder, name) for folder, _, names in os.walk(directory) for name in names)


def flip_bit_at(path, offset):
    with open(path, "r+b") as file:
        file.seek(offset)
        byte = file.read(1)[0]
        file.seek(offset)
        file.write(bytes([byte ^ 0x10]))


def flip_bit_of(bank, mark):
    """Flips one bit inside every copy of the text in the journal; answers where."""
    hits = []
    for path in files_below(os.path.join(bank.data, "journal")):
        with open(path, "rb") as file:
            offset = file.read().find(mark)
        if offset >= 0:
            flip_bit_at(path, offset + 2)
            hits.append((path, offset))
    return hits


@pytest.mark.parametrize("end", ["kill", "stop"])
@pytest.mark.parametrize("mark", [b"first-acknowledged", b"in-the-middle", b"last-acknowledged"])
def test_an_altered_journal_is_refused_at_start(make_bank, tool, mark, end):
    """The last acknowledged record counts as well: what was synced is not a torn tail that may be cut off."""
    bank = make_bank().start()
    bank.open_account("first-acknowledged")
    for index in range(100):
        bank.open_account("in-the-middle" if index == 50 else f"other-{index}")
    bank.open_account("last-acknowledged")
    getattr(bank, end)()
    assert flip_bit_of(bank, mark), "the journal does not hold the text in clear"
    with pytest.raises(StartFailed) as failed:
        bank.start()
    assert failed.value.code not in (0, None) and failed.value.code > 0, "an exit code, not a signal"
    assert "corrupt" in failed.value.log
    assert tool("store", "verify", "--data", bank.data).returncode != 0
    print(f"{mark.decode()} altered: exit code {failed.value.code}: {failed.value.log.strip().splitlines()[-1]}")


# A disk that comes back older

def test_an_old_copy_of_the_data_is_refused_until_the_loss_is_accepted(make_bank, tool, tmp_path):
    bank = make_bank().start()
    account = bank.open_account("restored", OPENING)
    assert bank.stop()[0] == 0
    shutil.copytree(bank.data, tmp_path / "old")
    bank.start()
    lost = [Attempt(uuid7(), account, "deposits", 1).answered_by(bank) for _ in range(100)]
    assert bank.stop()[0] == 0
    shutil.rmtree(bank.data)
    shutil.copytree(tmp_path / "old", bank.data)
    with pytest.raises(StartFailed) as failed:
        bank.start()
    assert failed.value.code > 0 and "accept-loss" in failed.value.log, failed.value.log
    accepted_loss = tool("store", "accept-loss", "--data", bank.data, "--yes")
    assert accepted_loss.returncode == 0, accepted_loss
    bank.start()
    assert bank.balance(account) == OPENING
    assert bank.ask("GET", f"/operations/{lost[0].operation}").status == 404
    again = lost[0].send_alone(bank)
    assert again.status == 201 and not again.replayed
    print(f"refused with exit code {failed.value.code}, then started with {len(lost)} operations given up")


def test_one_data_directory_serves_one_process(make_bank):
    first = make_bank().start()
    second = make_bank(directory=os.path.dirname(first.data))
    second.log_path += ".second"
    with pytest.raises(StartFailed) as failed:
        second.start()
    assert failed.value.code > 0
    assert first.open_account("still-served") and first.running()
    print(failed.value.log.strip().splitlines()[-1])
