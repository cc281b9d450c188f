"""Speed and memory beside a plain script, in one run: python bench/speed.py ../shared/data/reports

Makes a library of the folder, and with `bench/plain.py` the plain index of the same files (pypdf, 180-word windows,
sentence-transformers in fp32, FAISS). Asks both the same questions in new processes, and prints a table with the
targets. Every figure is about whole processes: CPU from the operating system's account of finished children, memory as
the largest sum over a process and its children (proportional set size, sampled while it runs; Linux only). The machine
must be idle.

`--keep FOLDER` keeps what was made and uses it again, so that a part can be measured once more.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

QUESTIONS = (
    "How long is the lease on the port in northern Australia?",
    "When was the last time the federal gas tax went up?",
    "¿Cuál es el tope semanal del seguro de desempleo?",
    "How does Homeland Security decide which festivals are riskiest?",
    "What is a custom notification?",
)
EVIDENCE = (sys.executable, "-m", "assistant")
PLAIN = (sys.executable, str(Path(__file__).parent / "plain.py"))


@dataclass
class Cost:
    """What a process and its children took: wall and CPU seconds, and MB at the peak; and what it printed."""

    wall: float
    cpu: float
    memory: float
    output: str


def measure(*command: str, environment: dict[str, str] | None = None, memory: bool = False) -> Cost:
    """Run a command to its end and return its cost; its output goes to a file, as into a pipe.

    Memory is sampled only on request, because each sample stops the process for a moment.
    """
    before, start = os.times(), time.monotonic()
    with tempfile.TemporaryFile("w+") as output:
        child = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})}
        )
        peak = 0.0
        while memory and child.poll() is None:
            peak = max(peak, _tree_memory(child.pid))
            is_young = time.monotonic() - start < 5
            time.sleep(0.02 if is_young else 0.2)
        child.wait()
        after, wall = os.times(), time.monotonic() - start
        output.seek(0)
        text = output.read()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(wall, cpu, peak, text)


def _tree_memory(pid: int) -> float:
    """Return the proportional set size of a process and all its descendants, in MB."""
    total = 0.0
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) / 1024
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text("utf-8").split():
                total += _tree_memory(int(child))
    except OSError:  # the process ended while we looked
        pass
    return total


ENCODER_ALONE = """
import sys, time
from assistant import Assistant
from corpus.store.corpus import Corpus
desk = Assistant.open(sys.argv[1])
with Corpus.open(desk.folder) as corpus:
    texts = [passage.text for passage in corpus.passages(corpus.passage_ids()).values()]
desk.encoder.encode_passages(texts[:64])
start = time.monotonic()
desk.encoder.encode_passages(texts)
print(len(texts), time.monotonic() - start)
"""
"""Encodes the passages of a library and prints their number and the seconds."""


class Bench:
    """The folder of reports, and a work folder with what was made and measured before."""

    def __init__(self, reports: Path, work: Path) -> None:
        self.reports, self.work = reports, work
        work.mkdir(parents=True, exist_ok=True)
        self.environment = {"EVIDENCE_LIBRARY": str(work / "library")}
        self._records = work / "costs.json"
        self._costs = json.loads(self._records.read_text("utf-8")) if self._records.exists() else {}

    def once(self, name: str, *command: str) -> Cost:
        """Return the cost of a slow command, measured only if it was not measured before."""
        if name not in self._costs:
            self._costs[name] = vars(self.run(*command, memory=True))
            self._records.write_text(json.dumps(self._costs), "utf-8")
        return Cost(**self._costs[name])

    def run(self, *command: str, memory: bool = False) -> Cost:
        """Return the cost of a command."""
        return measure(*command, environment=self.environment, memory=memory)


Row = tuple[str, str, str]
"""What was measured, its value, and its target or ""."""


def median_cpu(costs: Iterable[Cost]) -> float:
    """Return the median CPU-seconds."""
    return median(cost.cpu for cost in costs)


def median_wall(costs: Iterable[Cost]) -> float:
    """Return the median wall-clock seconds."""
    return median(cost.wall for cost in costs)


def measure_adding(bench: Bench) -> tuple[list[Row], Cost]:
    """Return the rows about adding the reports, and the cost of adding them."""
    add = bench.once("add", *EVIDENCE, "add", str(bench.reports))
    encoder = bench.once("ceiling", sys.executable, "-c", ENCODER_ALONE, str(bench.work / "library"))
    passages, seconds = encoder.output.split()[-2:]
    again = [bench.run(*EVIDENCE, "add", str(bench.reports)) for _ in range(3)]
    index_files = [path for path in (bench.work / "library" / "index").rglob("*") if path.is_file()]
    megabytes = sum(path.stat().st_size for path in index_files) / 1e6
    rows = [
        ("add, wall s", f"{add.wall:.0f}", ""),
        ("add, CPU s", f"{add.cpu:.0f}", ""),
        ("add, peak MB in all processes", f"{add.memory:.0f}", "< 1200"),
        ("passages", passages, ""),
        ("encoder alone on the same passages, s", f"{float(seconds):.0f}", ""),
        ("the encoder's share of the whole add", f"{float(seconds) / add.wall:.2f}", ">= 0.85"),
        ("adding again, wall s", f"{median_wall(again):.2f}", "< 3"),
        ("index, MB", f"{megabytes:.1f}", ""),
    ]
    return rows, add


def measure_asking(bench: Bench) -> tuple[list[Row], float]:
    """Return the rows about `--help` and cold questions, and the median wall-clock seconds of a cold question."""
    cold = [bench.run(*EVIDENCE, "ask", question) for question in QUESTIONS * 2]
    sampled = [bench.run(*EVIDENCE, "ask", question, memory=True) for question in QUESTIONS]
    usage = [measure(*EVIDENCE, "--help") for _ in range(5)]
    rows = [
        ("evidence --help, CPU s", f"{median_cpu(usage):.2f}", "< 0.4"),
        ("cold ask, CPU s", f"{median_cpu(cold):.2f}", "< 1.2"),
        ("cold ask, wall s", f"{median_wall(cold):.2f}", ""),
        ("cold ask, peak MB", f"{max(cost.memory for cost in sampled):.0f}", "< 350"),
    ]
    return rows, median_wall(cold)


def measure_plain(bench: Bench, add: Cost, cold_wall: float) -> list[Row]:
    """Return the rows about the plain script, and ours as a ratio to it."""
    index = str(bench.work / "plain")
    build = bench.once("plain build", *PLAIN, "build", str(bench.reports), index)
    asked = [measure(*PLAIN, "ask", index, question) for question in QUESTIONS[:3]]
    return [
        ("plain: build, wall s", f"{build.wall:.0f}", ""),
        ("plain: cold ask, wall s", f"{median_wall(asked):.2f}", ""),
        ("plain: cold ask, CPU s", f"{median_cpu(asked):.2f}", ""),
        ("add / plain build", f"{add.wall / build.wall:.2f}", "<= 0.5"),
        ("cold ask / plain cold ask", f"{cold_wall / median_wall(asked):.3f}", "<= 0.125"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a folder of PDF reports")
    parser.add_argument("--keep", type=Path, help="where to build, and where to find what was built before")
    parser.add_argument("--no-plain", action="store_true", help="do not measure the plain script")
    arguments = parser.parse_args()
    bench = Bench(arguments.folder, arguments.keep or Path(tempfile.mkdtemp(prefix="evidence-speed-")))
    bench.run(*EVIDENCE, "ask", "x")  # makes the model and the starter library before anything is measured
    adding, add = measure_adding(bench)
    asking, cold_wall = measure_asking(bench)
    rows = [*asking, *adding]
    if not arguments.no_plain:
        rows += measure_plain(bench, add, cold_wall)
    width = max(len(name) for name, _, _ in rows)
    for name, value, target in rows:
        print(f"{name:{width}}  {value:>8}  {target}")


if __name__ == "__main__":
    main()
