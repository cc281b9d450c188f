"""What each command costs as a library grows: python -m bench.scale FOLDER [--sizes 10000 100000 1000000]

Makes libraries in FOLDER (`bench.generated_library`: 10k, 100k, 1m), unless they are there. Runs every command in its
own process, several times, and prints CPU-seconds, MB read, MB written and MB of memory for each size, and how they
grow: 0 if a cost is the same in every library, 1 if it is in proportion to the number of passages (the slope of log
cost by log passages, between the two largest sizes). The lowest of the runs counts: other programs only add to it.

    --against PATH       also measure another checkout of the program, in turn with this one
    --only NAME...       measure only these commands
    --out costs.json     keep the costs. What was measured before is printed too, and replaced if measured again
    --runs 0 --out FILE  print what was measured before
    --project N...       also print what larger libraries would cost, on the line through the two largest sizes

The commands that write do it in a copy of the library. Files of the index are linked into the copy, because an index is
never changed in place; the run ends with an error if one of them was. A library of a million passages takes 3 GB, its
copy 1.7 GB more, making it 0.9 GB of memory and 7 GB of disk.
"""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.e5_like import PASSAGES_PER_WORK
from bench.generated_library import key_of, sha256_of
from bench.generated_texts import Texts
from bench.process_costs import BYTES_PER_MB, Cost, as_numbers, lowest, measure
from corpus.store.inspection import CORPUS, CURRENT, INDEX, ORIGINALS
from index.build import embedded_text
from tests.reports import write_pdf

ROOT = Path(__file__).resolve().parents[1]
SIZES = (10_000, 100_000, 1_000_000)

REPORT_PAGES = 20
WARM_CALLS = 8
"""Questions to a warm process. Two of them warm it."""

ENCODED_PASSAGES = 32

FIRST_NEW_WORK = 10_000_000
"""The numbers of works that no generated library has: the reports that are added."""

QUANTITIES = {"cpu": "CPU-seconds", "read": "MB read", "written": "MB written", "memory": "MB of memory"}


@dataclass(frozen=True, slots=True)
class Program:
    """A version of the program: its name in the table, and the folder of its code."""

    name: str
    code: Path

    @property
    def environment(self) -> dict[str, str]:
        """The variables with which a process runs this version. The bench itself is always this one."""
        return {"PYTHONPATH": f"{self.code}{os.pathsep}{ROOT}"}

    def run(self, *arguments: str) -> Cost:
        """Return the cost of a command of the program."""
        cost, _ = measure([sys.executable, "-P", "-m", "assistant", *arguments], self.environment)
        return cost

    def call(self, library: Path, calls: Sequence[Mapping[str, Any]]) -> Cost:
        """Return the median cost of calls in one process."""
        script = str(ROOT / "bench" / "warm_questions.py")
        _, output = measure([sys.executable, "-P", script, str(library), json.dumps(calls)], self.environment, {0})
        return Cost(**json.loads(output.splitlines()[-1]))

    def build(self, library: Path, passages: int, part: str) -> Cost:
        """Make a library with this version, or a part of it."""
        command = [sys.executable, "-P", "-m", "bench.generated_library", str(library), str(passages), "--part", part]
        cost, _ = measure(command, self.environment, {0})
        return cost


@dataclass
class Library:
    """A generated library, and how often each command has been run on it."""

    folder: Path
    texts: Texts
    runs: dict[str, int] = field(default_factory=dict)

    def next_number(self, command: str) -> int:
        """Return the number of the next run of a command, from 0: each run has a question or a work of its own."""
        number = self.runs.get(command, 0)
        self.runs[command] = number + 1
        return number


Measurement = Callable[[Program, Library, Path], Cost]
"""Runs a command of a program once. The path is a folder for files."""

# --- the commands ----------------------------------------------------------------------------------------------------


def cold(*arguments: str) -> Measurement:
    """Return the measurement of a command with a question, in a process of its own."""

    def run(program: Program, library: Library, _: Path) -> Cost:
        question = library.texts.question(library.next_number("question"))
        return program.run(*arguments, question, "-L", str(library.folder))

    return run


def warm(method: str, fast: bool = False, **selection: Any) -> Measurement:
    """Return the measurement of questions to a warm process."""

    def run(program: Program, library: Library, _: Path) -> Cost:
        chosen = dict(selection)
        if "keys" in chosen:
            chosen["keys"] = [key_of_number(library, number) for number in chosen["keys"]]
        calls = []
        for _number in range(WARM_CALLS):
            question = library.texts.question(library.next_number("question"))
            calls.append({"method": method, "text": question, "fast": fast, "filter": chosen})
        return program.call(library.folder, calls)

    return run


def encode(program: Program, library: Library, _: Path) -> Cost:
    """Encode one passage after another."""
    work = library.texts.work(0, "")
    calls = []
    for passage in work.passages[:ENCODED_PASSAGES]:
        calls.append({"method": "encode", "text": embedded_text(passage), "fast": True, "filter": {}})
    return program.call(library.folder, calls)


def plain(*arguments: str) -> Measurement:
    """Return the measurement of a command without a question."""
    return lambda program, library, _: program.run(*arguments, "-L", str(library.folder))


def show(program: Program, library: Library, _: Path) -> Cost:
    """Show a work."""
    return program.run("show", key_of_number(library, 1), "-L", str(library.folder))


def add(program: Program, library: Library, files: Path) -> Cost:
    """Add a report of `REPORT_PAGES` pages that the library does not have."""
    number = FIRST_NEW_WORK + library.next_number("add")
    document = library.texts.work(number, "").document
    report = write_pdf(files / f"report-{number}.pdf", [page.text for page in document.pages[:REPORT_PAGES]])
    return program.run("add", str(report), "-L", str(library.folder))


def remove(program: Program, library: Library, _: Path) -> Cost:
    """Remove a work with its passages."""
    number = 10 + library.next_number("remove")
    return program.run("remove", key_of_number(library, number), "-L", str(library.folder))


def key_of_number(library: Library, number: int) -> str:
    """Return the key of a work of a generated library."""
    return key_of(library.texts.work(number, sha256_of(number)))


READING: Mapping[str, Measurement] = {
    "cold ask": cold("ask"),
    "cold ask --fast": cold("ask", "--fast"),
    "warm ask": warm("ask"),
    "warm search --fast": warm("search", fast=True),
    "warm search --fast --since": warm("search", fast=True, since=2010),
    "warm search --fast --language": warm("search", fast=True, languages=["en"]),
    "warm search --fast --key": warm("search", fast=True, keys=[1]),
    "encode a passage": encode,
    "list": plain("list"),
    "status": plain("status"),
    "show": show,
    "verify": plain("verify"),
}
WRITING: Mapping[str, Measurement] = {"add a report": add, "remove a work": remove}
FIRST_INDEX = "first index"
COMMANDS = (*READING, *WRITING, FIRST_INDEX)

# --- libraries -------------------------------------------------------------------------------------------------------


def size_name(passages: int) -> str:
    """Return a short name of a size: 10k, 100k, 1m, 1b."""
    if passages >= 1_000_000_000:
        return f"{passages / 1e9:g}b"
    if passages >= 1_000_000:
        return f"{passages / 1e6:g}m"
    return f"{passages / 1e3:g}k"


def open_library(folder: Path, passages: int) -> Library:
    """Return a library that is there."""
    return Library(folder, Texts(-(-passages // PASSAGES_PER_WORK), PASSAGES_PER_WORK))


def build(program: Program, folder: Path, passages: int) -> Cost | None:
    """Make a library that is not there. Return the cost of its first index, or None if it is there already."""
    if (folder / INDEX / CURRENT).exists():
        return None
    print(f"making {folder}", file=sys.stderr, flush=True)
    program.build(folder, passages, "corpus")
    return program.build(folder, passages, "index")


@contextmanager
def copied(library: Library, files: Path) -> Iterator[Library]:
    """Yield a copy of a library, which is deleted at the end.

    Raises:
        AssertionError: a file of the index was changed in place, and with it the library that was copied.
    """
    before = _stamps(library.folder / INDEX)
    copy = files / "library"
    shutil.copytree(library.folder, copy, ignore=shutil.ignore_patterns(ORIGINALS, INDEX))
    for name in (ORIGINALS, INDEX):
        shutil.copytree(library.folder / name, copy / name, copy_function=os.link)
    try:
        yield Library(copy, library.texts)
    finally:
        shutil.rmtree(copy)
        assert _stamps(library.folder / INDEX) == before, f"{library.folder}: a file of the index was changed in place"


def _stamps(folder: Path) -> dict[Path, tuple[int, int]]:
    """Return the size and the time of each file."""
    stamps = {}
    for path in folder.rglob("*"):
        if path.is_file():
            status = path.stat()
            stamps[path] = status.st_size, status.st_mtime_ns
    return stamps


# --- measuring -------------------------------------------------------------------------------------------------------

Costs = dict[str, dict[str, dict[str, dict[str, float]]]]
"""The quantities by program, command and size."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The cost of a command of a program on a library of a size."""

    program: str
    command: str
    passages: int
    cost: Cost

    def as_costs(self) -> Costs:
        """Return it in the form of the table."""
        return {self.program: {self.command: {str(self.passages): as_numbers(self.cost)}}}

    def __str__(self) -> str:
        """A line of progress."""
        numbers = ", ".join(f"{name} {value:g}" for name, value in as_numbers(self.cost).items())
        return f"{self.program}, {size_name(self.passages)}, {self.command}: {numbers}"


def measure_size(
    folder: Path, passages: int, programs: Sequence[Program], only: Sequence[str], runs: int
) -> Iterator[Measured]:
    """Yield the costs of commands on a library of one size, one after another."""
    libraries: dict[Program, Library] = {}
    for program in programs:
        place = library_folder(folder, program, passages)
        first_index = build(program, place, passages)
        libraries[program] = open_library(place, passages)
        if first_index:
            yield Measured(program.name, FIRST_INDEX, passages, first_index)
    for name in READING:
        if name in only:
            costs: dict[Program, list[Cost]] = {program: [] for program in programs}
            for _ in range(runs):
                for program in programs:
                    costs[program].append(READING[name](program, libraries[program], folder))
            for program in programs:
                yield Measured(program.name, name, passages, lowest(costs[program]))
    writing = [name for name in WRITING if name in only]
    for program in programs if writing else ():
        with TemporaryDirectory(dir=folder) as files, copied(libraries[program], Path(files)) as library:
            for name in writing:
                found = [WRITING[name](program, library, Path(files)) for _ in range(runs)]
                yield Measured(program.name, name, passages, lowest(found))


def library_folder(folder: Path, program: Program, passages: int) -> Path:
    """Return the folder of a library. Another version has its own, because it may write another format."""
    own = folder if program.name == "now" else folder / program.name
    return own / size_name(passages)


def merge(old: Costs, new: Costs) -> Costs:
    """Return both; a cost that is in both is the new one."""
    merged: Costs = json.loads(json.dumps(old))
    for program, commands in new.items():
        for command, sizes in commands.items():
            merged.setdefault(program, {}).setdefault(command, {}).update(sizes)
    return merged


# --- the table -------------------------------------------------------------------------------------------------------


def growth(small: int, low: float, large: int, high: float) -> float | None:
    """Return the exponent with which a cost grows between two sizes; None if it is 0 at one of them."""
    if low <= 0 or high <= 0:
        return None
    return log(high / low) / log(large / small)


def projected(by_size: Mapping[int, float], size: int) -> float:
    """Return a cost at another size, on the line through the two largest measured sizes; never less than the largest.

    That is what a cost does that is a fixed part and a part for each passage. Nothing else is known of sizes that were
    not measured.
    """
    small, large = sorted(by_size)[-2:]
    for_each_passage = (by_size[large] - by_size[small]) / (large - small)
    return max(by_size[large], by_size[large] + for_each_passage * (size - large))


def table(title: str, rows: Mapping[str, Mapping[int, float]], projections: Sequence[int] = ()) -> str:
    """Return a table: a line for each row, a column for each size, the growth, and what other sizes would cost."""
    sizes = sorted({size for by_size in rows.values() for size in by_size})
    heads = [*map(size_name, sizes), "growth", *(f"~{size_name(size)}" for size in projections)]
    lines = [f"{title:42}" + "".join(f"{head:>12}" for head in heads)]
    for label, by_size in rows.items():
        cells = [_number(by_size[size]) if size in by_size else "" for size in sizes]
        if len(by_size) > 1:
            cells += [_growth_cell(by_size), *(_number(projected(by_size, size)) for size in projections)]
        lines.append((f"{label:42}" + "".join(f"{cell:>12}" for cell in cells)).rstrip())
    return "\n".join(lines)


def _growth_cell(by_size: Mapping[int, float]) -> str:
    small, large = sorted(by_size)[-2:]
    exponent = growth(small, by_size[small], large, by_size[large])
    return "" if exponent is None else f"{exponent:.2f}"


def cost_rows(costs: Costs, quantity: str) -> dict[str, dict[int, float]]:
    """Return one quantity by command (and program, if there are two) and size, in the order of the commands."""
    rows = {}
    for command in COMMANDS:
        for program, commands in costs.items():
            label = command if len(costs) == 1 else f"{command}, {program}"
            by_size = {int(size): cost[quantity] for size, cost in commands.get(command, {}).items()}
            if by_size:
                rows[label] = by_size
    return rows


def storage_rows(folder: Path, sizes: Sequence[int]) -> dict[str, dict[int, float]]:
    """Return the MB of the files of the libraries that are there, by part and size. Originals are not real ones."""
    rows: dict[str, dict[int, float]] = {"corpus.sqlite": {}}
    for size in sizes:
        library = folder / size_name(size)
        if not (library / CORPUS).exists():
            continue
        rows["corpus.sqlite"][size] = (library / CORPUS).stat().st_size / BYTES_PER_MB
        for path in (library / INDEX).glob("*/*"):
            files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
            by_size = rows.setdefault(f"index: {path.name}", {})
            by_size[size] = by_size.get(size, 0.0) + sum(file.stat().st_size for file in files) / BYTES_PER_MB
    return {name: by_size for name, by_size in rows.items() if by_size}


def _number(value: float) -> str:
    """Return a number with about three digits."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the libraries are, or are made")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="passages of each library")
    parser.add_argument("--runs", type=int, default=3, metavar="N", help="how often each command is run; default 3")
    parser.add_argument("--only", nargs="+", choices=COMMANDS, default=COMMANDS, metavar="NAME", help="commands")
    parser.add_argument("--against", type=Path, metavar="PATH", help="another checkout of the program")
    parser.add_argument("--project", type=int, nargs="+", default=(), metavar="N", help="sizes to project costs to")
    parser.add_argument("--out", type=Path, metavar="FILE", help="keep the costs in this file")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    programs = [Program("now", ROOT)]
    if arguments.against:
        programs.insert(0, Program("before", arguments.against.resolve()))
    costs: Costs = {}
    if arguments.out and arguments.out.exists():
        costs = json.loads(arguments.out.read_text("utf-8"))
    for passages in arguments.sizes if arguments.runs else ():
        for measured in measure_size(arguments.folder, passages, programs, arguments.only, arguments.runs):
            print(measured, file=sys.stderr, flush=True)
            costs = merge(costs, measured.as_costs())
            if arguments.out:  # after each command, so that a run that is stopped keeps its results
                arguments.out.write_text(json.dumps(costs, indent=1) + "\n", "utf-8")
    tables = []
    for quantity, title in QUANTITIES.items():
        tables.append(table(title, cost_rows(costs, quantity), arguments.project))
    tables.append(table("MB on disk", storage_rows(arguments.folder, arguments.sizes), arguments.project))
    print("\n\n".join(tables))


if __name__ == "__main__":
    main()
