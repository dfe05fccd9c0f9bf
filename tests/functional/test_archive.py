"""Fear: a closed segment is missing from the archive, or what was archived cannot be served again."""

import ctypes
import os
import random
import shutil

import pytest

from audit import audit
from bank import eventually
from load import Load

OPENING = 5000
THREADS = 8
SMALL_SEGMENTS = ["--journal.segment_bytes", "1MiB"]


@pytest.fixture
def other_disk(tmp_path):
    """A tmpfs of 3 MiB: another file system, and one that fills up. Needs the right to mount."""
    directory = tmp_path / "other-disk"
    directory.mkdir()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", str(directory).encode(), b"tmpfs", 0, b"size=3m") != 0:
        pytest.skip(f"mounting a tmpfs is not permitted here: {os.strerror(ctypes.get_errno())}")
    yield directory
    libc.umount2(str(directory).encode(), 2)  # MNT_DETACH


def segments(directory):
    return sorted(name for name in os.listdir(directory) if name.endswith(".seg"))


def journal(bank):
    return os.path.join(bank.data, "journal")


def everything_is_archived(bank, archive):
    """All but the segment in use, and nothing that is half a copy."""
    eventually(lambda: bank.metric("hapax_journal_archive_waiting") == 0, what="an archive that has caught up")
    closed = segments(journal(bank))[:-1]
    assert segments(archive) == closed
    assert [name for name in os.listdir(archive) if not name.endswith(".seg")] == []
    for name in closed:
        with open(os.path.join(journal(bank), name), "rb") as whole, open(os.path.join(archive, name), "rb") as copy:
            bytes_ = copy.read()
            assert whole.read(len(bytes_)) == bytes_, name
    return closed


def fill_and_kill(bank, accounts, random_, operations=500):
    load = Load(bank, accounts, THREADS, seed=random_.random()).start()
    load.wait_for(operations + random_.randint(1, 100))
    bank.kill()
    load.join()
    return load.attempts


def test_every_closed_segment_is_archived_and_the_archive_is_served(make_bank, tool, tmp_path, seed):
    """Load, kill -9 and restart several times over; then the archive alone, without the journal, is a bank that answers
    every archived operation as the first one did."""
    random_ = random.Random(seed)
    archive = tmp_path / "archive"
    archive.mkdir()
    bank = make_bank(options=[*SMALL_SEGMENTS, "--journal.archive", str(archive)]).start()
    accounts = [bank.open_account(f"archive-{index}", OPENING) for index in range(4)]
    attempts = []
    for _ in range(4):
        attempts += fill_and_kill(bank, accounts, random_)
        bank.start()
    everything_is_archived(bank, archive)
    audit(bank, attempts, OPENING)
    assert bank.stop()[0] == 0
    bank.start()  # closes the last segment that any of these operations is in
    closed = everything_is_archived(bank, archive)
    assert bank.metric("hapax_journal_archive_failures_total") == 0
    bank.stop()

    restored = make_bank()
    os.makedirs(journal(restored))
    for name in closed:
        shutil.copy(archive / name, journal(restored))
    verified = tool("store", "verify", "--data", restored.data, "--output", "json")
    assert verified.returncode == 0, verified
    restored.start()
    audit(restored, attempts, OPENING)
    with restored.connect() as connection:
        for attempt in (attempt for attempt in attempts if attempt.acknowledged and attempt.answer.status != 202):
            again = attempt.send(connection)
            assert again.replayed and again.first_answer() == attempt.answer.first_answer(), (attempt, again)
    print(f"{len(closed)} segments archived, {len(attempts)} operations answered from the archive alone")


def test_a_full_archive_on_another_disk_harms_nobody_and_goes_on_when_it_has_space(make_bank, other_disk, seed):
    random_ = random.Random(seed)
    archive = other_disk / "archive"
    archive.mkdir()
    ballast = other_disk / "ballast"
    ballast.write_bytes(bytes((3 << 20) - (16 << 10)))
    bank = make_bank(options=[*SMALL_SEGMENTS, "--journal.archive", str(archive)]).start()
    account = bank.open_account("archive", OPENING)
    attempts = fill_and_kill(bank, [account], random_)
    bank.start()
    eventually(lambda: bank.metric("hapax_journal_archive_failures_total") > 0, what="a try that failed")
    assert "a segment was not archived" in bank.log()
    assert bank.metric("hapax_journal_archive_waiting") > 0
    load = Load(bank, [account], THREADS, seed=random_.random()).start()
    load.wait_for(100)
    load.stop()
    assert all(attempt.answer.status in (201, 409) for attempt in load.attempts), "the bank serves as ever"
    ballast.unlink()
    everything_is_archived(bank, archive)
    assert "the archive is written again" in bank.log()
    audit(bank, attempts + load.attempts, OPENING)


def test_an_archive_that_is_not_there_is_trouble_and_not_made(make_bank, tmp_path):
    archive = tmp_path / "not-mounted"
    bank = make_bank(options=["--journal.archive", str(archive)]).start()
    bank.open_account("a", OPENING)
    bank.stop()
    bank.start()
    eventually(lambda: bank.metric("hapax_journal_archive_failures_total") > 0, what="a try that failed")
    assert not archive.exists()
    assert bank.open_account("b", OPENING)
