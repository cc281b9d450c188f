"""Measures of retrieval and abstaining, over a question file or a BEIR collection.

A **question file** has one JSON object a line:

    {"id": "s01", "kind": "single", "language": "en", "question": "...", "answerable": true,
     "gold": [{"file": "crs/IF10491.pdf", "page": 2}], "groups": [[{"file": ..., "page": ...}], ...]}

`page` is physical, from 1; `groups`, where given, are the parts of an answer spread over documents. What is ranked is
pages: a passage found counts for its page, and a page found again is passed over, so that

    found   b.pdf 1, crs/IF10491.pdf 2, b.pdf 1, crs/IF10491.pdf 3     gold crs/IF10491.pdf 2
    pages   b.pdf 1, crs/IF10491.pdf 2, crs/IF10491.pdf 3              page@1 0, page@5 1, MRR 1/2

A **BEIR folder** (https://github.com/beir-cellar/beir) has `corpus.jsonl`, `queries.jsonl` and `qrels/SPLIT.tsv`.

Nothing here knows how a library is searched: that comes in as functions.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote

from corpus.errors import InputError
from index.measures import average_precision, mean, ndcg, per_query, recall, reciprocal_rank, success

Item = TypeVar("Item")

DEPTH = 200
"""Passages asked for per question: they make 50 pages or more, and one at rank 50 adds 0.02 to its reciprocal rank."""

Place = tuple[str, int]
"""A file, by the end of its path, and a physical page."""

QUOTED = 0.6
"""Share of the words of a question's `quote` that a quotation has to hold: the sentence, though not its every word."""


class Found(NamedTuple):
    """A passage found: its file, its page, the key of its document, and the sentences that are quoted of it."""

    file: str
    page: int
    key: str
    quoted: str


Run = Mapping[str, Sequence[tuple[str, float]]]
"""For each query the documents found, best first, with their scores."""


@dataclass(frozen=True, slots=True)
class Question:
    """A line of a question file.

    `groups` holds all of `gold` as one group where the line gives none; `quote` is what a gold page says, "" where the
    line does not tell.
    """

    id: str
    kind: str
    language: str
    text: str
    answerable: bool
    gold: tuple[Place, ...]
    groups: tuple[tuple[Place, ...], ...]
    quote: str


@dataclass(frozen=True, slots=True)
class Collection:
    """A BEIR folder: documents as (id, title, text), the queries that are judged, and their gains."""

    documents: tuple[tuple[str, str, str], ...]
    queries: Mapping[str, str]
    judged: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Abstention:
    """How often the program said that it has no evidence (`abstained`), and rightly so (`right`)."""

    unanswerable: int
    abstained: int
    right: int

    @property
    def precision(self) -> float | None:
        """The share of the abstentions that were right; None where there were none."""
        return self.right / self.abstained if self.abstained else None

    @property
    def recall(self) -> float | None:
        """The share of the unanswerable questions that were left unanswered; None where there are none."""
        return self.right / self.unanswerable if self.unanswerable else None


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured.

    `values` holds each measure of each query; `rows` the queries that belong together, by the name of a kind, of a
    language, or "all"; `omitted` counts queries without anything relevant, which no measure counts.
    """

    values: Mapping[str, Mapping[str, float]]
    rows: Mapping[str, tuple[str, ...]]
    omitted: int
    abstention: Abstention | None
    run: Run

    def mean(self, measure: str, row: str = "all") -> float:
        """Gives a measure's mean over the queries of a row."""
        return mean({query: self.values[measure][query] for query in self.rows[row]})


def read_questions(path: Path) -> list[Question]:
    """Reads a question file.

    Raises:
        InputError: it cannot be read, or a line is not such a question; the message names the line.
    """
    return [_question(item, path, number) for number, item in _lines(path)]


def _question(item: Any, path: Path, number: int) -> Question:
    try:
        gold = _places(item["gold"])
        groups = tuple(_places(group) for group in item.get("groups") or [item["gold"]])
        fixed = (str(item["id"]), item["kind"], item["language"], item["question"], bool(item["answerable"]))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise InputError(f"{str(path)!r}, line {number}: not a question with its gold pages ({error!r})") from error
    return Question(*fixed, gold, groups, str(item.get("quote") or ""))


def _places(items: Iterable[Mapping[str, Any]]) -> tuple[Place, ...]:
    return tuple((str(item["file"]), int(item["page"])) for item in items)


def read_beir(folder: Path, split: str = "test") -> Collection:
    """Reads a BEIR folder: all documents, and the queries of one split.

    Raises:
        InputError: a file is missing or malformed; the message names it.
    """
    judged: dict[str, dict[str, int]] = {}
    for number, line in enumerate(_text(folder / "qrels" / f"{split}.tsv").splitlines()[1:], start=2):
        try:
            query, document, gain = line.split("\t")
            judged.setdefault(query, {})[document] = int(gain)
        except ValueError as error:
            raise InputError(f"{str(folder)!r}, qrels/{split}.tsv, line {number}: not query, document, gain") from error
    try:
        documents = tuple(
            (item["_id"], item.get("title") or "", item["text"]) for _, item in _lines(folder / "corpus.jsonl")
        )
        queries = {item["_id"]: item["text"] for _, item in _lines(folder / "queries.jsonl") if item["_id"] in judged}
    except (KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{str(folder)!r} is not a BEIR folder: a line lacks {error}") from error
    return Collection(documents, queries, judged)


def _lines(path: Path) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except ValueError as error:
                raise InputError(f"{str(path)!r}, line {number}: not JSON ({error})") from error


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, ValueError) as error:
        raise InputError(f"{str(path)!r} cannot be read: {error}") from error


def evaluate_questions(
    questions: Sequence[Question],
    search: Callable[[str, int], Sequence[Found]],
    ask: Callable[[str], bool] | None = None,
) -> Report:
    """Measures a library on questions: page@k, document@k, reciprocal rank, and where it abstains.

    `page@k` is whether a gold page is among the first k pages, `full@k` whether there is one of every group;
    `doc@k` is whether a gold page's document is among the first k documents.

    Args:
        questions: unanswerable ones count for abstaining only.
        search: takes a question and how many passages are wanted; gives them best first.
        ask: says whether a question was answered; None leaves abstaining unmeasured.
    """
    answerable = [question for question in questions if question.answerable and question.gold]
    values: dict[str, dict[str, float]] = {}
    run: dict[str, list[tuple[str, float]]] = {}
    for question in answerable:
        found = search(question.text, DEPTH)
        for measure, value in _measure(question, found).items():
            values.setdefault(measure, {})[question.id] = value
        pages = _distinct((passage.file, passage.page) for passage in found)
        run[question.id] = [(f"{file}#page={page}", 1 / rank) for rank, (file, page) in enumerate(pages, start=1)]
    omitted = sum(question.answerable and not question.gold for question in questions)
    return Report(values, _rows(answerable), omitted, _abstention(questions, ask) if ask else None, run)


def _measure(question: Question, found: Sequence[Found]) -> dict[str, float]:
    pages = _distinct((passage.file, passage.page) for passage in found)
    right = {page: 1 for page in pages if any(_same(page, gold) for gold in question.gold)}
    documents = _distinct(passage.key for passage in found)
    held = {p.key: 1 for p in found if any(_same_file(p.file, gold) for gold, _ in question.gold)}
    full = {
        k: all(any(_same(page, place) for page in pages[:k] for place in group) for group in question.groups)
        for k in (5, 10)
    }
    return {
        **{f"page@{k}": success(pages, right, k) for k in (1, 5, 10)},
        "MRR": reciprocal_rank(pages, right),
        **{f"full@{k}": float(every) for k, every in full.items()},
        **{f"doc@{k}": success(documents, held, k) for k in (1, 5)},
    }


def holds_quote(question: Question, found: Sequence[Found]) -> float:
    """Gives 1 where the first passage on a gold page quotes what answers, else 0.

    That is, where its quoted sentences, taken together, hold at least `QUOTED` of the words of the question's `quote`,
    each as often as it stands there. 0 too where no gold page was found, however good the quotation elsewhere.
    """
    first = next((p for p in found if any(_same((p.file, p.page), gold) for gold in question.gold)), None)
    return float(first is not None and token_recall(question.quote, first.quoted) >= QUOTED)


def token_recall(wanted: str, text: str) -> float:
    """Gives the share of the words of `wanted` that `text` holds, without regard to order and capitals.

    A word that is wanted twice counts twice if it is there twice; where none is wanted, 0.

        wanted "The CLOSE Act, the bill"  text "the Close Act of 2026"     3 of 5
    """
    words, held = (Counter(re.findall(r"\w+", each.lower())) for each in (wanted, text))
    return (words & held).total() / words.total() if words else 0.0


def _distinct(items: Iterable[Item]) -> list[Item]:
    return list(dict.fromkeys(items))


def _same(page: Place, gold: Place) -> bool:
    return page[1] == gold[1] and _same_file(page[0], gold[0])


def _same_file(file: str, gold: str) -> bool:
    """Says whether one path ends in the other, whole names only: "a/crs/x.pdf" and "crs/x.pdf", or "x.pdf"."""
    one, other = (f"/{path}".replace("\\", "/") for path in (file, gold))
    return one.endswith(other) or other.endswith(one)


def _rows(questions: Sequence[Question]) -> dict[str, tuple[str, ...]]:
    """Gives the ids of the questions of each kind, of each language, and of all."""
    rows: dict[str, list[str]] = {}
    for question in questions:
        rows.setdefault(question.kind, []).append(question.id)
    for question in questions:
        rows.setdefault(f"language {question.language}", []).append(question.id)
    return {name: tuple(ids) for name, ids in rows.items()} | {"all": tuple(q.id for q in questions)}


def _abstention(questions: Sequence[Question], ask: Callable[[str], bool]) -> Abstention:
    abstained = [question for question in questions if not ask(question.text)]
    right = sum(not question.answerable for question in abstained)
    return Abstention(sum(not question.answerable for question in questions), len(abstained), right)


def evaluate_beir(collection: Collection, rank: Callable[[Mapping[str, str], int], Run]) -> Report:
    """Measures a ranking of a BEIR collection.

    Args:
        collection: as `read_beir` gives it.
        rank: takes the queries and how many documents are wanted for each; a query may be missing from what it gives.
    """
    run = rank(collection.queries, 100)
    ranked = {query: [document for document, _ in found] for query, found in run.items()}
    measures: dict[str, Callable[[Sequence[str], Mapping[str, int]], float]] = {
        "nDCG@10": lambda ranking, gains: ndcg(ranking, gains, 10),
        "recall@10": lambda ranking, gains: recall(ranking, gains, 10),
        "recall@100": lambda ranking, gains: recall(ranking, gains, 100),
        "MRR": reciprocal_rank,
        "MAP": average_precision,
    }
    values = {}
    for name, measure in measures.items():
        values[name], omitted = per_query(measure, ranked, collection.judged)
    return Report(values, {"all": tuple(values["MRR"])}, omitted, None, run)


def write_run(path: Path, run: Run, tag: str) -> None:
    """Writes a run as trec_eval reads it: `query Q0 document rank score tag`, ranks from 1.

    Spaces and other characters that would break a line in two are percent-encoded.
    """
    lines = (
        f"{_token(query)} Q0 {_token(document)} {rank} {score:.6f} {_token(tag)}\n"
        for query, found in run.items()
        for rank, (document, score) in enumerate(found, start=1)
    )
    path.write_text("".join(lines), "utf-8")


def _token(name: str) -> str:
    return quote(name, safe="/#=:+@,()")


def render(report: Report) -> str:
    """Gives the measures as a table of plain text, one row for each kind, each language and all."""
    width = max(len(name) for name in report.rows)
    lines = [f"{'':{width}}  {'n':>5}" + "".join(f"{measure:>12}" for measure in report.values)]
    for name, queries in report.rows.items():
        figures = "".join(f"{report.mean(measure, name):12.3f}" for measure in report.values)
        lines.append(f"{name:{width}}  {len(queries):5}{figures}")
    if report.omitted:
        lines.append(f"left out, nothing relevant to find: {report.omitted}")
    if report.abstention:
        lines.append(_render_abstention(report.abstention))
    return "\n".join(lines) + "\n"


def _render_abstention(found: Abstention) -> str:
    shares = (("precision", found.precision), ("recall", found.recall))
    figures = ", ".join(f"{name} {'-' if share is None else f'{share:.3f}'}" for name, share in shares)
    return f"abstaining: {figures} ({found.right} right of {found.abstained}; {found.unanswerable} are unanswerable)"
