"""Sets of the gate with a question file over PDF files: `reports`, `filings` and `articles`."""

import json
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import fmean

import pypdfium2

from assistant.assistant import Assistant
from assistant.evaluation import EvaluationReport, FoundPassage, as_found, evaluate_questions
from assistant.ingest.coordinator import Ingest
from assistant.model import Answer, Evidence
from assistant.progress_display import line
from assistant.question_files import Question, read_questions
from bench.measured import Measured, Values
from bench.measures import holds, holds_quote, is_short_and_holds
from bench.plain import AWARE, BLIND, WORDS_PER_WINDOW, Fusion, pdfium_pages, reranked, split
from bench.setup import Bench, short_hash
from corpus.files import hash_file, write_file
from corpus.model import Filter
from corpus.store.corpus import Corpus
from corpus.text.language import detect
from index.build import Builder
from index.models import cross_encoder

ROOT = Path(__file__).resolve().parents[1]

PAGE_SETS = ("reports", "filings", "articles")

MAX_CI_PAGES = 1000
"""Pages of reports that `--ci` reads: the shortest files, which have the most questions for the time they take."""

RERANKED = "plain, rerank"
"""Plain fusion that knows the language, with its first windows reranked if the cross-encoder reads the question."""


def measure_page_set(bench: Bench, name: str) -> Measured:
    """Return the measures of a question file over a library of its folder."""
    folder = bench.data / name
    files = sorted(folder.rglob("*.pdf"))
    questions = read_questions(folder / "questions.jsonl")
    if bench.ci:
        files = shortest({file: _page_count(file) for file in files}, MAX_CI_PAGES)
        questions = answered_by(questions, [file.as_posix() for file in files])
    start = time.monotonic()
    if name in bench.libraries:
        desk = Assistant(bench.libraries[name])
    else:
        desk = make_library(bench, name, files)
    values, rows, shown = _measure_library(bench, name, desk, questions)
    our_seconds = time.monotonic() - start
    plain = _measure_plain(bench, name, files, questions) if bench.plain else {}
    return Measured(
        mark=short_hash(questions, [file.name for file in files]),
        rows=rows,
        values=values,
        plain=plain,
        seconds={"ours": our_seconds, "plain": time.monotonic() - start - our_seconds},
        shown=shown,
    )


def shortest(pages: Mapping[Path, int], budget: int) -> list[Path]:
    """Return the files with the fewest pages, as many as fit a budget of pages, in the order of their names."""
    kept = []
    by_length = sorted(pages.items(), key=lambda item: (item[1], item[0]))
    for file, count in by_length:
        budget -= count
        if budget < 0:
            break
        kept.append(file)
    return sorted(kept)


def answered_by(questions: Iterable[Question], files: Sequence[str]) -> list[Question]:
    """Return the questions whose gold files are all among these files, and the unanswerable questions."""
    kept = []
    for question in questions:
        gold_files = {file for file, _ in question.gold}
        missing = [gold for gold in gold_files if not any(file.endswith(f"/{gold}") for file in files)]
        if not missing:
            kept.append(question)
    return kept


def _page_count(file: Path) -> int:
    with pypdfium2.PdfDocument(file) as document:
        return len(document)


def _measure_library(
    bench: Bench, name: str, desk: Assistant, questions: Sequence[Question]
) -> tuple[Values, Mapping[str, Sequence[str]], float]:
    """Return the values of each question by measure, the ids of the questions of each row, and `Measured.shown`."""
    found: dict[str, list[FoundPassage]] = {}

    def search(text: str, k: int) -> list[FoundPassage]:
        evidence = desk.search(text, k, Filter(), fast=bench.fast)
        found[text] = [as_found(passage) for passage in evidence]
        bench.tell(f"{name}: searched for {len(found)} questions")
        return found[text]

    report = evaluate_questions(questions, search)
    answers = _ask(bench, name, desk, questions)
    values = {
        **report.values(),
        "quoted": _quoted(questions, found),
        **quotations(questions, answers),
        **refusals(questions, answers),
    }
    known_values = {measure: by_question for measure, by_question in values.items() if by_question}
    return known_values, _rows(report, questions), mean_shown(questions, answers)


def _quoted(questions: Iterable[Question], found: Mapping[str, Sequence[FoundPassage]]) -> dict[str, float]:
    """Return whether the answer was quoted, for each question that was searched and has a `quote`."""
    quoted = {}
    for question in questions:
        if question.text in found and question.quote:
            quoted[question.id] = holds_quote(question, found[question.text])
    return quoted


def _ask(bench: Bench, name: str, desk: Assistant, questions: Sequence[Question]) -> dict[str, Answer]:
    """Return the answer to each question, by the question's id."""
    answers = {}
    for number, question in enumerate(questions, start=1):
        answers[question.id] = desk.ask(question.text, fast=bench.fast)
        bench.tell(f"{name}: asked {number} of {len(questions)} questions")
    return answers


def _rows(report: EvaluationReport, questions: Iterable[Question]) -> dict[str, Sequence[str]]:
    """Return the ids of the questions of each row: kinds, languages, unanswerable, all."""
    rows: dict[str, Sequence[str]] = {}
    for row, results in report.rows().items():
        rows[row] = [result.question.id for result in results]
    del rows["all"]
    unanswerable = [question.id for question in questions if not question.answerable]
    if unanswerable:
        rows["unanswerable"] = unanswerable
    rows["all"] = [question.id for question in questions]
    return rows


def quotations(questions: Iterable[Question], answers: Mapping[str, Answer]) -> dict[str, dict[str, float]]:
    """Return `quote@1`, `quote@3` and `holding` of the answerable questions that have a `quote`."""
    values: dict[str, dict[str, float]] = {"quote@1": {}, "quote@3": {}, "holding": {}}
    for question in questions:
        if not question.answerable or not question.quote:
            continue
        shown = _shown(answers[question.id])
        is_right = [is_short_and_holds(question.quote, piece.quote) for piece in shown]
        holding = [holds(question.quote, piece.hit.passage.text) for piece in shown]
        values["quote@1"][question.id] = float(any(is_right[:1]))
        values["quote@3"][question.id] = float(any(is_right[:3]))
        values["holding"][question.id] = fmean(holding) if holding else 0.0
    return values


def _shown(answer: Answer) -> Sequence[Evidence]:
    """Return the passages that a person sees: the evidence, or the closest passages of a refusal."""
    return answer.evidence or answer.closest


def mean_shown(questions: Iterable[Question], answers: Mapping[str, Answer]) -> float:
    """Return how many passages are shown for an answerable question, on average; 0 if there are none."""
    counts = [len(_shown(answers[question.id])) for question in questions if question.answerable]
    return fmean(counts) if counts else 0.0


def refusals(questions: Iterable[Question], answers: Mapping[str, Answer]) -> dict[str, dict[str, float]]:
    """Return `answered`, `refused`, `told` and `rightly` of questions."""
    values: dict[str, dict[str, float]] = {"answered": {}, "refused": {}, "told": {}, "rightly": {}}
    for question in questions:
        answer = answers[question.id]
        if question.answerable:
            values["answered"][question.id] = float(answer.answered)
        else:
            is_told = not answer.answered or answer.missing or answer.missing_in
            values["refused"][question.id] = float(not answer.answered)
            values["told"][question.id] = float(bool(is_told))
        if not answer.answered:
            values["rightly"][question.id] = float(not question.answerable)
    return values


def make_library(bench: Bench, name: str, files: Sequence[Path]) -> Assistant:
    """Return a library of these files, made by the code as it is now."""
    folder = bench.cache / (f"{name}-ci" if bench.ci else name)
    stamp = short_hash([hash_file(path) for path in [*files, *_corpus_code()]])
    stamp_file = folder / "stamp"
    if not stamp_file.exists() or stamp_file.read_text("utf-8") != stamp:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        write_file(stamp_file, stamp.encode())
    desk = Assistant(folder / "library")
    desk.ensure("anywhere")
    desk.progress.watch = lambda progress: bench.tell(f"{name}: {line(progress).plain}")
    with Corpus.open(desk.folder, write=True) as corpus:
        # With `fresh`, the index is made from the kept vectors by the code as it is now, stems and all.
        builder = Builder(desk.folder, bench.encoder, fresh=True)
        report = Ingest(corpus, builder, desk.progress, ocr_mode="never").add_paths([str(file) for file in files], None)
    for outcome in report.outcomes:
        if outcome.status == "refused":
            print(f"{name}: {outcome.path}: {outcome.reason}", file=sys.stderr)
    if report.stopped:
        raise KeyboardInterrupt
    return Assistant(desk.folder)


def _corpus_code() -> list[Path]:
    """Return the files of `corpus` that decide how documents are read, identified and cut."""
    paths = sorted((ROOT / "corpus").rglob("*"))
    return [path for path in paths if path.suffix in {".py", ".json", ".md"}]


def _measure_plain(bench: Bench, name: str, files: Sequence[Path], questions: Sequence[Question]) -> dict[str, Values]:
    """Return the values of each variant of plain fusion."""
    windows: list[tuple[str, int, str]] = []
    for file in files:
        for page, text in _windows(bench, name, file):
            windows.append((file.as_posix(), page, text))
    texts = [text for _, _, text in windows]
    fusion = Fusion(texts, bench.encoder.encode_passages(texts))
    asked = [question.text for question in questions if question.answerable]
    vectors = dict(zip(asked, bench.encoder.encode_queries(asked), strict=True))

    reranker = cross_encoder.load()

    def search_as(variant: str) -> Callable[[str, int], list[FoundPassage]]:
        def search(question: str, k: int) -> list[FoundPassage]:
            numbers = fusion.search(question, vectors[question], aware=variant != BLIND)
            if variant == RERANKED and detect(question) in (reranker.languages or ()):
                numbers = reranked(question, numbers, texts, reranker)
            found = []
            for number in numbers:
                file, page, _ = windows[number]
                found.append(FoundPassage(file, page, file, ""))
            return found

        return search

    values = {}
    for variant in (BLIND, AWARE, RERANKED):
        bench.tell(f"{name}: {variant}")
        values[variant] = evaluate_questions(questions, search_as(variant)).values()
    return values


def _windows(bench: Bench, name: str, file: Path) -> Iterator[tuple[int, str]]:
    """Yield the page and the text of each window of a file. They are kept by the file's hash."""
    kept = bench.cache / "windows" / f"{hash_file(file)[:16]}-{WORDS_PER_WINDOW}.json"
    if not kept.exists():
        bench.tell(f"{name}, plain: reading {file.name}")
        windows = list(split(pdfium_pages(file)))
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_file(kept, json.dumps(windows).encode())
    yield from json.loads(kept.read_text("utf-8"))
