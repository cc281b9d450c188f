import json
import shutil
from hashlib import sha256

import numpy as np
import pytest

from corpus.errors import LibraryDamaged
from corpus.files import hash_file
from corpus.model import Filter
from index import manifest
from index.build import BATCH_PASSAGES, Builder, update
from index.generations import LEANINGS
from index.query import parse_query
from index.search import Index, search
from tests.corpus.documents import add_document
from tests.encoders import PARALLEL, LeaningEncoder, WordEncoder

PARALLEL_TEXTS = {text for each in PARALLEL for text in each.values()}


class Counting(WordEncoder):
    """Counts the passages that it encodes. It is interrupted before a batch that would go past `most`."""

    def __init__(self, most=10**9):
        self.encoded = 0
        self.most = most

    def encode_passages(self, texts):
        wanted = [text for text in texts if text not in PARALLEL_TEXTS]
        if self.encoded + len(wanted) > self.most:
            raise KeyboardInterrupt
        self.encoded += len(wanted)
        return super().encode_passages(texts)


def ask(corpus, text, **selection):
    index = Index.open(corpus.folder)
    return [
        corpus.sources()[hit.passage.source].key
        for hit in search(parse_query(text, "en"), 5, Filter(**selection), corpus, index, WordEncoder())
    ]


def bring_up(corpus, encoder=None):
    return update(corpus, Builder(corpus.folder, encoder or WordEncoder()), lambda done, of: None)


def test_added_sources_are_found(corpus):
    """The index finds the passages of the corpus, also with a filter."""
    add_document(corpus, "a", "The call-in is a meeting with the groups.")
    add_document(corpus, "b", "Street lights were mended in the park.")
    assert bring_up(corpus) == 2
    assert ask(corpus, "meeting with groups")[0] == "a"
    assert ask(corpus, "meeting with groups", keys=("b",)) == ["b"]
    assert Index.open(corpus.folder).faults() == []


def test_only_new_passages_are_encoded(corpus):
    """Adding one report encodes only that report. Removing one encodes nothing."""
    add_document(corpus, "a", "The call-in is a meeting with the groups.")
    bring_up(corpus)
    add_document(corpus, "b", "Street lights were mended in the park.")
    encoder = Counting()
    assert bring_up(corpus, encoder) == 2
    assert encoder.encoded == 1
    corpus.remove("a", keep_note=False)
    assert bring_up(corpus, encoder) == 1
    assert encoder.encoded == 1
    assert ask(corpus, "meeting with groups") == ["b"]
    assert Index.open(corpus.folder).faults() == []


def test_the_language_bias_is_not_in_the_index(corpus):
    """Passages with the same content have the same vector, whatever their language and whenever they were added.

    For the encoder all passages have the same content, the 13th axis. It adds 0.5 on the axis of their language. The
    vectors of English are not changed.
    """
    encoder = LeaningEncoder()
    expected = np.zeros(encoder.dimensions, dtype=np.float32)
    expected[[12, -1]] = 1, 0.5
    for key, text in [("en", "The groups met in the hall."), ("es", "Los grupos se reunieron en la sala del barrio.")]:
        add_document(corpus, key, text)
        bring_up(corpus, encoder)
    vectors = Index.open(corpus.folder).vectors
    np.testing.assert_allclose(vectors.vectors(vectors.ids()), [expected, expected], atol=1e-6)


def test_nothing_new_writes_nothing(corpus):
    """An index that is up to date is left as it is."""
    add_document(corpus, "a", "The call-in is a meeting with the groups.")
    bring_up(corpus)
    before = manifest.current(corpus.folder / "index")
    bring_up(corpus)
    assert manifest.current(corpus.folder / "index") == before


def files_of(folder):
    """Return the files of an index by their paths in it: inode and SHA-256."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file():
            found[path.relative_to(folder).as_posix()] = (path.stat().st_ino, sha256(path.read_bytes()).hexdigest())
    return found


def test_an_addition_writes_only_what_is_new(corpus):
    """The next index has links to the files of vectors and words, and their hashes without reading them again."""
    add_document(corpus, "a", "The call-in is a meeting with the groups.")
    bring_up(corpus)
    before = files_of(Index.open(corpus.folder).folder)
    add_document(corpus, "b", "Street lights were mended in the park.")
    hashed = []
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(manifest, "hash_file", lambda path: hashed.append(path.name) or hash_file(path))
        bring_up(corpus)
    folder, made = manifest.current(corpus.folder / "index")
    after = files_of(folder)
    linked = {name for name in before if name in after and before[name] == after[name]}
    immutable = {name for name in before if name.startswith(("segments/0", "terms/")) and ".lock" not in name}
    assert linked >= immutable - {"terms/meta.json", "terms/.managed.json"}
    assert not {name.split("/")[-1] for name in linked & immutable} & set(hashed)
    assert made.files == {name: digest for name, (_, digest) in after.items() if name in made.files}
    assert after.keys() - made.files.keys() <= {
        "manifest.json",
        "terms/.tantivy-meta.lock",
        "terms/.tantivy-writer.lock",
    }


@pytest.mark.parametrize("error", [OSError(1, "not permitted"), PermissionError(13, "denied"), OSError(18, "cross")])
def test_a_disk_without_links(corpus, monkeypatch, error):
    """Where no hard link can be made, files are copied, and an addition finds the same."""

    def refuse(*_):
        raise error

    monkeypatch.setattr("os.link", refuse)
    add_document(corpus, "a", "The call-in is a meeting with the groups.")
    bring_up(corpus)
    add_document(corpus, "b", "Street lights were mended in the park.")
    encoder = Counting()
    assert bring_up(corpus, encoder) == 2
    assert encoder.encoded == 1
    assert ask(corpus, "meeting with groups")[0] == "a"
    published = manifest.current(corpus.folder / "index")
    assert manifest.faults(*published) == []


def test_an_index_stays_small_after_many_additions(corpus):
    """Many small additions are joined, and the joined index finds all."""
    for n in range(13):
        add_document(corpus, f"k{n}", f"Report number {n} on street outreach.")
        bring_up(corpus)
    folder, made = manifest.current(corpus.folder / "index")
    assert len(list(folder.glob("segments/*.f16"))) < 10
    assert Index.open(corpus.folder).vectors.ids().tolist() == corpus.passage_ids()
    assert Index.open(corpus.folder).faults() == manifest.faults(folder, made) == []
    assert [path.name for path in (corpus.folder / "index").iterdir() if path.is_dir()] == [folder.name]


def test_an_interrupt_while_files_are_joined_loses_nothing(corpus, monkeypatch):
    """The addition before is published, and the next job joins the files."""
    for n in range(9):
        add_document(corpus, f"k{n}", f"Report number {n} on street outreach.")
        bring_up(corpus)
    add_document(corpus, "last", "Street lights were mended in the park.")

    def interrupted(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("index.merging.write", interrupted)
        with pytest.raises(KeyboardInterrupt):
            bring_up(corpus)
    assert ask(corpus, "street lights")[0] == "last"
    encoder = Counting(most=0)
    assert bring_up(corpus, encoder) == 10
    folder, made = manifest.current(corpus.folder / "index")
    assert len(list(folder.glob("segments/*.f16"))) == 1
    assert manifest.faults(folder, made) == []
    assert [path.name for path in (corpus.folder / "index").iterdir() if path.is_dir()] == [folder.name]


def test_terms_of_another_analysis_are_made_again(corpus, monkeypatch):
    """If words are analyzed in another way, they are read again, and no passage is encoded again."""
    add_document(corpus, "a", "The call-in is a meeting with the groups.")
    bring_up(corpus)
    monkeypatch.setattr("index.sparse.TantivyTermStore.analysis", "terms 9")
    assert bring_up(corpus, Counting(most=0)) == 1
    assert manifest.current(corpus.folder / "index").manifest.terms == "terms 9"
    assert ask(corpus, "meeting with groups") == ["a"]


def test_an_interrupt_keeps_the_encoded_batches(corpus):
    """Passages that were encoded before an interrupt are not encoded again."""
    for n in range(2 * BATCH_PASSAGES):
        add_document(corpus, f"k{n}", f"Report number {n} on street outreach.")
    with pytest.raises(KeyboardInterrupt):
        bring_up(corpus, Counting(most=BATCH_PASSAGES))
    encoder = Counting()
    assert bring_up(corpus, encoder) == 2 * BATCH_PASSAGES
    assert encoder.encoded == BATCH_PASSAGES


def test_an_index_of_another_model_replaces_the_old_one(corpus):
    """Another fingerprint encodes everything again. The old index is used until the new one is published."""
    add_document(corpus, "a", "The call-in is a meeting with the groups.")
    bring_up(corpus)
    encoder = Counting()
    encoder.fingerprint = "words-2"
    old = Index.open(corpus.folder)
    builder = Builder(corpus.folder, encoder)
    builder.encode(list(corpus.passages(corpus.passage_ids()).values()))
    assert Index.open(corpus.folder).manifest == old.manifest
    builder.publish(corpus)
    assert encoder.encoded == 1
    assert Index.open(corpus.folder).manifest.fingerprint != old.manifest.fingerprint
    assert [path.name for path in (corpus.folder / "index").iterdir() if path.is_dir()] == [
        Index.open(corpus.folder).folder.name
    ]


def test_an_index_of_other_rules_answers_until_the_new_one_is_whole(corpus):
    """A job that does not encode all passages, such as `remove` after an upgrade, keeps the old index."""
    for n in range(3):
        add_document(corpus, f"k{n}", f"Report number {n} on street outreach.")
    bring_up(corpus)
    old = Index.open(corpus.folder).manifest
    encoder = Counting()
    encoder.fingerprint = "words-2"
    corpus.remove("k2", keep_note=False)
    assert Builder(corpus.folder, encoder).publish(corpus) == 3
    assert Index.open(corpus.folder).manifest == old
    first, second = corpus.passages(corpus.passage_ids()).values()
    builder = Builder(corpus.folder, encoder)
    builder.encode([first])
    assert builder.publish(corpus) == 3
    assert Index.open(corpus.folder).manifest == old
    builder = Builder(corpus.folder, encoder)
    assert builder.missing(corpus) == [second.id]
    builder.encode([second])
    assert builder.publish(corpus) == 2
    assert Index.open(corpus.folder).manifest.fingerprint != old.fingerprint


def test_an_open_index_can_be_used_after_it_was_replaced(corpus):
    """An index that was opened before it was replaced still returns all its passages."""
    add_document(corpus, "a", "The call-in is a meeting with the groups.")
    bring_up(corpus)
    old = Index.open(corpus.folder)
    add_document(corpus, "b", "Another meeting with other groups.")
    bring_up(corpus)
    hits = search(parse_query("meeting with groups", "en"), 5, Filter(), corpus, old, WordEncoder())
    assert len(hits) == 1


def test_the_error_for_damage_names_the_repair(corpus):
    """The error for a missing or damaged index file names the command that makes the index again."""
    add_document(corpus, "a", "The call-in is a meeting with the groups.")
    bring_up(corpus)
    folder = Index.open(corpus.folder).folder
    (folder / "segments" / "000001.f16").write_bytes(b"nonsense")
    assert "segments/000001.f16 has changed" in manifest.faults(folder, manifest.current(folder.parent)[1])
    with pytest.raises(LibraryDamaged, match="evidence index --rebuild"):
        Index.open(corpus.folder)
    (folder / "manifest.json").write_text("{")
    with pytest.raises(LibraryDamaged, match="evidence index --rebuild"):
        Index.open(corpus.folder)
    shutil.rmtree(folder)
    with pytest.raises(LibraryDamaged, match="is missing"):
        Index.open(corpus.folder)
    (corpus.folder / "index" / "current.json").unlink()
    assert Index.open(corpus.folder) is None


def test_a_later_index_format_is_refused(corpus):
    """An index is refused if its manifest has unknown fields."""
    add_document(corpus, "a", "The call-in is a meeting with the groups.")
    bring_up(corpus)
    path = Index.open(corpus.folder).folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"compressed": True}))
    with pytest.raises(LibraryDamaged, match="evidence index --rebuild"):
        Index.open(corpus.folder)


def test_an_index_without_leanings_can_be_used(corpus):
    """The index of an earlier version can be used until it is made again."""
    add_document(corpus, "a", "The call-in is a meeting with the groups.")
    bring_up(corpus)
    folder = Index.open(corpus.folder).folder
    path = folder / "manifest.json"
    made = json.loads(path.read_text())
    del made["files"][LEANINGS]
    path.write_text(json.dumps(made))
    (folder / LEANINGS).unlink()
    assert Index.open(corpus.folder).leanings == {}
    assert ask(corpus, "What is a call-in?") == ["a"]


def test_slabs_of_a_stranger(corpus):
    """Vectors that this program did not write are not used, and a later slab does not replace one that is."""
    add_document(corpus, "a", "The call-in is a meeting with the groups.")
    add_document(corpus, "b", "Street lights were mended in the park.")
    (first, second) = corpus.passage_ids()
    builder = Builder(corpus.folder, WordEncoder())
    builder.encode([corpus.passages([first])[first]])
    (slab,) = corpus.folder.glob("index/*-pending/*.npz")
    slab.rename(slab.with_name("000007.npz"))
    rows, ids = np.zeros((1, WordEncoder.dimensions), np.float32), np.array([second])
    np.savez(slab.with_name("000001.npz"), ids=ids, vectors=rows[:, :5])
    np.savez(slab.with_name("000002.npz"), ids=np.array(["x"]), vectors=rows)
    np.savez(slab.with_name("000003.npz"), ids=ids)
    np.savez_compressed(slab.with_name("000004.npz"), ids=ids, vectors=rows)
    np.savez(slab.with_name("000005.npz"), ids=np.array([{}], dtype=object), vectors=rows)
    slab.with_name("000006.npz").write_bytes(b"PK\x03\x04")
    np.savez(slab.with_name("other.npz"), ids=ids, vectors=rows)
    encoder = Counting()
    assert bring_up(corpus, encoder) == 2
    assert encoder.encoded == 1
    assert ask(corpus, "meeting with groups")[0] == "a"
    assert [path.name for path in corpus.folder.glob("index/*-pending/*")] == ["other.npz"]
