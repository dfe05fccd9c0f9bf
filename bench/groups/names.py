"""Names that several groups must spell alike: rows find each other, and measures their place in a round, by them."""

CONNECTIONS = (1, 16, 64, 256)


def many(count, what="connection"):
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def nginx(count, workers=2):
    return f"nginx static answer, {many(workers, 'worker')}, {many(count)}"


def withdrawals(count):
    return f"bank withdrawals, {many(count)}"


REPEATS = "bank repeats, 64 connections"


def bare_disk(batch):
    return f"bare disk, batches of {batch}"


def raw_rocksdb(batch):
    return f"raw RocksDB, synced batches of {batch}"


def place_of_load(count):
    """What is asked over so many connections is measured side by side."""
    return f"load of {count}"


def place_of_batches(batch):
    return f"batches of {batch}"
