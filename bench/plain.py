"""The plain script that this project is compared with: an hour of work with the usual libraries.

    python bench/plain.py build FOLDER INDEX     pypdf pages, 180-word windows, SentenceTransformer.encode, IndexFlatIP
    python bench/plain.py ask INDEX "QUESTION"   loads everything, encodes, searches, prints 5 windows
    python bench/plain.py eval INDEX QUESTIONS   page-level measures over a questions.jsonl

It runs the same model as `evidence`, in 32 bits; `--model` takes another. `--rerank` lets the same cross-encoder read
the first 20 windows. INDEX is a folder with `vectors.faiss` and
`windows.json`, which holds a {"file", "page", "text"} for each vector; `file` is relative to FOLDER. Each command
prints at its end what it took, imports included: CPU-seconds, seconds and peak memory. Run it where the project is
installed, or with PYTHONPATH=.

`Fusion` is the better plain script, **plain fusion**, that `bench/gate.py` measures beside ours: reciprocal rank fusion
of BM25 and the same model, over the same windows. It takes its vectors from our encoder, so that the model does not
differ. It takes its text from pdfium, which finds the same words as pypdf (0.785 and 0.784 of them, over 46 reports
with independent text) 14 times as fast.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

WORDS_PER_WINDOW = 180

BLIND, AWARE = "plain, blind", "plain, aware"
"""The names of plain fusion without and with knowledge of the language."""

MAX_WINDOWS = 200
"""Windows taken from each ranking before fusion, as many as ours takes."""

RANK_CONSTANT = 60
"""Cormack, Clarke & Büttcher (2009), "Reciprocal rank fusion outperforms Condorcet and individual rank learning
methods", SIGIR: fixed after a pilot, and not critical."""

MAX_RERANKED = 20
"""Windows that the cross-encoder reads with `--rerank`."""

SHOWN_CHARACTERS = 300


def windows_of(path: Path, name: str) -> list[dict]:
    import pypdf

    pages = (page.extract_text() for page in pypdf.PdfReader(path).pages)
    return [{"file": name, "page": number, "text": text} for number, text in split(pages)]


def split(pages: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield the page number, from 1, and the text of each window; the last window of a page may be shorter."""
    for number, text in enumerate(pages, start=1):
        words = text.split()
        for start in range(0, len(words), WORDS_PER_WINDOW):
            yield number, " ".join(words[start : start + WORDS_PER_WINDOW])


def pdfium_pages(path: Path) -> Iterator[str]:
    """Yield the text of each page as pdfium reads it."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            yield page.get_textpage().get_text_range()


class Fusion:
    """Reciprocal rank fusion of BM25 and inner product over windows, in memory.

    BM25 is tantivy's, over one text field with its English stemming. Blind to language, it searches every window. Aware
    of language, it searches windows in the question's language or in an unknown language, and a window in another
    language counts its rank among the vectors twice. Without that, every window that BM25 searched is ranked before the
    others: over ../shared/data/reports, Spanish questions about English pages have an MRR of 0.12 blind, 0.07 aware and
    0.72 aware with the rank counted twice; all 82 questions have 0.608, 0.600 and 0.675.
    """

    def __init__(self, texts: Sequence[str], vectors) -> None:
        """Index windows.

        Args:
            texts: The windows.
            vectors: Their vectors, shape (len(texts), dimensions), rows of unit length.
        """
        import tantivy

        from corpus.text.language import detect

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("text", tokenizer_name="en_stem", index_option="freq")
        builder.add_text_field("language", tokenizer_name="raw", index_option="basic")
        builder.add_integer_field("number", fast=True)
        self._schema = builder.build()
        self._index = tantivy.Index(self._schema)
        writer = self._index.writer(100_000_000, 1)
        self._languages = [detect(text) for text in texts]
        for number, (text, language) in enumerate(zip(texts, self._languages, strict=True)):
            writer.add_document(tantivy.Document(text=text, language=language, number=number))
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()
        self._vectors = vectors

    def search(self, question: str, vector, aware: bool) -> list[int]:
        """Return the numbers of the windows found, best first.

        Args:
            question: Its words are searched; punctuation is ignored.
            vector: The question's vector, shape (dimensions,).
            aware: Whether term search is restricted to the question's language.
        """
        import numpy as np

        from corpus.text.language import detect

        language = detect(question) if aware else "und"
        nearest = np.argsort(-(self._vectors @ vector), kind="stable")[:MAX_WINDOWS].tolist()
        foreign = set()
        if language != "und":
            foreign = {number for number in nearest if self._languages[number] not in {language, "und"}}
        return reciprocal_ranks([nearest, self._terms(question, language)], foreign)

    def _terms(self, question: str, language: str) -> list[int]:
        import re

        from tantivy import Occur, Query

        words = re.findall(r"\w+", question.lower())  # in lower case, because AND, OR and NOT are operators
        query, _ = self._index.parse_query_lenient(" ".join(words), ["text"])
        if language != "und":
            languages = Query.term_set_query(self._schema, "language", [language, "und"])
            in_language = Query.const_score_query(languages, 0.0)
            query = Query.boolean_query([(Occur.Must, query), (Occur.Must, in_language)])
        hits = self._searcher.search(query, limit=MAX_WINDOWS, count=False).hits
        return self._searcher.fast_field_values("number", [address for _, address in hits])


def reciprocal_ranks(rankings: Sequence[Sequence[int]], twice: Collection[int] = ()) -> list[int]:
    """Return the items of the rankings by the sum of 1 / (60 + rank), ranks from 1; equal sums in order of appearance.

    [7, 3, 5] and [3, 9]    3: 1/62 + 1/61, 7: 1/61, 9: 1/62, 5: 1/63

    Args:
        rankings: Each best first, nothing twice in one.
        twice: Items that one of two rankings could not hold: their rank in the other counts for both.
    """
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, item in enumerate(ranking, start=1):
            scores[item] = scores.get(item, 0.0) + 1 / (RANK_CONSTANT + rank)
    for item in twice:
        if item in scores:
            scores[item] *= 2
    return sorted(scores, key=lambda item: -scores[item])


def reranked(question: str, numbers: Sequence[int], texts: Sequence[str], reranker) -> list[int]:
    """Return the numbers of windows with the first `MAX_RERANKED` ordered by a cross-encoder, best first.

    Args:
        question: The question.
        numbers: The numbers of the windows found, best first.
        texts: All windows.
        reranker: `index.protocols.Reranker`.
    """
    first = numbers[:MAX_RERANKED]
    scores = reranker.score(question, [texts[number] for number in first])
    by_score = sorted(zip(scores, first, strict=True), key=lambda pair: -pair[0])
    return [*(number for _, number in by_score), *numbers[MAX_RERANKED:]]


def read_folder(folder: Path) -> list[dict]:
    windows = []
    for path in sorted(folder.rglob("*.pdf")):
        try:
            windows += windows_of(path, path.relative_to(folder).as_posix())
        except Exception as error:
            print(f"skipped {path}: {type(error).__name__}: {error}", file=sys.stderr)
    return windows


def load_model(folder: str | None):
    from sentence_transformers import SentenceTransformer

    from index.models.e5 import reference_model

    return SentenceTransformer(folder or str(reference_model()))


def build(arguments) -> None:
    import faiss

    windows = read_folder(arguments.folder)
    read = time.process_time()
    model = load_model(arguments.model)
    loaded, started = time.process_time(), time.perf_counter()
    vectors = model.encode_document([window["text"] for window in windows], normalize_embeddings=True)
    encoded, seconds = time.process_time() - loaded, time.perf_counter() - started
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    arguments.index.mkdir(parents=True, exist_ok=True)
    faiss.write_index(index, str(arguments.index / "vectors.faiss"))
    (arguments.index / "windows.json").write_text(json.dumps(windows), encoding="utf-8")
    count = len(windows)
    print(f"{count} windows; reading {read:.1f} CPU-s; encoding {encoded:.1f} CPU-s, {count / seconds:.1f} windows/s")


def open_index(folder: Path):
    import faiss

    index = faiss.read_index(str(folder / "vectors.faiss"))
    return index, json.loads((folder / "windows.json").read_text(encoding="utf-8"))


def ask(arguments) -> None:
    index, windows = open_index(arguments.index)
    vectors = load_model(arguments.model).encode_query([arguments.question], normalize_embeddings=True)
    reranker = load_reranker() if arguments.rerank else None
    texts = [window["text"] for window in windows]
    places = found_places(index.search(vectors, MAX_RERANKED)[1][0], texts, arguments.question, reranker)
    for place in places[:5]:
        window = windows[place]
        print(f"{window['file']} p. {window['page']}\n       {window['text'][:SHOWN_CHARACTERS]}")


def load_reranker():
    from index.models import cross_encoder

    return cross_encoder.load()


def found_places(places: Iterable[int], texts: Sequence[str], question: str, reranker) -> list[int]:
    """Return the places of windows that a search returned, without its padding, reranked if there is a reranker."""
    found = [int(place) for place in places if place >= 0]  # a short result is padded with -1
    if reranker is None:
        return found
    return reranked(question, found, texts, reranker)


def first_page_found(ranking: list[tuple[str, int]], gold: set[tuple[str, int]]) -> int | None:
    """Return the rank, from 1, of the first page of `gold`, repeated pages counted once; None if there is none."""
    for rank, page in enumerate(dict.fromkeys(ranking), start=1):
        if page in gold:
            return rank
    return None


def evaluate(arguments) -> None:
    index, windows = open_index(arguments.index)
    questions = read_answerable(arguments.questions)
    model = load_model(arguments.model)
    vectors = model.encode_query([question["question"] for question in questions], normalize_embeddings=True)
    reranker = load_reranker() if arguments.rerank else None
    texts = [window["text"] for window in windows]
    ranks = []
    for question, row in zip(questions, index.search(vectors, index.ntotal)[1], strict=True):
        places = found_places(row, texts, question["question"], reranker)
        ranking = [(windows[place]["file"], windows[place]["page"]) for place in places]
        gold = {(page["file"], page["page"]) for page in question["gold"]}
        ranks.append(first_page_found(ranking, gold))
    print(f"{len(ranks)} answerable questions, page-level: {figures_of(ranks)}")


def read_answerable(path: Path) -> list[dict]:
    questions = []
    for line in path.read_text(encoding="utf-8").splitlines():
        question = json.loads(line) if line else {}
        if question.get("answerable"):
            questions.append(question)
    return questions


def figures_of(ranks: Sequence[int | None]) -> str:
    """Return MRR and page@k of the ranks of the first gold pages, None if there is none."""
    found = [rank for rank in ranks if rank]
    mrr = sum(1 / rank for rank in found) / len(ranks)
    figures = [f"MRR {mrr:.3f}"]
    for k in (1, 5, 10):
        share = sum(rank <= k for rank in found) / len(ranks)
        figures.append(f"page@{k} {share:.3f}")
    return ", ".join(figures)


def peak_megabytes() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    for name, run, places in (
        ("build", build, {"folder": Path, "index": Path}),
        ("ask", ask, {"index": Path, "question": str}),
        ("eval", evaluate, {"index": Path, "questions": Path}),
    ):
        command = commands.add_parser(name)
        command.set_defaults(run=run)
        command.add_argument("--model", help="the folder or name of a sentence-transformers model")
        command.add_argument("--rerank", action="store_true", help="rerank the first 20 windows with our cross-encoder")
        for place, kind in places.items():
            command.add_argument(place, type=kind)
    return parser.parse_args()


if __name__ == "__main__":
    started = time.perf_counter()
    arguments = parse()
    arguments.run(arguments)
    seconds = time.perf_counter() - started
    print(f"{time.process_time():.1f} CPU-s, {seconds:.1f} s, peak {peak_megabytes():.0f} MB", file=sys.stderr)
