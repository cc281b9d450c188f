"""An index of format 1, written as the program before segments wrote it."""

import json
from hashlib import sha256

import faiss
import numpy as np
import tantivy

from corpus.passages import chunk
from index import language_bias
from index.build import EMBEDDED, embedded_text
from index.sparse import _stemmed
from index.terms import analyzer, normalize

GENERATION = "0003"


def write_former_index(corpus, encoder, ids=None):
    """Replace the index of a library by one of format 1 of these passages, or of all. Return its folder."""
    passages = list(corpus.passages(ids or corpus.passage_ids()).values())
    analysis = f"terms 1, tantivy {tantivy.__version__.rpartition(' ')[2]}"
    embedded = f"{EMBEDDED}, {language_bias.fingerprint_part()}"
    parts = "\n".join(str(part) for part in (1, encoder.fingerprint, embedded, chunk.VERSION, analysis))
    fingerprint = sha256(parts.encode()).hexdigest()[:12]
    folder = corpus.folder / "index" / f"{fingerprint}-{GENERATION}"
    (folder / "terms").mkdir(parents=True)
    leanings = language_bias.measure_leanings(encoder)
    rows = encoder.encode_passages([embedded_text(passage) for passage in passages])
    rows = language_bias.subtract_leanings(rows, [passage.language for passage in passages], leanings)
    _write_vectors(folder / "vectors.faiss", np.array([passage.id for passage in passages]), rows)
    language_bias.save(leanings, folder / "leanings.json")
    _write_terms(folder / "terms", passages)
    files = {}
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != ".lock":
            files[path.relative_to(folder).as_posix()] = sha256(path.read_bytes()).hexdigest()
    made = {
        "format": 1,
        "fingerprint": fingerprint,
        "model": encoder.name,
        "encoder": encoder.fingerprint,
        "dimensions": encoder.dimensions,
        "passages": len(passages),
        "files": files,
    }
    (folder / "manifest.json").write_text(json.dumps(made, indent=1) + "\n", "utf-8")
    digest = sha256((folder / "manifest.json").read_bytes()).hexdigest()
    named = {"folder": folder.name, "manifest": digest}
    (corpus.folder / "index" / "current.json").write_text(json.dumps(named) + "\n", "utf-8")
    return folder


def _write_vectors(path, ids, rows):
    order = np.argsort(ids)
    index = faiss.IndexIDMap(faiss.IndexFlatIP(rows.shape[1]))
    index.add_with_ids(rows[order], ids[order])
    faiss.write_index(index, str(path))


def _write_terms(folder, passages):
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    builder.add_text_field("language", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("stems", index_option="freq")
    builder.add_text_field("headings", index_option="freq")
    builder.add_text_field("words", index_option="position")
    writer = tantivy.Index(builder.build(), path=str(folder), reuse=False).writer(64_000_000, 1)
    for passage in passages:
        document = tantivy.Document()
        document.add_integer("id", passage.id)
        document.add_text("language", passage.language)
        document.add_pre_tokenized_text("stems", _stemmed(normalize(passage.text), passage.language))
        headings = normalize("\n".join(passage.headings))
        document.add_pre_tokenized_text("headings", _stemmed(headings, passage.language))
        document.add_pre_tokenized_text("words", analyzer(None).pre_tokenize(normalize(passage.text)))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
