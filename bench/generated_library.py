"""A library of any size without reading or encoding.

    python -m bench.generated_library FOLDER PASSAGES

Generated texts (`bench.generated_texts`) and drawn vectors (`bench.e5_like`) are written by the program's own `Corpus`
and `Builder`.

Texts and vectors are drawn apart: a vector says nothing about its text, but vectors of a work are near to each other.
The index has the fingerprint of the default model, so every command of the program works on the library. Its originals
are a few bytes each, so nothing that reads the original files costs what it costs in a real library.

Vectors are first written to FOLDER.vectors, and deleted when the index is there. A run that was stopped continues.
"""

import argparse
from collections.abc import Sequence
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any, BinaryIO, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from assistant.library import add_reading_list
from bench.e5_like import PASSAGES_PER_WORK, Cloud
from bench.generated_texts import GeneratedWork, Texts, language_of
from bench.setup import Teller
from corpus.model import FieldOrigin, Reference, Source
from corpus.store.corpus import Corpus
from index import manifest
from index.build import Builder, embedded_text, update
from index.language_bias import measure_leanings
from index.models.encoders import load
from index.protocols import Encoder, FloatMatrix

Part = Literal["all", "corpus", "index"]

SEED = 18

KEY = np.dtype([("key", "<u8"), ("row", "<u8")])
"""The hash of a text that is embedded, and the number of its row."""


def build(folder: Path, passages: int, part: Part = "all") -> None:
    """Make a library of a number of passages and its index. What is there already is not made again.

    Args:
        folder: where the library is made.
        passages: how many it has, beside the reading list.
        part: "corpus" makes all but the index, and "index" the index.
    """
    tell = Teller()
    if part != "index":
        write_corpus(folder, passages, tell)
    if part != "corpus":
        if manifest.current(folder / "index") is None:
            write_index(folder, tell)
        for path in vector_files(folder):
            path.unlink(missing_ok=True)


def vector_files(folder: Path) -> tuple[Path, Path]:
    """Return the files with the drawn vectors of a library and with the keys of their texts."""
    return folder.with_name(folder.name + ".vectors"), folder.with_name(folder.name + ".keys")


# --- the corpus ----------------------------------------------------------------------------------------------------


def write_corpus(folder: Path, passages: int, tell: Teller) -> None:
    """Write the works that are not there yet, and the vectors of all of them."""
    works = -(-passages // PASSAGES_PER_WORK)
    texts = Texts(works, PASSAGES_PER_WORK)
    with Corpus.create(folder, add_reading_list) as corpus:
        corpus.database.connection.execute("PRAGMA synchronous = OFF")  # after a power cut it is made again
        held = corpus.sources()
        for number in range(works):
            sha256 = sha256_of(number)
            if sha256 not in held:
                add_work(corpus, texts.work(number, sha256))
            tell(f"{number + 1:,} of {works:,} works")
    if manifest.current(folder / "index") is None:
        write_vectors(folder, texts, tell)


def original(number: int) -> bytes:
    """Return the bytes of the original of a work. They are not a PDF that can be read."""
    return f"%PDF-1.4\n% generated work {number}\n%%EOF\n".encode()


def add_work(corpus: Corpus, work: GeneratedWork) -> None:
    """Add a work with its full text and its original."""
    name = f"{work.number:06}-report.pdf"
    source = Source(work.sha256, "application/pdf", key_of(work), f"/reports/{name}", "full text")
    path = corpus.original(source)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(original(work.number))
    corpus.add(source, reference_of(work), work.document, work.passages)


def key_of(work: GeneratedWork) -> str:
    """Return the key of a work."""
    return f"{work.authors[0][1].lower()}-{work.year}-generated-{work.number}"


def reference_of(work: GeneratedWork) -> Reference:
    """Return the record of a work as `add` would guess it."""
    csl: dict[str, Any] = {
        "id": key_of(work),
        "type": "report",
        "title": work.title,
        "author": [{"given": given, "family": family} for given, family in work.authors],
        "issued": {"date-parts": [[work.year]]},
        "publisher": work.publisher,
        "language": work.language,
    }
    origins = {}
    for field in csl:
        if field != "id":
            origins[field] = FieldOrigin("printed", True)
    return Reference(key_of(work), csl, "report", "descriptive", guessed=True, origins=origins)


# --- the index -----------------------------------------------------------------------------------------------------


def write_vectors(folder: Path, texts: Texts, tell: Teller) -> None:
    """Write the drawn vectors of all works, and the keys of their texts in ascending order."""
    vectors, keys = vector_files(folder)
    if keys.exists():
        return
    generator = np.random.default_rng(SEED)
    found = np.empty(texts.works * PASSAGES_PER_WORK, dtype=KEY)
    row = 0
    with vectors.open("wb") as file:
        for number, rows in enumerate(Cloud.load().works(texts.works, generator)):
            file.write(rows.tobytes())
            for passage in texts.work(number, sha256_of(number)).passages:
                found[row] = (key_of_text(embedded_text(passage)), row)
                row += 1
            tell(f"vectors of {number + 1:,} of {texts.works:,} works")
    found.sort(order="key")
    np.save(keys.with_suffix(".npy"), found)
    keys.with_suffix(".npy").rename(keys)


def sha256_of(number: int) -> str:
    """Return the SHA-256 of the original of a work."""
    return sha256(original(number)).hexdigest()


def key_of_text(text: str) -> int:
    """Return 64 bits of a text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


class DrawnEncoder:
    """The default encoder, but the texts of a generated library get drawn vectors. An `index.protocols.Encoder`."""

    def __init__(self, encoder: Encoder, vectors: BinaryIO, keys: Path) -> None:
        """Take the open file of drawn vectors. It is read and not mapped, so that it does not count as memory."""
        self.name, self.fingerprint, self.dimensions = encoder.name, encoder.fingerprint, encoder.dimensions
        self._encoder = encoder
        self._keys: NDArray[Any] = np.load(keys)
        self._file = vectors
        self._leanings = measure_leanings(encoder)

    def encode_queries(self, texts: Sequence[str]) -> FloatMatrix:
        """Return one row for each query, as the encoder does."""
        return self._encoder.encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> FloatMatrix:
        """Return one row for each passage: the drawn one, or as the encoder does."""
        keys = np.array([key_of_text(text) for text in texts], dtype=np.uint64)
        places = np.searchsorted(self._keys["key"], keys).clip(max=len(self._keys) - 1)
        is_drawn = self._keys["key"][places] == keys
        rows = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for n in np.flatnonzero(is_drawn):
            rows[n] = self._read(int(self._keys["row"][places[n]]))
        others = np.flatnonzero(~is_drawn)
        if len(others):
            rows[others] = self._encoder.encode_passages([texts[int(n)] for n in others])
        return rows

    def _read(self, row: int) -> FloatMatrix:
        """Return a drawn vector with the bias of its language, which `Builder` removes."""
        size = 4 * self.dimensions
        self._file.seek(row * size)
        drawn = np.frombuffer(self._file.read(size), dtype=np.float32)
        leaning = self._leanings.get(language_of(row // PASSAGES_PER_WORK))
        return drawn if leaning is None else drawn + leaning


def write_index(folder: Path, tell: Teller) -> None:
    """Make the index of a library whose drawn vectors are written."""
    vectors, keys = vector_files(folder)
    with Corpus.open(folder, write=True) as corpus, vectors.open("rb") as file:
        builder = Builder(folder, DrawnEncoder(load(None), file, keys))
        update(corpus, builder, lambda done, total: tell(f"indexed {done:,} of {total:,} passages"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the library is made")
    parser.add_argument("passages", type=int, help="how many passages it has")
    parser.add_argument("--part", choices=get_args(Part), default="all", help="make only this part")
    arguments = parser.parse_args()
    build(arguments.folder, arguments.passages, arguments.part)
    size = sum(path.stat().st_size for path in arguments.folder.rglob("*") if path.is_file())
    print(f"{arguments.folder}: {size / 1e6:,.0f} MB")


if __name__ == "__main__":
    main()
