"""The parts of the proof, in the order in which they run. A module that brings its own proof adds a line here."""

from part import Part

BIN = "build/release/bin"
REAL = ("python3", "-B", "tests/functional/prove.py")
HISTORIES = ("python3", "-B", "tests/prove/histories.py")
SUITE = ("python3", "-B", "tests/prove/suite.py", "--preset")
BANK = {"release": ("bank", "hapax", "hapax-check", "fault", "memory")}

PARTS = (
    Part("checker", "the history checker finds every planted violation and nothing in clean histories",
         usual=(f"{BIN}/hapax-check", "--self-test"),
         long=(f"{BIN}/hapax-check", "--self-test", "--long"),
         builds={"release": ("hapax-check",)}, minutes=0.5),
    Part("histories", "what simulated clients saw is clean to the checker too, and not when a bug is planted",
         usual=(*HISTORIES, "--seeds", "1..500", "--planted", "build/planted/bin/simulate"),
         long=(*HISTORIES, "--seeds", "1..10000", "--planted", "build/planted/bin/simulate"),
         builds={"release": ("simulate", "hapax-check"), "planted": ("simulate",)}, minutes=0.5),
    Part("models", "the protocol holds in every interleaving of its models, and every planted bug breaks one",
         usual=("python3", "-B", "docs/proof/run.py"),
         long=("python3", "-B", "docs/proof/run.py", "--long"), minutes=2),
    Part("simulation", "the promises hold in worlds with faults drawn by seed",
         usual=(f"{BIN}/simulate", "--seeds", "1..200000"),
         long=(f"{BIN}/simulate", "--seeds", "1..10000000"),
         builds={"release": ("simulate",)}, minutes=5),
    Part("same-everywhere", "a seed is the same run on both compilers, and allowed by the model",
         usual=("python3", "-B", "tests/prove/same_hashes.py", "--seeds", "1..4000"),
         builds={"release": ("simulate",), "planted": ("simulate",)}, minutes=0.5),
    Part("planted-bugs", "the simulation finds every bug that was planted",
         usual=("build/planted/bin/simulate", "--plant", "all"),
         builds={"planted": ("simulate",)}, minutes=1),
    Part("crash-points", "the process may die at every named point",
         usual=(*REAL, "crash-points", "--hits", "3"),
         long=(*REAL, "crash-points", "--hits", "100"), builds=BANK, minutes=1.5),
    Part("io-faults", "every call to the disk may fail in every way",
         usual=(*REAL, "io-faults"), long=(*REAL, "io-faults", "--all"), builds=BANK, minutes=1),
    Part("no-memory", "a request for memory may fail at any moment",
         usual=(*REAL, "no-memory", "--runs", "100"),
         long=(*REAL, "no-memory", "--runs", "5000"), builds=BANK, minutes=1),
    Part("kill-loop", "nothing acknowledged is lost by kill -9",
         usual=(*REAL, "kill-loop", "--cycles", "500"),
         long=(*REAL, "kill-loop", "--cycles", "20000"), builds=BANK, minutes=1),
    Part("disks-and-clocks", "full and broken disks, pauses and clocks that jump do no harm",
         usual=(*REAL, "disks-and-clocks"), long=(*REAL, "disks-and-clocks", "--long"), builds=BANK, minutes=0.5),
    Part("bit-flips", "a bit that turns in a stored file is found or does not matter",
         usual=(*REAL, "bit-flips", "--flips", "300"),
         long=(*REAL, "bit-flips", "--flips", "10000"), builds=BANK, minutes=2),
    Part("fuzzers", "no input makes a parser or decoder fail",
         usual=("python3", "-B", "tests/fuzz/run.py", "--seconds", "60"),
         long=("python3", "-B", "tests/fuzz/run.py", "--executions", "100000000"),
         builds={"fuzz": ("fuzzers",)}, minutes=1.5),
    Part("coverage", "every branch of kernel and application is taken by a test, or explained",
         long=("python3", "-B", "tests/coverage/run.py", "--worlds", "2000"), builds={"coverage": ()}),
    Part("address", "no fast test touches memory that is not its own, leaks, or leaves what C++ defines",
         long=(*SUITE, "dev"), builds={"dev": ()}),
    Part("threads", "no two threads of a fast test race for memory",
         long=(*SUITE, "tsan"), builds={"tsan": ()}),
)
