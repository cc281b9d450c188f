"""What a command costs: CPU time, bytes read and written, and memory, its children included. Linux only.

Bytes are of system calls (`rchar` and `wchar` of `/proc/PID/io`): they do not depend on what is in the page cache. A
file that is mapped is not read by system calls; the part of it that was touched counts as memory.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

BYTES_PER_MB = 1e6


STARTER = """import json, os, sys, time
report, *command = sys.argv[1:]
start = time.monotonic()
child = os.posix_spawnp(command[0], command, os.environ)
os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
with open(f"/proc/{child}/io") as file:
    transferred = file.read()
_, status, usage = os.wait4(child, 0)
wall = time.monotonic() - start
cpu = usage.ru_utime + usage.ru_stime
with open(report, "w") as file:
    json.dump([os.waitstatus_to_exitcode(status), wall, cpu, usage.ru_maxrss, transferred], file)
"""
"""Starts a command and writes what it took. It is a process of its own, and small, because Linux counts the memory of
the process that starts a command as memory of the command (`getrusage(2)`: the maximum is kept over `execve`).

After its end, and before it is waited for, a command can still be asked for `/proc/PID/io`. This holds the counters of
the children that it waited for."""


class CommandFailedError(Exception):
    """A command ended with an error. The message has its output."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process and all its children took.

    Attributes:
        cpu: CPU-seconds.
        wall: wall-clock seconds.
        read: MB that were read.
        written: MB that were written.
        memory: the largest resident memory of one process, in MB.
    """

    cpu: float
    wall: float
    read: float
    written: float
    memory: float


def measure(
    command: Sequence[str], environment: Mapping[str, str] | None = None, allowed: Collection[int] = (0, 1)
) -> tuple[Cost, str]:
    """Run a command to its end. Return its cost and what it printed.

    Args:
        command: the program and its arguments.
        environment: variables that are set beside those of this process.
        allowed: the exit statuses that are not failures. A command of the program ends with 1 if it found nothing.

    Raises:
        CommandFailedError: it ended with another status.
    """
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        report = Path(folder) / "report.json"
        starter = [sys.executable, "-S", "-E", "-c", STARTER, str(report), *command]
        subprocess.run(
            starter, check=True, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})}
        )
        output.seek(0)
        text = output.read()
        status, wall, cpu, kilobytes, transferred = json.loads(report.read_text("utf-8"))
    if status not in allowed:
        raise CommandFailedError(f"{' '.join(command)}: exit status {status}\n{text}")
    counters = dict(line.split(": ") for line in transferred.splitlines())
    read, written = int(counters["rchar"]), int(counters["wchar"])
    return Cost(cpu, wall, read / BYTES_PER_MB, written / BYTES_PER_MB, kilobytes * 1024 / BYTES_PER_MB), text


def lowest(costs: Sequence[Cost]) -> Cost:
    """Return the lowest value of each quantity: other programs on the machine only add to them."""
    values = {}
    for field in fields(Cost):
        values[field.name] = min(getattr(cost, field.name) for cost in costs)
    return Cost(**values)


def as_numbers(cost: Cost) -> dict[str, float]:
    """Return a cost for JSON, in four significant digits."""
    return {name: float(f"{value:.4g}") for name, value in asdict(cost).items()}
