"""A year of standing questions: reports arrive in batches, and what `evidence watch` reports is counted again.

    python -m bench.watch FOLDER QUESTIONS.jsonl [--months 12] [--questions 20] [--library FOLDER] [--held LIBRARY]

Each batch is added by the run itself. After it a second run asks all questions again, and must be silent. Its complete
answers are compared with those of all months before: by the words that were shown, without what `watch` remembers. In
some months the run is killed in the middle of its questions and started again.

With `--held` the texts and vectors of the files are copied from another library with an index of format 1, which saves
hours. The run then finds that the library has the files of its folder.
"""

import argparse
import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from assistant.assistant import Assistant
from assistant.model import Answer
from corpus.store.corpus import Corpus
from corpus.watched import NewsItem, WhatIsNew
from index.build import Builder, _Vectors
from index.former import read_vectors

WITH_QUOTES = (WhatIsNew.NEW_WORK, WhatIsNew.NEW_PASSAGE, WhatIsNew.FIRST_DESIGN, WhatIsNew.FIGURE)
VERDICTS = (WhatIsNew.ANSWERED, WhatIsNew.UNANSWERED)

KILLED_MONTHS = (4, 8)
"""Months in which the run is killed after some questions."""

ASKED_BEFORE_KILL = 7

Shown = tuple[str, str]
"""A work and words of it."""


@dataclass
class Recount:
    """The answers to one question so far, as a person saw them.

    `texts` are the words of all passages that were shown, each with its work. `answered` is the last verdict.
    """

    texts: list[Shown] = field(default_factory=list)
    answered: bool | None = None

    def changes(self, answer: Answer) -> tuple[set[Shown], set[Shown], bool]:
        """Return the new quotations, the quotations that another work had, and whether the verdict is another one."""
        new, copied = set(), set()
        for piece in answer.evidence:
            key, words = piece.citation.reference.key, words_in(piece.quote)
            holders = {work for work, text in self.texts if words in text}
            if key not in holders:
                (copied if holders else new).add((key, words))
        is_answered = answer.answered or answer.record is not None
        is_turned = self.answered is not None and self.answered != is_answered
        return new, copied, is_turned

    def remember(self, answer: Answer) -> None:
        """Add what an answer shows."""
        for piece in answer.evidence:
            self.texts.append((piece.citation.reference.key, words_in(piece.hit.passage.text)))
            self.texts.append((piece.citation.reference.key, words_in(piece.quote)))
            for also in piece.also:
                self.texts.append((also.citation.reference.key, words_in(piece.quote)))
        self.answered = answer.answered or answer.record is not None


def words_in(text: str) -> str:
    """Return the words of a text with a space around each."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return f" {' '.join(words)} "


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path)
    parser.add_argument("questions_file", type=Path)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--questions", type=int, default=20)
    parser.add_argument("--library", type=Path, help="a new library to keep")
    parser.add_argument("--held", type=Path, help="a library that has the files")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        batches = deal(sorted(options.files.rglob("*.pdf")), options.months, Path(folder))
        asked = choose_questions(options.questions_file, options.questions)
        library = options.library or Path(folder) / "library"
        simulate(Assistant.open(library), asked, batches, options.held)


def deal(files: Sequence[Path], months: int, folder: Path) -> list[Path]:
    """Return a folder for each month. Files come in the order of the hashes of their names."""
    ordered = sorted(files, key=lambda path: sha256(path.name.encode()).hexdigest())
    batches = []
    for month in range(months):
        batch = folder / f"month-{month + 1:02}"
        batch.mkdir()
        for path in ordered[month::months]:
            shutil.copy(path, batch / path.name)
        batches.append(batch)
    return batches


def choose_questions(path: Path, count: int) -> list[str]:
    """Return questions from all parts of a question file."""
    texts = [json.loads(line)["question"] for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [texts[n * len(texts) // count] for n in range(count)]


def simulate(desk: Assistant, questions: Sequence[str], batches: Sequence[Path], held: Path | None) -> None:
    """Let the batches arrive, and compare each report with the full recount."""
    desk.ensure("anywhere")
    for text in questions:
        desk.add_standing(text)
    recounts = {standing.number: Recount() for standing in desk.standing_questions()}
    totals: Counter[str] = Counter()
    everything: list[NewsItem] = []
    for month, batch in enumerate(batches, start=1):
        started = time.monotonic()
        if held:
            copy_texts(held, batch, desk)
        if month in KILLED_MONTHS:
            kill_a_run(desk.folder, batch)
            totals["runs killed"] += 1
        report = desk.watch(batch)
        desk.mark_reported(report.items)
        seconds = time.monotonic() - started
        everything += report.items
        totals["copies left out"] += report.copies
        answers, items = answers_of_a_run(desk)
        totals["second runs that were not silent"] += bool(items)
        found = compare(answers, recounts, report.items, is_baseline=month == 1)
        totals.update(found)
        files = Counter(outcome.status for outcome in report.added.outcomes)
        changes = Counter(str(item.what) for item in report.items)
        print(f"month {month:2}: {dict(files)}, {dict(changes)}, {dict(found)}, {seconds:.0f} s", flush=True)
    named = Counter((item.question, item.what, item.key, item.quote, item.why, item.before) for item in everything)
    totals["items"] = len(everything)
    totals["items reported twice"] = sum(number - 1 for number in named.values())
    totals["items in the library that no run reported"] = len(desk.news()) - len(everything)
    print(json.dumps(totals, indent=1))


def copy_texts(held: Path, batch: Path, desk: Assistant) -> None:
    """Copy the texts and vectors of the files in a folder from another library, without reading and encoding them."""
    desk.prepare()
    ids, rows = read_vectors(next((held / "index").glob("*/vectors.faiss")))
    places = {int(number): place for place, number in enumerate(ids)}
    with Corpus.open(held) as donor, Corpus.open(desk.folder, write=True) as corpus:
        copied: list[int] = []
        for source in donor.sources().values():
            if source.kind != "full text" or not (batch / source.name).exists():
                continue
            corpus.keep(donor.original(source), source.media_type)
            passages = donor.passages_of(source.sha256)
            copied += [places[passage.id] for passage in passages]
            here = replace(source, origin=str(batch / source.name))
            corpus.add(here, donor.reference(source.key), donor.document(source.sha256), passages)
        builder = Builder(desk.folder, desk.encoder)
        builder._store_slab(_Vectors(ids[copied], rows[copied]))
        builder.publish(corpus)


def answers_of_a_run(desk: Assistant) -> tuple[dict[int, Answer], Sequence[NewsItem]]:
    """Run again, and return the answer to each question and the news."""
    answers: list[Answer] = []
    ask = desk.ask

    def ask_and_keep(*arguments: Any) -> Answer:
        answers.append(ask(*arguments))
        return answers[-1]

    with patch.object(desk, "ask", ask_and_keep):
        report = desk.watch()
    numbers = [standing.number for standing in report.questions]
    return dict(zip(numbers, answers, strict=True)), report.items


def compare(
    answers: dict[int, Answer], recounts: dict[int, Recount], items: Sequence[NewsItem], *, is_baseline: bool
) -> Counter[str]:
    """Return how many changes were right, missed, or reported without one, and remember the answers."""
    found: Counter[str] = Counter()
    for number, answer in answers.items():
        recount = recounts[number]
        if not is_baseline:
            new, copied, is_turned = recount.changes(answer)
            own = [item for item in items if item.question == number]
            reported = {(item.key, words_in(item.quote)) for item in own if item.what in WITH_QUOTES and item.quote}
            found["new passages"] += len(new)
            found["missed passages"] += len(new - reported)
            found["passages without a change"] += len(reported - new)
            found["copies"] += len(copied)
            found["turned verdicts"] += is_turned
            has_verdict = any(item.what in VERDICTS for item in own)
            found["wrong verdicts"] += has_verdict != is_turned
            for line in _lines(answer.question, new - reported, reported - new):
                print(line)
        recount.remember(answer)
    return +found


def _lines(question: str, missed: set[Shown], extra: set[Shown]) -> Iterator[str]:
    for name, passages in (("missed", missed), ("extra", extra)):
        for key, words in sorted(passages):
            yield f"  {name}: {question} / {key}: {words.strip()[:300]}"


def kill_a_run(library: Path, batch: Path) -> None:
    """Run `evidence watch run` in a process, and kill it after some questions of the run were asked."""
    desk = Assistant.open(library)
    before = {standing.number: standing.asked for standing in desk.standing_questions()}
    command = [sys.executable, "-m", "assistant", "watch", "run", str(batch), "--library", str(library)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        asked = [each for each in desk.standing_questions() if each.asked != before[each.number]]
        if len(asked) >= ASKED_BEFORE_KILL:
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    if process.returncode != -signal.SIGKILL:
        raise SystemExit(f"the run ended before it was killed: {process.returncode}")


if __name__ == "__main__":
    main()
