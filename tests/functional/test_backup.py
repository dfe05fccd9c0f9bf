"""Fear: a backup made under load lacks what was acknowledged before it began, one that was killed spoils the one before,
a damaged one passes for whole, or a restore writes over something."""

import json
import os
import random
import shutil
import subprocess
import time

import pytest

from audit import audit
from bank import StartFailed
from load import Load
from test_archive import other_disk  # noqa: F401, a fixture

OPENING = 5000
THREADS = 8
SMALL_SEGMENTS = ["--journal.segment_bytes", "1MiB"]
KILLS = 60 if os.environ.get("HAPAX_LONG") else 12
FLIPS = 2000 if os.environ.get("HAPAX_LONG") else 150


@pytest.fixture
def target(tmp_path):
    directory = tmp_path / "backup"
    directory.mkdir()
    return directory


def back_up(tool, bank, target, *options):
    done = tool("store", "backup", "--data", bank.data, "--to", str(target), "--output", "json", *options)
    assert done.returncode == 0, done
    return json.loads(done.stdout)


def acknowledged(load):
    return [one for one in load.attempts if one.acknowledged and one.answer.status in (201, 409)]


def repeat(bank, attempts):
    with bank.connect() as connection:
        for attempt in attempts:
            again = attempt.send(connection)
            assert again.replayed and again.first_answer() == attempt.answer.first_answer(), (attempt, again)


def restored_bank(make_bank, tool, source, *options):
    bank = make_bank(options=SMALL_SEGMENTS)
    done = tool("store", "restore", "--from", str(source), "--data", bank.data, "--output", "json", *options)
    assert done.returncode == 0, done
    return bank


def test_under_load_it_holds_all_that_was_acknowledged_before_it_began(make_bank, tool, target, seed):
    """Backups under load, some killed anywhere, the service too; each that ended is restored on another machine (that
    is, without a witness) and gives every earlier answer again."""
    random_ = random.Random(seed)
    bank = make_bank(options=SMALL_SEGMENTS).start()
    killed, made, everything, attempts = 0, 0, [], []
    accounts = [bank.open_account(f"backup-{index}", OPENING) for index in range(4)]
    for cycle in range(3):
        load = Load(bank, accounts, THREADS, seed=random_.random()).start()
        load.wait_for(300)
        for _ in range(KILLS // 3):
            process = subprocess.Popen(tool_command(tool, bank, target), stdout=subprocess.DEVNULL)
            time.sleep(random_.uniform(0, 0.03))
            process.kill()
            killed += process.wait() != 0
        before = everything + acknowledged(load)
        report = back_up(tool, bank, target, "--verify")
        made += 1
        load.wait_for(len(acknowledged(load)) + 50)
        bank.kill()
        load.join()
        everything += acknowledged(load)
        attempts += load.attempts
        copy = restored_bank(make_bank, tool, target)
        copy.start()
        repeat(copy, before)
        copy.stop()
        bank.start()
    again = back_up(tool, bank, target)
    assert again["copied"] < again["bytes"], "what is there is not copied again"
    bank.stop()
    back_up(tool, bank, target, "--verify")
    copy = restored_bank(make_bank, tool, target)
    copy.start()
    repeat(copy, everything)
    audit(copy, attempts, OPENING)
    print(f"{made} backups under load, {killed} killed, {len(everything)} operations in the last, "
          f"{report['bytes']} bytes")


def tool_command(tool, bank, target):
    return [tool.path, "store", "backup", "--data", bank.data, "--to", str(target)]


def test_verify_finds_every_flipped_bit(make_bank, tool, target, tmp_path, seed):
    random_ = random.Random(seed)
    bank = make_bank(options=SMALL_SEGMENTS).start()
    accounts = [bank.open_account("flip", OPENING)]
    load = Load(bank, accounts, THREADS, seed=random_.random()).start()
    load.wait_for(100)
    bank.kill()
    load.join()
    back_up(tool, bank, target)
    files = {path: path.read_bytes() for path in target.iterdir() if path.name != "lock"}
    for _ in range(FLIPS):
        path = random_.choice(list(files))
        content = bytearray(files[path])
        content[random_.randrange(len(content))] ^= 1 << random_.randrange(8)
        path.write_bytes(content)
        verified = tool("store", "verify", "--copy", str(target))
        assert verified.returncode == 1 and "hapax: store-" in verified.stderr, verified
        path.write_bytes(files[path])
    assert tool("store", "verify", "--copy", str(target)).returncode == 0
    print(f"{FLIPS} flipped bits, all found")


def test_a_restored_backup_under_its_witness_is_refused_until_the_loss_is_accepted(make_bank, tool, target, tmp_path):
    bank = make_bank().start()
    bank.open_account("kept", 1)
    back_up(tool, bank, target)
    bank.open_account("lost", 1)
    assert bank.stop()[0] == 0
    shutil.move(bank.data, tmp_path / "aside")
    assert tool("store", "restore", "--from", str(target), "--data", bank.data).returncode == 0
    with pytest.raises(StartFailed) as refused:
        bank.start()
    assert "store-history-lost" in refused.value.log
    assert tool("store", "accept-loss", "--data", bank.data, "--yes").returncode == 0
    bank.start()
    assert bank.balance("kept") == 1
    assert bank.ask("GET", "/accounts/lost/balance").status == 404
    refused = tool("store", "backup", "--data", bank.data, "--to", str(target))
    assert refused.returncode == 0, "the backup is the beginning of what there is now"


def test_until_a_position(make_bank, tool, target):
    bank = make_bank().start()
    for index in range(5):
        bank.open_account(f"until-{index}")
    back_up(tool, bank, target)
    copy = restored_bank(make_bank, tool, target, "--until", "3")
    copy.start()
    assert [copy.ask("GET", f"/accounts/until-{index}/balance").status for index in range(5)] == [200] * 3 + [404] * 2


def test_nothing_is_written_over_or_into_the_data(make_bank, tool, target, tmp_path):
    bank = make_bank().start()
    bank.open_account("one", 1)
    inside = os.path.join(bank.data, "backup")
    os.mkdir(inside)
    link = tmp_path / "link"
    link.symlink_to(bank.data)

    def refused(*arguments, code):
        done = tool("store", *arguments)
        assert done.returncode == code and done.stderr.startswith("hapax: "), done
        return done.stderr

    for path in (inside, bank.data, str(link), str(link / "backup"), os.path.dirname(bank.data)):
        assert "lie in one another" in refused("backup", "--data", bank.data, "--to", path, code=2)
    assert "mount its disk" in refused("backup", "--data", bank.data, "--to", str(tmp_path / "none"), code=1)
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "letter.txt").write_text("dear")
    assert "letter.txt" in refused("backup", "--data", bank.data, "--to", str(foreign), code=1)
    back_up(tool, bank, target)
    assert "disk-locked" in refused("restore", "--from", str(target), "--data", bank.data, code=6)
    bank.stop()
    assert "disk-exists" in refused("restore", "--from", str(target), "--data", bank.data, code=1)
    assert "disk-not-found" in refused("restore", "--from", str(tmp_path / "none"), "--data", str(tmp_path / "new"),
                                       code=1)
    refused("restore", "--from", str(target), "--data", str(tmp_path / "new"), "--until", "0", code=2)
    (target / "manifest").write_text("hapax-backup 1\n")
    assert "the manifest is damaged" in refused("verify", "--copy", str(target), code=1)
    assert "the manifest is damaged" in refused("backup", "--data", bank.data, "--to", str(target), code=1)
    assert "the manifest is damaged" in refused("restore", "--from", str(target), "--data", str(tmp_path / "new"),
                                                code=1)
    assert not (tmp_path / "new" / "journal").exists()


def test_a_full_target_leaves_the_backup_before(make_bank, tool, other_disk, seed):  # noqa: F811
    target = other_disk / "backup"
    target.mkdir()
    bank = make_bank(options=SMALL_SEGMENTS).start()
    account = bank.open_account("full", OPENING)
    first = back_up(tool, bank, target)
    load = Load(bank, [account], THREADS, seed=seed).start()
    while True:
        load.wait_for(len(load.attempts) + 300)
        done = tool("store", "backup", "--data", bank.data, "--to", str(target))
        if done.returncode != 0:
            break
    assert "disk-full" in done.stderr, done
    verified = tool("store", "verify", "--copy", str(target), "--output", "json")
    assert verified.returncode == 0, verified
    assert int(json.loads(verified.stdout)["end"]) >= int(first["end"])
    assert bank.running()
    bank.kill()
    load.join()


def test_verify_mends_a_mirror(make_bank, tool, tmp_path):
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    bank = make_bank(options=["--journal.mirror", str(mirror)]).start()
    bank.open_account("one", 1)
    bank.stop()
    damaged = mirror / "00000001.seg"
    content = bytearray(damaged.read_bytes())
    content[700] ^= 4
    damaged.write_bytes(content)
    both = ("store", "verify", "--data", bank.data, "--mirror", str(mirror))
    found = tool(*both)
    assert found.returncode == 1 and str(damaged) in found.stderr and "--mend" in found.stderr, found
    mended = tool(*both, "--mend", "--output", "json")
    assert mended.returncode == 0 and json.loads(mended.stdout)["mendedSegments"] == 1, mended
    assert tool(*both).returncode == 0
    assert tool("store", "verify", "--copy", str(mirror)).returncode == 0
    bank.start()
    assert bank.metric("hapax_journal_mirror_mended_segments_total") == 0
