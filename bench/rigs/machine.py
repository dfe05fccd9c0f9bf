"""What the machine says: free ports, device sectors, memory and time of processes; and children that end with us."""

import atexit
import os
import re
import signal
import socket
import subprocess
import time

IDLE_SECONDS = 0.2
_children = []


def start_child(command, **options):
    """A process that is ours: it ends with us, whatever happens."""
    child = subprocess.Popen(command, **options)
    _children.append(child)
    return child


def end_child(child, how=signal.SIGTERM, deadline_seconds=20):
    if child.poll() is None:
        child.send_signal(how)
        try:
            child.wait(deadline_seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
    if child in _children:
        _children.remove(child)
    return child.returncode


def at_exit(end):
    atexit.register(end)


@atexit.register
def _end_all():
    for child in list(_children):
        end_child(child)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def memory_kib(pid):
    """Resident set now, and its highest value ever, in KiB."""
    with open(f"/proc/{pid}/status") as status:
        text = status.read()
    return tuple(int(re.search(rf"{name}:\s+(\d+) kB", text).group(1)) for name in ("VmRSS", "VmHWM"))


def processor_ticks(pid):
    """User and system time of a process so far, in ticks (of 10 ms)."""
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def wait_until_idle(pid, deadline_seconds=10):
    """Until a process does next to nothing: what it does after a load must not be measured with its neighbour."""
    deadline = time.monotonic() + deadline_seconds
    before = processor_ticks(pid)
    while time.monotonic() < deadline:
        time.sleep(IDLE_SECONDS)
        now = processor_ticks(pid)
        if now - before <= 1:
            return
        before = now


def written_bytes(directory):
    """Bytes written so far to the block device below a directory; None when it is not on one."""
    device = os.stat(directory).st_dev
    wanted = (os.major(device), os.minor(device))
    with open("/proc/diskstats") as stats:
        for line in stats:
            fields = line.split()
            if (int(fields[0]), int(fields[1])) == wanted:
                return int(fields[9]) * 512
    return None


def describe():
    with open("/proc/cpuinfo") as info:
        model = re.search(r"model name\s*:\s*(.*)", info.read())
    return f"{os.cpu_count()} cores ({model.group(1) if model else 'unknown'}), kernel {os.uname().release}"


def wait_for_port(port, child, deadline_seconds=10):
    deadline = time.monotonic() + deadline_seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except ConnectionRefusedError:
            if child.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
