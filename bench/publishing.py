"""Two libraries publish to one place while others ask it: nothing is lost, and every answer is whole.

    python -m bench.publishing LIBRARY QUESTIONS [--place PLACE] [--minutes 5] [--readers 8]

LIBRARY is copied twice, each copy without every other work, so that together they have all works. Each copy publishes,
removes a work, publishes, takes the removal back, and publishes again, until the time is over. Meanwhile the readers
ask the questions of a file (one on a line) one after another, and look at each quotation. At the end the place must
have exactly the rows of both copies. `--place object-store` starts a server that speaks S3 on this machine.
"""

import argparse
import multiprocessing
import shutil
import statistics
import time
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from assistant.assistant import Assistant
from bench.published import opened_place
from corpus.errors import EvidenceError
from corpus.store.corpus import Corpus
from corpus.store.mirror import TABLES, rows_of
from index.published.tables import Tables, mirrored


@dataclass
class Report:
    """What a process did: publications or answers, and what went wrong."""

    done: int = 0
    faults: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)


def halves(library: Path, folder: Path) -> list[Path]:
    """Return two copies of a library, each without every other work."""
    copies = []
    for number in (0, 1):
        copy = Path(shutil.copytree(library, folder / f"half-{number}"))
        desk = Assistant.open(copy)
        keys = [holding.reference.key for holding in desk.holdings()]
        desk.remove(list(dict.fromkeys(keys))[number::2])
        desk.reindex()
        with Corpus.open(copy, write=True) as corpus:
            corpus.renew_identity()
        copies.append(copy)
    return copies


def publish(library: Path, place: str, end: float, report: Report) -> None:
    """Publish a library with changes until the time is over. At the end it is as at the beginning."""
    desk = Assistant.open(library)
    keys = [holding.reference.key for holding in desk.holdings()]
    while time.monotonic() < end:
        key = keys[report.done % len(keys)]
        for change in (lambda key=key: desk.remove([key]), lambda: desk.undo(desk.past_jobs()[0])):
            try:
                change()
                desk.reindex()
                start = time.monotonic()
                desk.publish(place)
            except EvidenceError as error:
                report.faults.append(str(error))
            else:
                report.done += 1
                report.seconds.append(time.monotonic() - start)
    desk.publish(place)


def read(place: str, questions: Sequence[str], end: float, report: Report) -> None:
    """Ask questions until the time is over, and look up each quotation."""
    desk = Assistant.open(place)
    while time.monotonic() < end:
        question = questions[report.done % len(questions)]
        start = time.monotonic()
        try:
            answer = desk.ask(question, fast=True)
        except EvidenceError as error:
            report.faults.append(str(error))
            continue
        report.seconds.append(time.monotonic() - start)
        report.done += 1
        for piece in answer.evidence:
            first, last = piece.highlights[0]
            words = piece.hit.passage.text[first:last]
            if not words.strip() or not piece.citation.text:
                report.faults.append(f"an empty quotation for {question!r}")


def reporting(results: Connection, work: Callable[..., None], *arguments: Any) -> None:
    """Do the work of a process and send what it did, also if it ends with an error that nobody expected."""
    report = Report()
    try:
        work(*arguments, report)
    except Exception as error:
        report.faults.append("".join(traceback.format_exception(error)[-3:]))
    finally:
        results.send(report)


@dataclass(frozen=True, slots=True)
class Worker:
    """A process that was started, and where its report comes from."""

    process: BaseProcess
    results: Connection

    @classmethod
    def start(cls, work: Callable[..., None], *arguments: Any) -> "Worker":
        """Start a process with the work."""
        context = multiprocessing.get_context("spawn")
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=reporting, args=(sender, work, *arguments))
        process.start()
        sender.close()  # so that the end of the process is the end of the pipe
        return cls(process, receiver)

    def report(self) -> Report:
        """Wait for the end of the process. Return what it did."""
        try:
            report: Report = self.results.recv()
            self.process.join()
        except EOFError:
            self.process.join()
            report = Report(faults=[f"it ended without a report, with the exit status {self.process.exitcode}"])
        return report


def differences(place: str, libraries: Sequence[Path]) -> list[str]:
    """Return the tables whose rows are not exactly those of the libraries. Works and sources of both are different."""
    expected: dict[str, Counter[Any]] = {name: Counter() for name in TABLES}
    for library in libraries:
        with Corpus.open(library) as corpus:
            names = {"key": list(corpus.references()), "sha256": list(corpus.sources())}
            for table, column in TABLES.items():
                kind = "key" if column in ("key", "work") else "sha256"
                expected[table].update(rows_of(corpus.database, table, names[kind]))
    tables = Tables(place)
    return [name for name in TABLES if Counter(tables.rows(name, None, mirrored(name))) != expected[name]]


def main() -> None:
    """Run the publishers and the readers, and print what they did."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("library", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--place", help="a new folder or address, or object-store; default: a folder that is deleted")
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--readers", type=int, default=8)
    options = parser.parse_args()
    questions = [line for line in options.questions.read_text("utf-8").splitlines() if line.strip()]
    with TemporaryDirectory() as folder, opened_place(options.place) as place:
        copies = halves(options.library, Path(folder))
        for copy in copies:
            Assistant.open(copy).publish(place)
        faults = run(copies, place, questions, options.minutes, options.readers)
        wrong = differences(place, copies)
        print(f"tables that differ from the libraries at the end: {', '.join(wrong) or 'none'}")
        if faults or wrong:
            raise SystemExit(1)


def run(copies: Sequence[Path], place: str, questions: Sequence[str], minutes: float, readers: int) -> int:
    """Run all processes until the time is over. Print what they did, and return the number of faults."""
    end = time.monotonic() + 60 * minutes
    publishing = [Worker.start(publish, copy, place, end) for copy in copies]
    reading = [Worker.start(read, place, questions, end) for _ in range(readers)]
    faults = 0
    for kind, workers in (("publisher", publishing), ("reader", reading)):
        reports = [worker.report() for worker in workers]
        describe(kind, reports)
        faults += sum(len(report.faults) for report in reports)
    return faults


def describe(kind: str, reports: Sequence[Report]) -> None:
    """Print what the processes of one kind did, and the first faults of each."""
    seconds = [second for report in reports for second in report.seconds]
    median = statistics.median(seconds) if seconds else 0.0
    print(f"{len(reports)} {kind}s: {sum(report.done for report in reports)} done, median {median:.2f} s")
    for report in reports:
        for fault in report.faults[:5]:
            print(f"  {fault}")


if __name__ == "__main__":
    main()
