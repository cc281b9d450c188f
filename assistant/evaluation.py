"""Measure how well a library finds the pages that answer the questions of a file, and when it refuses to answer.

Pages are ranked: a passage counts for its page, and a page that was found before is skipped.

    found   b.pdf 1, crs/IF10491.pdf 2, b.pdf 1, crs/IF10491.pdf 3     gold crs/IF10491.pdf 2
    pages   b.pdf 1, crs/IF10491.pdf 2, crs/IF10491.pdf 3              page@1 0, page@5 1, MRR 1/2

`docs/evaluation.md` describes the question file and the measures.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

from assistant.assistant import Assistant
from assistant.model import Evidence
from assistant.question_files import Place, Question, read_questions
from corpus.model import Filter

PASSAGES_PER_QUESTION = 200
"""Passages searched per question: they make 50 pages or more. A page at rank 50 adds 0.02 to the reciprocal rank."""


MEASURE_COLUMNS = 8
"""Columns of a measure in the table: its name and a space. The table of all measures then fits a terminal of 80."""


class FoundPassage(NamedTuple):
    """A passage that a search returned: its file, its page, the key of its work, and its quoted sentences."""

    file: str
    page: int
    key: str
    quoted: str


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """The result of one question.

    `measures` and `rank` (of the first gold page, None if it was not found) are for questions with gold pages;
    otherwise they are empty and None. `answered` is None if the question was only searched. `not_held` are its gold
    files that the library does not have.
    """

    question: Question
    measures: Mapping[str, float]
    rank: int | None
    answered: bool | None
    not_held: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Abstention:
    """The number of questions that were refused, and the number of right refusals (`right`)."""

    unanswerable: int
    refused: int
    right: int

    @property
    def precision(self) -> float | None:
        """The share of the refusals that were right; None if nothing was refused."""
        return self.right / self.refused if self.refused else None

    @property
    def recall(self) -> float | None:
        """The share of the unanswerable questions that were refused; None if all questions are answerable."""
        return self.right / self.unanswerable if self.unanswerable else None


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """The results of a question file, question by question. `stopped` is True if a person stopped the run."""

    results: Sequence[QuestionResult]
    stopped: bool = False

    @property
    def measured(self) -> list[QuestionResult]:
        """The results of the questions that have gold pages."""
        return [result for result in self.results if result.measures]

    @property
    def left_out(self) -> int:
        """The number of answerable questions without gold pages, which cannot be measured."""
        return sum(result.question.answerable and not result.measures for result in self.results)

    def measures(self) -> list[str]:
        """Return the names of the measures, in the order of the table."""
        return list(self.measured[0].measures) if self.measured else []

    def rows(self) -> dict[str, list[QuestionResult]]:
        """Return the measured results of each kind, of each language, and of all questions."""
        rows: dict[str, list[QuestionResult]] = {}
        for result in self.measured:
            if result.question.kind:
                rows.setdefault(result.question.kind, []).append(result)
        for result in self.measured:
            if result.question.language:
                rows.setdefault(f"language {result.question.language}", []).append(result)
        rows["all"] = self.measured
        return rows

    def mean(self, measure: str, row: str = "all") -> float:
        """Return a measure's mean over the questions of a row; 0 if there are none."""
        return _mean(self.rows()[row], measure)

    def values(self) -> dict[str, dict[str, float]]:
        """Return the value of each question, by measure and by the question's id."""
        values: dict[str, dict[str, float]] = {}
        for measure in self.measures():
            values[measure] = {result.question.id: result.measures[measure] for result in self.measured}
        return values

    def abstention(self) -> Abstention | None:
        """Return how often questions were refused; None if they were only searched."""
        asked = [result for result in self.results if result.answered is not None]
        if not asked:
            return None
        refused = [result for result in asked if not result.answered]
        return Abstention(
            unanswerable=sum(not result.question.answerable for result in asked),
            refused=len(refused),
            right=sum(not result.question.answerable for result in refused),
        )


def evaluate_file(desk: Assistant, path: Path) -> EvaluationReport:
    """Return how well a library answers the questions of a file.

    Raises:
        InputError: The file cannot be read or is not a question file.
    """
    holdings = desk.holdings()
    files: dict[str, list[str]] = {}
    for holding in holdings:
        if holding.source is not None:
            for key in (holding.reference.key, *holding.reference.former_keys):
                files.setdefault(key, []).append(holding.source.origin)
    questions = read_questions(path, lambda key: files.get(key, ()))
    held_files = [holding.source.origin for holding in holdings if holding.source is not None]
    done = 0

    def search(question: str, k: int) -> list[FoundPassage]:
        return [as_found(evidence) for evidence in desk.search(question, k, Filter())]

    def ask(question: str) -> bool:
        nonlocal done
        desk.progress.advance(stage=f"Asked {done} of {len(questions)} questions", fraction=done / len(questions))
        done += 1
        return desk.ask(question).answered

    report = evaluate_questions(questions, search, ask)
    return replace(report, results=[_with_files_not_held(result, held_files) for result in report.results])


def _with_files_not_held(result: QuestionResult, held_files: Sequence[str]) -> QuestionResult:
    """Return a result with the gold files of its question that are not in the library."""
    not_held = []
    for gold_file, _ in result.question.gold:
        if gold_file not in not_held and not any(_is_same_file(file, gold_file) for file in held_files):
            not_held.append(gold_file)
    return replace(result, not_held=not_held)


def as_found(evidence: Evidence) -> FoundPassage:
    """Return what is measured of a passage that a search returned."""
    citation, text = evidence.citation, evidence.hit.passage.text
    quoted = "\n".join(text[start:end] for start, end in evidence.highlights)
    return FoundPassage(citation.source.origin, citation.locator.index, citation.reference.key, quoted)


def evaluate_questions(
    questions: Sequence[Question],
    search: Callable[[str, int], Sequence[FoundPassage]],
    ask: Callable[[str], bool] | None = None,
) -> EvaluationReport:
    """Return the measures of each question: page@k, full@k, doc@k, the reciprocal rank, and whether it was answered.

    Args:
        questions: Unanswerable ones count for abstention only.
        search: Takes a question and a number of passages; returns the passages, best first.
        ask: Takes a question and returns whether it was answered. None leaves abstention unmeasured.

    Ctrl-C ends the run early and keeps the results so far.
    """
    results: list[QuestionResult] = []
    try:
        for question in questions:
            results.append(_result(question, search, ask))
    except KeyboardInterrupt:
        return EvaluationReport(results, stopped=True)
    return EvaluationReport(results)


def _result(
    question: Question,
    search: Callable[[str, int], Sequence[FoundPassage]],
    ask: Callable[[str], bool] | None,
) -> QuestionResult:
    """Return what a library does with one question."""
    measures: dict[str, float] = {}
    rank = None
    if question.answerable and question.gold:
        found = search(question.text, PASSAGES_PER_QUESTION)
        rank = _first_rank(_pages(found), question.gold)
        measures = _measures(question, found, rank)
    answered = ask(question.text) if ask else None
    return QuestionResult(question, measures, rank, answered)


def is_gold_page(page: Place, gold: Iterable[Place]) -> bool:
    """Return whether a page is one of the gold pages."""
    file, number = page
    for gold_file, gold_number in gold:
        if number == gold_number and _is_same_file(file, gold_file):
            return True
    return False


def _measures(question: Question, found: Sequence[FoundPassage], rank: int | None) -> dict[str, float]:
    pages = _pages(found)
    document_rank = _first_document_rank(question, found)
    measures: dict[str, float] = {}
    for k in (1, 5, 10):
        measures[f"page@{k}"] = _is_within(rank, k)
    measures["MRR"] = 1 / rank if rank else 0.0
    for k in (5, 10):
        is_whole = all(_is_within(_first_rank(pages, group), k) for group in question.groups)
        measures[f"full@{k}"] = float(is_whole)
    for k in (1, 5):
        measures[f"doc@{k}"] = _is_within(document_rank, k)
    return measures


def _pages(found: Sequence[FoundPassage]) -> list[Place]:
    """Return the pages of passages, best first, each once."""
    return list(dict.fromkeys((passage.file, passage.page) for passage in found))


def _first_rank(pages: Sequence[Place], gold: Sequence[Place]) -> int | None:
    """Return the rank from 1 of the first gold page; None if it was not found."""
    for rank, page in enumerate(pages, start=1):
        if is_gold_page(page, gold):
            return rank
    return None


def _first_document_rank(question: Question, found: Sequence[FoundPassage]) -> int | None:
    """Return the rank from 1 of the first work with a gold page; None if it was not found."""
    gold_keys = set()
    for passage in found:
        if any(_is_same_file(passage.file, gold_file) for gold_file, _ in question.gold):
            gold_keys.add(passage.key)
    keys = dict.fromkeys(passage.key for passage in found)
    for rank, key in enumerate(keys, start=1):
        if key in gold_keys:
            return rank
    return None


def _is_within(rank: int | None, k: int) -> float:
    """Return 1.0 if a rank is among the first k, else 0.0."""
    return float(rank is not None and rank <= k)


def _is_same_file(file: str, gold_file: str) -> bool:
    """Return whether one path ends with the other, in whole names: `a/crs/x.pdf` and `crs/x.pdf`, or `x.pdf`."""
    path = f"/{file}".replace("\\", "/")
    gold_path = f"/{gold_file}".replace("\\", "/")
    return path.endswith(gold_path) or gold_path.endswith(path)


def _mean(results: Sequence[QuestionResult], measure: str) -> float:
    values = [result.measures[measure] for result in results]
    return fmean(values) if values else 0.0


def to_record(report: EvaluationReport) -> dict[str, Any]:
    """Return a report as data for JSON: the means of each row, and each question (docs/evaluation.md)."""
    rows = {}
    for row, results in report.rows().items():
        rows[row] = {measure: _mean(results, measure) for measure in report.measures()}
    questions = []
    for result in report.results:
        questions.append(
            {
                "id": result.question.id,
                "question": result.question.text,
                "kind": result.question.kind,
                "language": result.question.language,
                "answerable": result.question.answerable,
                "rank": result.rank,
                "answered": result.answered,
                "measures": dict(result.measures),
                "not_held": list(result.not_held),
            }
        )
    return {"rows": rows, "questions": questions, "left_out": report.left_out, "stopped": report.stopped}


def to_table(report: EvaluationReport) -> str:
    """Return a report as plain text: a row for each question, the means of each row, and what could not be measured."""
    lines = _question_lines(report.results)
    rows = report.rows()
    width = max(map(len, rows))
    header = [f"{measure:>{MEASURE_COLUMNS}}" for measure in report.measures()]
    lines.append(f"{'':{width}} {'n':>4}{''.join(header)}")
    for row, results in rows.items():
        figures = [f"{_mean(results, measure):{MEASURE_COLUMNS}.3f}" for measure in report.measures()]
        lines.append(f"{row:{width}} {len(results):4}{''.join(figures)}")
    if report.left_out:
        lines.append(f"{report.left_out} answerable questions have no gold pages and were not measured")
    abstention = report.abstention()
    if abstention:
        lines.append(_abstention_line(abstention))
    return "\n".join([*lines, *_not_held_lines(report.results)]) + "\n"


def _question_lines(results: Sequence[QuestionResult]) -> list[str]:
    """Return a table with a row for each question, and an empty line after it."""
    if not results:
        return []
    cells = [("question", "rank", "outcome", "")]
    for result in results:
        text = " ".join(result.question.text.split())
        cells.append((result.question.id, _rank(result), _outcome(result), text))
    id_width, rank_width, outcome_width, _ = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = []
    for identifier, rank, outcome, text in cells:
        line = f"{identifier:{id_width}}  {rank:>{rank_width}}  {outcome:{outcome_width}}  {text}"
        lines.append(line.rstrip())
    return [*lines, ""]


def _rank(result: QuestionResult) -> str:
    """Return the rank of the first gold page: `-` if it was not found, and nothing if there is none."""
    if not result.measures:
        return ""
    return str(result.rank) if result.rank else "-"


def _outcome(result: QuestionResult) -> str:
    """Return what `ask` did with a question, and whether that was wrong."""
    if result.not_held and result.rank is None:
        return "gold file not held"
    if result.answered is None:
        return ""
    outcome = "answered" if result.answered else "refused"
    if result.answered != result.question.answerable:
        outcome += ", has an answer" if result.question.answerable else ", has no answer"
    return outcome


def _not_held_lines(results: Sequence[QuestionResult]) -> list[str]:
    """Return the gold files that the library does not have, each with the questions that need it."""
    questions: dict[str, list[str]] = {}
    for result in results:
        for file in result.not_held:
            questions.setdefault(file, []).append(result.question.id)
    return [f"not in this library: {file} (questions {', '.join(ids)})" for file, ids in questions.items()]


def _abstention_line(abstention: Abstention) -> str:
    precision = _share(abstention.precision)
    recall = _share(abstention.recall)
    return (
        f"abstention: precision {precision}, recall {recall} "
        f"({abstention.right} of {abstention.refused} refusals were right; {abstention.unanswerable} are unanswerable)"
    )


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
