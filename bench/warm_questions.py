"""Questions or passages in one process: python bench/warm_questions.py LIBRARY CALLS

`bench.scale` runs it for each version. CALLS is JSON: a list of {"method", "text", "fast", "filter"}; the method is
"ask", "search" or "encode". The first `COLD` calls load what is loaded once, and are not counted. Prints the medians of
a call as JSON: CPU-seconds, wall-clock seconds and MB read; and the largest memory of the process in MB. It imports
nothing of `bench`, so that it runs with an older version.
"""

import json
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

from assistant.assistant import Assistant
from corpus.model import Filter

COLD = 2


def read_bytes() -> int:
    """Return how many bytes this process has read by system calls."""
    first_line = Path("/proc/self/io").read_text("utf-8").splitlines()[0]
    return int(first_line.removeprefix("rchar: "))


def peak_bytes() -> int:
    """Return the largest resident memory of this process."""
    for line in Path("/proc/self/status").read_text("utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise ValueError("the system does not say")


def main() -> None:
    library, calls = sys.argv[1], json.loads(sys.argv[2])
    desk = Assistant.open(library)
    costs = []
    for call in calls:
        chosen: dict[str, Any] = {}
        for name, value in call["filter"].items():
            chosen[name] = tuple(value) if isinstance(value, list) else value
        before = time.process_time(), time.perf_counter(), read_bytes()
        if call["method"] == "encode":
            desk.encoder.encode_passages([call["text"]])
        else:
            getattr(desk, call["method"])(call["text"], selection=Filter(**chosen), fast=call["fast"])
        after = time.process_time(), time.perf_counter(), read_bytes()
        costs.append([end - start for start, end in zip(before, after, strict=True)])
    cpu, wall, read = (median(column) for column in zip(*costs[COLD:], strict=True))
    print(json.dumps({"cpu": cpu, "wall": wall, "read": read / 1e6, "written": 0.0, "memory": peak_bytes() / 1e6}))


if __name__ == "__main__":
    main()
