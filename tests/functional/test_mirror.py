"""Fear: one of two disks is gone, and with it something that was acknowledged; or without a mirror more is lost than
the documents say, or silently."""

import os
import random
import shutil

import pytest

from audit import audit
from bank import StartFailed, eventually
from load import Load

OPENING = 5000
THREADS = 8
SMALL_SEGMENTS = ["--journal.segment_bytes", "1MiB"]


@pytest.fixture
def mirror(tmp_path):
    directory = tmp_path / "second" / "bank"
    directory.mkdir(parents=True)
    return directory


@pytest.fixture
def mirrored(make_bank, mirror):
    return make_bank(options=[*SMALL_SEGMENTS, "--journal.mirror", str(mirror)])


def journal(bank):
    return os.path.join(bank.data, "journal")


def load_and_kill(bank, name, random_, operations=150):
    accounts = [bank.open_account(f"{name}-{index}", OPENING) for index in range(3)]
    load = Load(bank, accounts, THREADS, seed=random_.random()).start()
    load.wait_for(operations + random_.randint(1, 100))
    bank.kill()
    load.join()
    return load.attempts


def repeat_acknowledged(bank, attempts):
    with bank.connect() as connection:
        for attempt in (one for one in attempts if one.acknowledged and one.answer.status != 202):
            again = attempt.send(connection)
            assert again.replayed and again.first_answer() == attempt.answer.first_answer(), (attempt, again)


def replace_disk(directory):
    shutil.rmtree(directory)
    os.mkdir(directory)


def test_either_disk_is_lost_after_kill_9_and_nothing_acknowledged_is(mirrored, mirror, tool, seed):
    """Load, kill -9, one of the two directories is gone, start: every answer is given again, the books are right."""
    random_ = random.Random(seed)
    bank = mirrored.start()
    assert bank.metric("hapax_journal_mirrored") == 1
    attempts, lost = [], []
    for cycle in range(6):
        attempts += load_and_kill(bank, f"mirror-{cycle}", random_)
        gone = (journal(bank), bank.data, str(mirror))[cycle % 3]
        lost.append(os.path.basename(gone))
        replace_disk(gone)
        bank.start()
        eventually(lambda: bank.metric("hapax_journal_mirror_mended_segments_total") > 0, what="segments mended")
        assert "a copy of the journal was mended from the other one" in bank.log()
        repeat_acknowledged(bank, attempts)
        audit(bank, attempts, OPENING)
    assert bank.stop()[0] == 0
    ends = []
    for copy in (journal(bank), str(mirror)):
        verified = tool("store", "verify", "--copy", copy, "--output", "json")
        assert verified.returncode == 0, verified
        ends.append(verified.stdout.split('"end":')[1].split(",")[0])
    assert ends[0] == ends[1]
    print(f"lost one after the other: {', '.join(lost)}; {len(attempts)} operations, none lost")


def test_a_start_that_mends_is_killed_again_and_again(mirrored, mirror, seed):
    random_ = random.Random(seed)
    bank = mirrored.start()
    attempts = load_and_kill(bank, "mend", random_, operations=600)
    for directory in (str(mirror), journal(bank)):
        replace_disk(directory)
        for _ in range(10):
            bank.start_and_kill_after(random_.uniform(0, 0.06))
        bank.start()
        audit(bank, attempts, OPENING)
        bank.kill()
    bank.start()
    repeat_acknowledged(bank, attempts)


def test_a_disk_that_is_not_mounted_is_refused_and_no_folder_is_made_in_its_place(mirrored, mirror):
    mirrored.start().kill()
    shutil.rmtree(mirror.parent)
    with pytest.raises(StartFailed) as refused:
        mirrored.start()
    assert refused.value.code == 1 and "disk-not-found" in refused.value.log, refused.value.log
    assert not mirror.parent.exists()


def test_another_banks_journal_is_no_mirror(make_bank, mirrored, mirror, seed):
    mirrored.start().open_account("ours", 1)
    mirrored.kill()
    stranger = make_bank().start()
    stranger.open_account("theirs", 1)
    stranger.kill()
    kept = {name: (mirror / name).read_bytes() for name in os.listdir(mirror)}
    replace_disk(mirror)
    shutil.copytree(journal(stranger), mirror, dirs_exist_ok=True)
    with pytest.raises(StartFailed) as refused:
        mirrored.start()
    assert "store-identity-mismatch" in refused.value.log, refused.value.log
    replace_disk(mirror)
    for name, content in kept.items():
        (mirror / name).write_bytes(content)
    mirrored.start()
    assert mirrored.balance("ours") == 1


def test_without_a_mirror_the_loss_is_refused_then_accepted_and_is_what_the_backup_lacks(make_bank, tool, tmp_path,
                                                                                      seed):
    """The disk is gone, the witness is not: an old backup is refused until accept-loss; what it holds is served."""
    random_ = random.Random(seed)
    bank = make_bank(options=SMALL_SEGMENTS).start()
    before = load_and_kill(bank, "before", random_)
    bank.start()
    backup = str(tmp_path / "backup")
    os.mkdir(backup)
    assert tool("store", "backup", "--data", bank.data, "--to", backup).returncode == 0
    after = load_and_kill(bank, "after", random_)
    bank.start()  # the witness has seen all of it when this listens
    bank.kill()
    shutil.rmtree(bank.data)
    assert tool("store", "restore", "--from", backup, "--data", bank.data).returncode == 0
    with pytest.raises(StartFailed) as refused:
        bank.start()
    assert "store-history-lost" in refused.value.log, refused.value.log
    assert tool("store", "accept-loss", "--data", bank.data, "--yes").returncode == 0
    bank.start()
    repeat_acknowledged(bank, before)
    audit(bank, before, OPENING)
    lost = [one for one in after if one.acknowledged]
    for attempt in random_.sample(lost, min(20, len(lost))):
        assert bank.ask("GET", f"/operations/{attempt.operation}").status == 404
    print(f"{len(before)} operations before the backup kept, {len(lost)} after it lost, as documented")
