"""The quality gate: how well questions find their pages, beside plain fusion, and that nothing fell below its floor.

    python -m bench.gate ../shared/data                 every set in full, plain fusion beside it
    python -m bench.gate ../shared/data --ci            what `.ci/run` measures: under 10 minutes with nothing kept
    python -m bench.gate ../shared/data --only reports scifact --no-plain --out now.json --against before.json

It ends with status 1 and the name of each figure that is below its floor in `bench/floors.json`. `--set-floors` raises
floors to what was measured (less a margin: see `bench/measured.py`); to lower any takes `--lower` as well, and shows in
the diff. `--out` keeps every question's values and `--against` compares with such a file by paired bootstrap: rows of
`bench/LOG.md` are made of that.

Sets and measures:

    reports, filings    question files over PDF files. Asked of a library as a person asks it (`Assistant.search`, 200
                        passages; the page of a passage is that of its quoted sentence). page@k, MRR, full@k and doc@k
                        as in `docs/evaluation.md`, and
        quoted          whether the first passage on a gold page quotes what answers: its highlights together hold 0.6
                        of the words of the question's `quote` field. Of questions with such a field; 0 where no
                        gold page is found among the 200 passages
        answered        of questions with an answer here: 1 - the share that was refused (`Assistant.ask`)
        refused         of questions without: abstention's recall
        rightly         of what was refused, the share that has no answer here: abstention's precision
    scifact, cranfield, xquad-en, xquad-es    BEIR folders, a document one passage: nDCG@10, recall@100
    xquad-en-es, xquad-es-en                  English questions over the Spanish paragraphs, and the other way round
    xquad-en-mixed, xquad-es-mixed            over both: every other paragraph in Spanish, the rest in English

**Plain fusion** is `bench.plain.Fusion`: reciprocal rank fusion (k = 60) of BM25 and the same model over 180-word
windows of each page (a BEIR document is one window), blind to language and aware of it. The difference in the table is
ours less plain fusion aware of language.

What takes time is kept in the cache folder under `gate/`, which may be deleted at any time: vectors by text and model
(`bench/vectors.py`), the windows of each file, and a library for each set, made anew when the code of `corpus`, which
reads, identifies and cuts files, has changed. Its index is put together anew in every run. `--library reports=FOLDER`
asks a library as it is instead.
"""

import argparse
import json
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pypdfium2

from assistant.assistant import Assistant
from assistant.evaluation import FoundPassage, as_found, evaluate_questions
from assistant.ingest import Ingest
from assistant.progress import JobProgress
from assistant.progress_display import line
from assistant.question_files import Question, read_questions
from bench.beir import Collection, as_passages, document_vectors, evaluate_beir, ranker, read_beir
from bench.measured import Measured, Values, below, floors_of, raised, read_measured, table
from bench.measures import holds_quote
from bench.plain import WORDS, Fusion, pdfium_pages, split
from bench.vectors import KeptEncoder
from corpus.errors import EvidenceError
from corpus.files import hash_file, write_file
from corpus.model import Filter
from corpus.store.corpus import Corpus
from index.build import Builder
from index.models.encoders import load
from index.models.weights import models_folder

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ROOT / "bench" / "floors.json"

PAGES = ("reports", "filings")
BEIR = {
    "scifact": ("scifact", "scifact"),
    "cranfield": ("cranfield", "cranfield"),
    "xquad-en": ("xquad-en", "xquad-en"),
    "xquad-es": ("xquad-es", "xquad-es"),
    "xquad-en-es": ("xquad-en", "xquad-es"),
    "xquad-es-en": ("xquad-es", "xquad-en"),
    "xquad-en-mixed": ("xquad-en", "xquad-en", "xquad-es"),
    "xquad-es-mixed": ("xquad-es", "xquad-en", "xquad-es"),
}
"""The folders of the queries and of the documents; of two, which have the same ids, every other document is taken."""

SHOWN = ("nDCG@10", "recall@100")

CI = ("reports", *BEIR)
CI_PAGES = 1000
"""Pages of reports read by `--ci`: the shortest files, which hold the most questions for the time they take."""
CI_DOCUMENTS = 1400
"""Documents of a BEIR folder read by `--ci`, those judged first: all of Cranfield's, a quarter of SciFact's."""

BETWEEN = 10.0
"""Seconds between two lines of progress."""


@dataclass(frozen=True, slots=True)
class Bench:
    """What every measurement uses: the data, where things are kept, the encoder, and the size asked for."""

    data: Path
    cache: Path
    encoder: KeptEncoder
    tell: Callable[[str], None]
    libraries: Mapping[str, Path]
    ci: bool
    plain: bool
    fast: bool


def main() -> int:
    """Runs the sets asked for, prints their tables, and gives the exit status."""
    arguments = parse()
    tell = Teller()
    cache = models_folder().parent / "gate"
    bench = Bench(
        arguments.data,
        cache,
        KeptEncoder(load(None), cache, tell),
        tell,
        dict(arguments.library),
        arguments.ci,
        not (arguments.ci or arguments.no_plain),
        arguments.fast,
    )
    size = ("ci" if arguments.ci else "full") + (", fast" if arguments.fast else "")
    floors = json.loads(arguments.floors.read_text("utf-8")) if arguments.floors.exists() else {}
    before = _read(arguments.against) if arguments.against else {}
    measured: dict[str, Measured] = {}
    for name in arguments.only or (CI if arguments.ci else (*PAGES, *BEIR)):
        measured[name] = _pages(bench, name) if name in PAGES else _beir(bench, name)
        known = floors.get(size, {}).get(name, {})
        print(_table(name, measured[name], before.get(name), known.get("floors", {})), flush=True)
        if arguments.out:  # after each set, so that what a long run found is not lost with its end
            _write(arguments.out, {each: asdict(found) for each, found in measured.items()})
    fallen = _fallen(measured, floors.get(size, {}))
    if arguments.set_floors:
        fallen = [] if arguments.lower else fallen
        section = floors.setdefault(size, {})
        section.update(_floors(measured, section, arguments.lower))
        _write(arguments.floors, floors)
    print("".join(f"below its floor: {each}\n" for each in fallen) or "nothing is below its floor\n", end="")
    return 1 if fallen else 0


def parse() -> argparse.Namespace:
    """Reads the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.gate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="the folder that holds reports, filings and ir")
    parser.add_argument("--only", nargs="+", choices=(*PAGES, *BEIR), metavar="SET", help="measure these sets alone")
    parser.add_argument("--ci", action="store_true", help="the small size, without plain fusion")
    parser.add_argument("--no-plain", action="store_true", help="leave plain fusion out")
    parser.add_argument("--fast", action="store_true", help="ask as --fast does, without reranking")
    parser.add_argument(
        "--library", nargs="+", default=[], type=_named, metavar="SET=FOLDER", help="ask this library, as it is"
    )
    parser.add_argument("--out", type=Path, metavar="FILE", help="keep the values of every question")
    parser.add_argument("--against", type=Path, metavar="FILE", help="compare with such a file")
    parser.add_argument("--floors", type=Path, default=FLOORS, metavar="FILE", help="default: bench/floors.json")
    parser.add_argument("--set-floors", action="store_true", help="raise floors to what is measured, less a margin")
    parser.add_argument("--lower", action="store_true", help="with --set-floors: lower floors, too")
    return parser.parse_args()


def _named(text: str) -> tuple[str, Path]:
    name, given, folder = text.partition("=")
    if name not in PAGES or not given:
        raise argparse.ArgumentTypeError(f"{text!r}: give {' or '.join(f'{page}=FOLDER' for page in PAGES)}")
    return name, Path(folder)


class Teller:
    """Says on stderr how far things are, a line every `BETWEEN` seconds at most."""

    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self, text: str) -> None:
        """Says it, unless something was said just now."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + BETWEEN
            print(text, file=sys.stderr, flush=True)


# --- questions over PDF files ----------------------------------------------------------------------------------


def _pages(bench: Bench, name: str) -> Measured:
    """Measures a question file against a library of its folder."""
    folder = bench.data / name
    files = sorted(folder.rglob("*.pdf"))
    questions = read_questions(folder / "questions.jsonl")
    if bench.ci:
        files = shortest({file: _page_count(file) for file in files}, CI_PAGES)
        questions = within(questions, [file.as_posix() for file in files])
    began = time.monotonic()
    desk = Assistant(bench.libraries[name]) if name in bench.libraries else library(bench, name, files)
    values, rows = _ours_of_pages(bench, name, desk, questions)
    ours = time.monotonic() - began
    plain = _plain_of_pages(bench, name, files, questions) if bench.plain else {}
    mark = _mark(questions, [file.name for file in files])
    return Measured(mark, rows, values, plain, {"ours": ours, "plain": time.monotonic() - began - ours})


def shortest(pages: Mapping[Path, int], budget: int) -> list[Path]:
    """Gives the files with the fewest pages, as many as fit into a budget of pages, in the order of their names."""
    kept = []
    for file, count in sorted(pages.items(), key=lambda item: (item[1], item[0])):
        budget -= count
        if budget < 0:
            break
        kept.append(file)
    return sorted(kept)


def within(questions: Iterable[Question], files: Sequence[str]) -> list[Question]:
    """Gives the questions without an answer, and those whose gold files are all among these, by their paths' ends."""
    return [q for q in questions if all(any(file.endswith(f"/{gold}") for file in files) for gold, _ in q.gold)]


def _page_count(file: Path) -> int:
    with pypdfium2.PdfDocument(file) as document:
        return len(document)


def _ours_of_pages(
    bench: Bench, name: str, desk: Assistant, questions: Sequence[Question]
) -> tuple[Values, Mapping[str, Sequence[str]]]:
    found: dict[str, list[FoundPassage]] = {}

    def search(text: str, k: int) -> list[FoundPassage]:
        found[text] = [as_found(e) for e in desk.search(text, k, Filter(), fast=bench.fast)]
        bench.tell(f"{name}: searched for {len(found)} questions")
        return found[text]

    report = evaluate_questions(questions, search)
    quoted = {q.id: holds_quote(q, found[q.text]) for q in questions if q.text in found and q.quote}
    refused = {}
    for number, question in enumerate(questions, start=1):
        refused[question.id] = not desk.ask(question.text, fast=bench.fast).answered
        bench.tell(f"{name}: asked {number} of {len(questions)} questions")
    values = {**report.values(), "quoted": quoted, **abstaining(questions, refused)}
    rows = {row: tuple(each.question.id for each in results) for row, results in report.rows().items() if row != "all"}
    if without := [question.id for question in questions if not question.answerable]:
        rows["unanswerable"] = tuple(without)
    return {measure: each for measure, each in values.items() if each}, rows | {"all": tuple(q.id for q in questions)}


def abstaining(questions: Iterable[Question], refused: Mapping[str, bool]) -> dict[str, dict[str, float]]:
    """Gives `answered`, `refused` and `rightly` of questions, by whether each was refused."""
    answerable = {question.id: question.answerable for question in questions}
    return {
        "answered": {query: float(not refused[query]) for query, has in answerable.items() if has},
        "refused": {query: float(refused[query]) for query, has in answerable.items() if not has},
        "rightly": {query: float(not has) for query, has in answerable.items() if refused[query]},
    }


def library(bench: Bench, name: str, files: Sequence[Path]) -> Assistant:
    """Gives a library of these files, made by the code as it is."""
    folder = bench.cache / (f"{name}-ci" if bench.ci else name)
    code = [path for path in sorted((ROOT / "corpus").rglob("*")) if path.suffix in {".py", ".json", ".md"}]
    stamp = _mark([hash_file(path) for path in [*files, *code]])
    if not (folder / "stamp").exists() or (folder / "stamp").read_text() != stamp:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        write_file(folder / "stamp", stamp.encode())
    desk = Assistant.open(folder / "library")
    desk.progress.watch = lambda progress: bench.tell(f"{name}: {line(progress).plain}")
    with Corpus.open(desk.folder, write=True) as corpus:
        # With nothing taken over, the index is what the code of today makes of the kept vectors, stems and all.
        builder = Builder(desk.folder, bench.encoder, fresh=True)
        report = Ingest(corpus, builder, desk.progress, mode="never").run([str(file) for file in files], None)
    for outcome in report.outcomes:
        if outcome.status == "refused":
            print(f"{name}: {outcome.path}: {outcome.reason}", file=sys.stderr)
    if report.stopped:
        raise KeyboardInterrupt
    return Assistant(desk.folder)


def _plain_of_pages(bench: Bench, name: str, files: Sequence[Path], questions: Sequence[Question]) -> dict[str, Values]:
    windows = [(file.as_posix(), page, text) for file in files for page, text in _windows(bench, name, file)]
    asked = [question.text for question in questions if question.answerable]
    vectors = dict(zip(asked, bench.encoder.encode_queries(asked), strict=True))
    texts = [text for _, _, text in windows]
    fusion = Fusion(texts, bench.encoder.encode_passages(texts))

    def search(aware: bool, question: str, k: int) -> list[FoundPassage]:
        places = [windows[n] for n in fusion.search(question, vectors[question], aware)]
        return [FoundPassage(file, page, file, "") for file, page, _ in places]

    return {
        variant: evaluate_questions(questions, partial(search, aware)).values() for variant, aware in VARIANTS.items()
    }


VARIANTS = {"plain, blind": False, "plain, aware": True}


def _windows(bench: Bench, name: str, file: Path) -> list[tuple[int, str]]:
    """Gives the windows of a file, kept by its hash, with their pages."""
    kept = bench.cache / "windows" / f"{hash_file(file)[:16]}-{WORDS}.json"
    if not kept.exists():
        bench.tell(f"{name}, plain: reading {file.name}")
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_file(kept, json.dumps(list(split(pdfium_pages(file)))).encode())
    return [(page, text) for page, text in json.loads(kept.read_text("utf-8"))]


# --- BEIR folders ----------------------------------------------------------------------------------------------


def _beir(bench: Bench, name: str) -> Measured:
    """Measures a BEIR folder, or the queries of one over the documents of others with the same ids."""
    began = time.monotonic()
    asking, *holding = (bench.data / "ir" / folder for folder in BEIR[name])
    folder = holding[0]
    collection = replace(mixed([read_beir(each) for each in holding]), queries=read_beir(asking).queries)
    if bench.ci:
        collection = reduced(collection, CI_DOCUMENTS)
    bench.tell(f"{name}: {len(collection.queries)} queries over {len(collection.documents)} documents")
    progress = JobProgress(watch=lambda progress: bench.tell(f"{name}: {line(progress).plain}"))
    report = evaluate_beir(collection, ranker(bench.encoder, progress, folder.name, collection))
    values = {measure: report.values[measure] for measure in SHOWN}
    ours = time.monotonic() - began
    plain = _plain_of_beir(bench, folder, collection) if bench.plain else {}
    mark = _mark(sorted(collection.queries.items()), [document.id for document in collection.documents])
    rows = {"all": tuple(report.values["MRR"])}
    return Measured(mark, rows, values, plain, {"ours": ours, "plain": time.monotonic() - began - ours})


def mixed(collections: Sequence[Collection]) -> Collection:
    """Gives the first collection with its documents taken from each in turn, place by place."""
    turns = zip(*(collection.documents for collection in collections), strict=True)
    documents = tuple(same[n % len(collections)] for n, same in enumerate(turns))
    return replace(collections[0], documents=documents)


def reduced(collection: Collection, limit: int) -> Collection:
    """Gives a collection of at most `limit` documents, in their order: those judged, and then the first of the rest."""
    judged = {document for gains in collection.qrels.values() for document in gains}
    ids = [document.id for document in collection.documents]
    kept = set(sorted(ids, key=lambda document: document not in judged)[:limit])
    return replace(collection, documents=tuple(each for each in collection.documents if each.id in kept))


def _plain_of_beir(bench: Bench, folder: Path, collection: Collection) -> dict[str, Values]:
    passages = as_passages(collection)
    fusion = Fusion([p.text for p in passages], document_vectors(bench.encoder, JobProgress(), folder.name, passages))
    vectors = bench.encoder.encode_queries(list(collection.queries.values()))

    def rank(aware: bool, queries: Mapping[str, str], k: int) -> dict[str, list[tuple[str, float]]]:
        run = {}
        for (query, text), vector in zip(queries.items(), vectors, strict=True):
            found = fusion.search(text, vector, aware)[:k]
            run[query] = [(collection.documents[i].id, 1 / rank) for rank, i in enumerate(found, start=1)]
        return run

    found = {variant: evaluate_beir(collection, partial(rank, aware)).values for variant, aware in VARIANTS.items()}
    return {variant: {measure: values[measure] for measure in SHOWN} for variant, values in found.items()}


# --- what is said and kept -------------------------------------------------------------------------------------


def _mark(*parts: object) -> str:
    return sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:12]


def _table(name: str, measured: Measured, before: Measured | None, floors: Mapping[str, Mapping[str, float]]) -> str:
    took = ", ".join(f"{side} {seconds:.0f} s" for side, seconds in measured.seconds.items() if seconds >= 1)
    lines = [f"\n{name}    {took}", table(measured, measured.plain, floors)]
    if before:
        lines += [f"\n{name}, against the run before", table(measured, {"before": before.values}, {})]
    return "\n".join(lines)


def _fallen(measured: Mapping[str, Measured], floors: Mapping[str, Any]) -> list[str]:
    """Gives what is below its floor in each set."""
    fallen = []
    for name, each in measured.items():
        known = floors.get(name)
        if known is None:
            print(f"{name}: no floors yet, --set-floors sets them", file=sys.stderr)
        elif known["mark"] != each.mark:
            fallen.append(f"{name}: its questions or documents are others than the floors were set on")
        else:
            fallen += [f"{name}, {figure}" for figure in below(each, known["floors"])]
    return fallen


def _floors(measured: Mapping[str, Measured], old: Mapping[str, Any], lower: bool) -> dict[str, Any]:
    """Gives the floors of these sets, no lower than before unless `lower`."""
    new = {}
    for name, each in measured.items():
        known = old.get(name)
        if known is None or lower:
            new[name] = {"mark": each.mark, "floors": raised({}, floors_of(each))}
        elif known["mark"] == each.mark:
            new[name] = {"mark": each.mark, "floors": raised(known["floors"], floors_of(each))}
    return new


def _read(path: Path) -> dict[str, Measured]:
    return {name: read_measured(fields) for name, fields in json.loads(path.read_text("utf-8")).items()}


def _write(path: Path, content: Mapping[str, Any]) -> None:
    write_file(path, json.dumps(content, indent=1).encode() + b"\n")


if __name__ == "__main__":
    try:
        sys.exit(main())
    except EvidenceError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
