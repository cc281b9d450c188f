"""The plain script that this project is compared with: what a person writes in an hour with the usual libraries.

    python bench/plain.py build FOLDER INDEX     pypdf pages, 180-word windows, SentenceTransformer.encode, IndexFlatIP
    python bench/plain.py ask INDEX "QUESTION"   loads everything, encodes, searches, prints 5 windows
    python bench/plain.py eval INDEX QUESTIONS   page-level measures over a questions.jsonl

It runs the model that `evidence` runs, from the same folder, in 32 bits; `--model` takes another. INDEX is a folder:
`vectors.faiss`, and `windows.json` with a {"file", "page", "text"} for each vector; `file` is relative to FOLDER. Each
command ends with what it took, imports included: CPU-seconds, seconds and the peak of memory. Run it where the project
is installed, or with PYTHONPATH=.
"""

import argparse
import json
import resource
import sys
import time
from pathlib import Path

WORDS = 180


def windows_of(path: Path, name: str) -> list[dict]:
    import pypdf

    found = []
    for number, page in enumerate(pypdf.PdfReader(path).pages, start=1):
        words = page.extract_text().split()
        for start in range(0, len(words), WORDS):
            found.append({"file": name, "page": number, "text": " ".join(words[start : start + WORDS])})
    return found


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

    from index.weights import default_model

    return SentenceTransformer(folder or str(default_model()))


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
    scores, places = index.search(vectors, 5)
    for score, place in zip(scores[0], places[0], strict=True):
        if place >= 0:  # a short result is padded with -1
            window = windows[place]
            print(f"{score:.3f}  {window['file']} p. {window['page']}\n       {window['text'][:300]}")


def first_page_found(ranking: list[tuple[str, int]], gold: set[tuple[str, int]]) -> int | None:
    """Gives the rank, from 1, of the first page of `gold`, repeated pages counted once; None where there is none."""
    for rank, page in enumerate(dict.fromkeys(ranking), start=1):
        if page in gold:
            return rank
    return None


def evaluate(arguments) -> None:
    index, windows = open_index(arguments.index)
    questions = [json.loads(line) for line in arguments.questions.read_text(encoding="utf-8").splitlines() if line]
    questions = [question for question in questions if question["answerable"]]
    model = load_model(arguments.model)
    vectors = model.encode_query([question["question"] for question in questions], normalize_embeddings=True)
    ranks = []
    for question, places in zip(questions, index.search(vectors, index.ntotal)[1], strict=True):
        ranking = [(windows[place]["file"], windows[place]["page"]) for place in places]
        ranks.append(first_page_found(ranking, {(gold["file"], gold["page"]) for gold in question["gold"]}))
    found = [rank for rank in ranks if rank]
    print(
        f"{len(ranks)} answerable questions, page-level: MRR {sum(1 / rank for rank in found) / len(ranks):.3f}", end=""
    )
    print("".join(f", page@{k} {sum(rank <= k for rank in found) / len(ranks):.3f}" for k in (1, 5, 10)))


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
        for place, kind in places.items():
            command.add_argument(place, type=kind)
    return parser.parse_args()


if __name__ == "__main__":
    started = time.perf_counter()
    arguments = parse()
    arguments.run(arguments)
    seconds = time.perf_counter() - started
    print(f"{time.process_time():.1f} CPU-s, {seconds:.1f} s, peak {peak_megabytes():.0f} MB", file=sys.stderr)
