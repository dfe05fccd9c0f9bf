"""What runs in one process without HTTP, beside the bare disk and beside RocksDB in synced batches."""

import os

from groups import names
from rigs import programs

RECORD_BYTES = 373  # of one withdrawal: the counter `bytes` of the micro-benchmark record_write


def add(plan):
    for batch in (1, 256, 16, 1024):
        add_bare_disk(plan, batch)
    for batch in (1, 256, 1024):
        add_rocksdb(plan, batch)
    for batch in (1, 256):
        add_journal(plan, batch)
    add_in_process(plan, "projector off, answered at commit", projector="off")
    add_in_process(plan, "projector on, answered at commit", projector="on")
    add_in_process(plan, "projector on, answered when the views show it", projector="on", wait="completion")
    add_one_at_a_time(plan)
    add_projections(plan)
    add_cold_load(plan)


def under(plan, name):
    return os.path.join(plan.directory, name)


def add_bare_disk(plan, batch):
    name = names.bare_disk(batch)
    plan.measure(names.place_of_batches(batch), name, lambda: bare_disk(plan, batch, RECORD_BYTES),
                 plan.row(name, "/s"))


def bare_disk(plan, batch, record_bytes):
    return programs.run("bare_disk", file=under(plan, "bare_disk"), batch=batch, record_bytes=record_bytes,
                        seconds=plan.seconds)


def add_rocksdb(plan, batch):
    name = names.raw_rocksdb(batch)
    plan.measure(names.place_of_batches(batch), name,
                 lambda: programs.run("raw_rocksdb", batch=batch, record_bytes=RECORD_BYTES, seconds=plan.seconds,
                                      directory=under(plan, "rocksdb")),
                 plan.row(name, "/s", beside=names.bare_disk(batch)))


def add_journal(plan, batch):
    name = f"journal append, synced batches of {batch}"
    append = plan.row(name, "/s", beside=names.bare_disk(batch))
    plan.again_beside(name, names.raw_rocksdb(batch))
    plan.measure(names.place_of_batches(batch), name,
                 lambda: programs.run("journal", seconds=plan.seconds, batch=batch, directory=under(plan, "journal")),
                 append, plan.row(f"journal scan, written in batches of {batch}", "records/s", "scan"))
    twice = f"journal append with a mirror on the same disk, synced batches of {batch}"
    plan.measure(names.place_of_batches(batch), twice,
                 lambda: programs.run("journal", seconds=plan.seconds, batch=batch, directory=under(plan, "journal"),
                                      mirror=under(plan, "mirror")),
                 plan.row(twice, "/s", beside=name))


def in_process(plan, **words):
    return programs.run("in_process", seconds=plan.seconds, directory=under(plan, "in_process"), **words)


def add_in_process(plan, what, **words):
    """Each time the bare disk follows with the same bytes in the same batches: what one sync really took with it."""
    name, disk = f"in process, {what}", f"bare disk, the batches of: {what}"

    def run():
        figures = in_process(plan, window=4096, **words)
        bare = bare_disk(plan, max(1, round(figures["batch"])), figures["record_bytes"])
        return {**figures, "bare": bare["rate"]}
    rows = [plan.row(name, "/s", beside=disk), plan.row(disk, "/s", "bare"),
            plan.row(f"records in one sync: {what}", "", "batch")]
    for batch in (256, 1024):
        plan.again_beside(name, names.raw_rocksdb(batch))
    plan.measure(names.place_of_batches(256), name, run, *rows)


def add_one_at_a_time(plan):
    name = "in process, one command at a time, projector off"
    plan.measure(names.place_of_batches(1), name, lambda: in_process(plan, window=1, projector="off"),
                 plan.row(name, "/s", beside=names.bare_disk(1)))
    plan.again_beside(name, names.raw_rocksdb(1))


def add_projections(plan):
    events = 200_000 * plan.seconds
    name = f"projection replay of {events:,} events, both views, indexes included"
    plan.measure("projections", name,
                 lambda: programs.run("projection_replay", events=events, directory=under(plan, "replay")),
                 plan.row(name, "events/s"), plan.row(f"full rebuild of both views, {events:,} events", "s", "seconds"))
    for batch in (1, 256):
        live = f"projection while serving, batches of {batch}"
        plan.measure("projections", live,
                     lambda b=batch: programs.run("projection_live", batch=b, seconds=plan.seconds,
                                                  directory=under(plan, "live")), plan.row(live, "events/s"))


def add_cold_load(plan):
    name = "cold load of a stream of 100,000 events"
    plan.measure("cold load", name,
                 lambda: programs.run("cold_load", events=100_000, directory=under(plan, "cold_load")),
                 plan.row(f"{name}, 999 of them after its snapshot", "ms", "snapshot_ms"),
                 plan.row(f"{name}, snapshots removed", "ms", "events_ms"))
