"""PostgreSQL doing the same work: the plpgsql function of postgres/schema.sql under pgbench, in a cluster of our own.

    if postgres.installed(): cluster = Postgres(directory); cluster.run(connections=64, seconds=5); cluster.stop()

It runs as the user `postgres` when we are root (it refuses to run as root), on a unix socket only, with
synchronous_commit on. The server runs only while it is measured: what it does later (checkpoints, vacuum) would be
measured with others.
"""

import glob
import os
import pwd
import re
import shutil
import signal
import subprocess
import time

from rigs import machine

SCRIPTS = os.path.join(os.path.dirname(__file__), "..", "postgres")
SETTINGS = {"listen_addresses": "", "max_connections": "300", "shared_buffers": "512MB", "max_wal_size": "4GB",
            "synchronous_commit": "on", "fsync": "on"}


def binaries():
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    usable = [folder for folder in folders
              if all(os.path.exists(os.path.join(folder, name)) for name in ("initdb", "postgres", "pgbench", "psql"))]
    return usable[-1] if usable else None


def installed():
    return binaries() is not None


class Postgres:
    def __init__(self, directory):
        self._bin = binaries()
        self._directory = directory
        self._as = self._other_user()
        os.makedirs(directory, mode=0o755)
        shutil.copytree(SCRIPTS, os.path.join(directory, "scripts"))
        if self._as:
            user = pwd.getpwnam("postgres")
            os.chown(directory, user.pw_uid, user.pw_gid)
        self._server = None
        self._tool("initdb", "-D", f"{directory}/data", "-A", "trust", "-U", "postgres", "--no-sync")
        self._start()
        self._tool("psql", "-h", directory, "-U", "postgres", "-v", "ON_ERROR_STOP=1", "-q",
                   "-f", f"{directory}/scripts/schema.sql")
        self._bench(16, 1, "duplicate")  # the first time they are no repeats
        self.stop()

    @staticmethod
    def _other_user():
        return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.getuid() == 0 else {}

    def run(self, connections, seconds, script="withdraw"):
        """Answers rate, p50_ms, p99_ms."""
        self._start()
        try:
            return self._bench(connections, seconds, script)
        finally:
            self.stop()

    def _bench(self, connections, seconds, script):
        for old in glob.glob(f"{self._directory}/log.*"):
            os.remove(old)
        said = self._tool("pgbench", "-h", self._directory, "-U", "postgres", "-n", "-M", "prepared",
                          "-c", str(connections), "-j", "1" if connections == 1 else "2", "-T", str(seconds),
                          "-f", f"{self._directory}/scripts/{script}.pgbench",
                          "-l", "--log-prefix", f"{self._directory}/log", "postgres")
        failed = re.search(r"number of failed transactions: (\d+)", said)
        assert not failed or failed.group(1) == "0", said
        latencies = sorted(self._latencies())
        return {"rate": float(re.search(r"tps = ([\d.]+)", said).group(1)),
                "p50_ms": latencies[len(latencies) // 2] / 1e3, "p99_ms": latencies[len(latencies) * 99 // 100] / 1e3}

    def _start(self):
        settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with open(os.path.join(self._directory, "server.log"), "ab") as log:
            self._server = machine.start_child([f"{self._bin}/postgres", "-D", f"{self._directory}/data",
                                                "-k", self._directory, *settings],
                                               stdout=log, stderr=log, cwd=self._directory, **self._as)
        self._wait()

    def stop(self):
        if self._server:
            machine.end_child(self._server, signal.SIGINT)
            self._server = None

    def _latencies(self):
        for path in glob.glob(f"{self._directory}/log.*"):
            with open(path) as log:
                yield from (int(line.split()[2]) for line in log)

    def _wait(self):
        while True:
            ready = subprocess.run([f"{self._bin}/pg_isready", "-q", "-h", self._directory], cwd=self._directory)
            if ready.returncode == 0:
                return
            assert self._server.poll() is None, f"PostgreSQL did not start: see {self._directory}/server.log"
            time.sleep(0.05)

    def _tool(self, name, *arguments):
        done = subprocess.run([f"{self._bin}/{name}", *arguments], capture_output=True, text=True,
                              cwd=self._directory, **self._as)
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"
        return done.stdout
