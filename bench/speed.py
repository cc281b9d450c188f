"""Speed and memory beside a plain script, in one run: python bench/speed.py ../shared/data/reports

Builds a library of the folder and, with `bench/plain.py`, the plain index of the same files (pypdf, 180-word windows,
sentence-transformers in fp32, FAISS); asks both the same questions in new processes; and prints a table with the
targets. Every figure is of whole processes: CPU from the operating system's account of the finished children, memory
as the largest sum over a process and its children (proportional set size, sampled while it runs; Linux only).
The machine must be idle.

`--keep FOLDER` keeps what was built and takes it up again, so that a part can be measured once more.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
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
    """What a process and its children took: wall and CPU seconds, and MB at the peak."""

    wall: float
    cpu: float
    memory: float
    output: str


def measure(*command: str, environment: dict[str, str] | None = None, memory: bool = False) -> Cost:
    """Runs a command to its end and gives what it took; output goes to a file, as into a pipe.

    Memory is looked at only where asked for: looking stops the process for a moment each time.
    """
    before, began = os.times(), time.monotonic()
    with tempfile.TemporaryFile("w+") as output:
        child = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env={**os.environ, **(environment or {})}
        )
        peak = 0.0
        while memory and child.poll() is None:
            peak = max(peak, _tree_memory(child.pid))
            time.sleep(0.02 if time.monotonic() - began < 5 else 0.2)
        child.wait()
        after, wall = os.times(), time.monotonic() - began
        output.seek(0)
        text = output.read()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(wall, cpu, peak, text)


def _tree_memory(pid: int) -> float:
    """Gives the proportional set size of a process and all below it, in MB."""
    total = 0.0
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1]) / 1024
        for task in Path(f"/proc/{pid}/task").iterdir():
            total += sum(_tree_memory(int(child)) for child in (task / "children").read_text().split())
    except OSError:  # it ended while we looked
        pass
    return total


CEILING = """
import sys, time
from assistant import Assistant
from corpus.store.corpus import Corpus
desk = Assistant.open(sys.argv[1])
with Corpus.open(desk.folder) as corpus:
    texts = [p.text for p in corpus.passages(corpus.passage_ids()).values()]
desk.encoder.encode_passages(texts[:64])
began = time.monotonic()
desk.encoder.encode_passages(texts)
print(len(texts), time.monotonic() - began)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a folder of PDF reports")
    parser.add_argument("--keep", type=Path, help="where to build, and to find what was built before")
    parser.add_argument("--no-plain", action="store_true", help="leave the plain script out")
    arguments = parser.parse_args()
    work = arguments.keep or Path(tempfile.mkdtemp(prefix="evidence-speed-"))
    work.mkdir(parents=True, exist_ok=True)
    library = {"EVIDENCE_LIBRARY": str(work / "library")}
    measure(*EVIDENCE, "ask", "x", environment=library)  # makes the model and the starter library, outside the times

    rows: list[tuple[str, str, str]] = []
    records = work / "costs.json"
    kept = json.loads(records.read_text()) if records.exists() else {}

    def once(name: str, *command: str) -> Cost:
        """Measures what takes long once, and remembers it beside what it built."""
        if name not in kept:
            kept[name] = vars(measure(*command, environment=library, memory=True))
            records.write_text(json.dumps(kept))
        return Cost(**kept[name])

    add = once("add", *EVIDENCE, "add", str(arguments.folder))
    ceiling = once("ceiling", sys.executable, "-c", CEILING, str(work / "library"))
    passages, seconds = ceiling.output.split()[-2:]
    again = [measure(*EVIDENCE, "add", str(arguments.folder), environment=library) for _ in range(3)]
    cold = [measure(*EVIDENCE, "ask", question, environment=library) for question in QUESTIONS * 2]
    remembered = [measure(*EVIDENCE, "ask", question, environment=library, memory=True) for question in QUESTIONS]
    usage = [measure(*EVIDENCE, "--help") for _ in range(5)]
    size = sum(p.stat().st_size for p in (work / "library" / "index").rglob("*") if p.is_file()) / 1e6

    rows.append(("evidence --help, CPU s", f"{median(c.cpu for c in usage):.2f}", "< 0.4"))
    rows.append(("cold ask, CPU s", f"{median(c.cpu for c in cold):.2f}", "< 1.2"))
    rows.append(("cold ask, wall s", f"{median(c.wall for c in cold):.2f}", ""))
    rows.append(("cold ask, peak MB", f"{max(c.memory for c in remembered):.0f}", "< 350"))
    rows.append(("add, wall s", f"{add.wall:.0f}", ""))
    rows.append(("add, CPU s", f"{add.cpu:.0f}", ""))
    rows.append(("add, peak MB in all processes", f"{add.memory:.0f}", "< 1200"))
    rows.append(("passages", passages, ""))
    rows.append(("encoder alone on the same passages, s", f"{float(seconds):.0f}", ""))
    rows.append(("share of the encoder's ceiling over the whole add", f"{float(seconds) / add.wall:.2f}", ">= 0.85"))
    rows.append(("adding again, wall s", f"{median(c.wall for c in again):.2f}", "< 3"))
    rows.append(("index, MB", f"{size:.1f}", ""))
    if not arguments.no_plain:
        build = once("plain build", *PLAIN, "build", str(arguments.folder), str(work / "plain"))
        plain = [measure(*PLAIN, "ask", str(work / "plain"), question) for question in QUESTIONS[:3]]
        wall = median(c.wall for c in cold) / median(c.wall for c in plain)
        rows.append(("plain: build, wall s", f"{build.wall:.0f}", ""))
        rows.append(("plain: cold ask, wall s", f"{median(c.wall for c in plain):.2f}", ""))
        rows.append(("plain: cold ask, CPU s", f"{median(c.cpu for c in plain):.2f}", ""))
        rows.append(("add / plain build", f"{add.wall / build.wall:.2f}", "<= 0.5"))
        rows.append(("cold ask / plain cold ask", f"{wall:.3f}", "<= 0.125"))
    width = max(len(name) for name, _, _ in rows)
    for name, value, target in rows:
        print(f"{name:{width}}  {value:>8}  {target}")


if __name__ == "__main__":
    main()
