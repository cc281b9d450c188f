"""A library is published as it is, by any number of libraries, and a kill at any write loses nothing."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from corpus.errors import EvidenceError, LibraryError, LibraryMissing, LibraryTooNew
from corpus.store.corpus import Corpus
from corpus.store.folder import has_format_file, published_place
from corpus.store.mirror import TABLES, rows_of
from index.build import Builder, update
from index.model import Scope
from index.published.library import PublishedLibrary
from index.published.publish import Publisher
from index.published.tables import Tables, mirrored
from index.published.target import reaching
from index.search import Index
from tests.encoders import WordEncoder
from tests.index.published.conftest import WORKS, make_library
from tests.index.test_search import put


def publish(library, place, publisher="one"):
    with Corpus.open(library) as corpus:
        index = Index.open(library)
        return Publisher(place, corpus, index, publisher).run()


def rows_there(place):
    """Return the rows of each table of a place that `corpus.sqlite` has too, sorted."""
    tables = Tables(place)
    return {name: sorted(tables.rows(name, None, mirrored(name)), key=repr) for name in TABLES}


def rows_here(library):
    """Return the same rows of a library."""
    with Corpus.open(library) as corpus:
        keys = list(corpus.references())
        sources = list(corpus.sources())
        found = {}
        for name, column in TABLES.items():
            chosen = keys if column in ("key", "work") else sources
            found[name] = sorted(rows_of(corpus.database, name, chosen), key=repr)
    return found


def statistics_there(place):
    """Return in how many passages each term is, and how many passages and terms there are, by the batches."""
    tables = Tables(place)
    words = {}
    for field, term, passages in tables.rows("word", None, ["field", "term", "passages"]):
        words[field, term] = words.get((field, term), 0) + passages
    numbers = tables.rows("batch", None, ["passages", "stems", "headings", "words"])
    return words, [sum(column) for column in zip(*numbers, strict=True)]


def counted(place):
    """Return the same numbers, counted in the passages."""
    words, totals = {}, [0, 0, 0, 0]
    for texts in Tables(place).rows("passage", None, ["stems", "headings_stems", "words"]):
        totals[0] += 1
        for number, (field, text) in enumerate(zip(("stems", "headings", "words"), texts, strict=True), start=1):
            totals[number] += len(text.split())
            for term in set(text.split()):
                words[field, term] = words.get((field, term), 0) + 1
    return words, totals


def test_what_is_published(library, place):
    """All rows of works and sources are there as they are, with the vectors of the index and the terms counted."""
    report = publish(library, place)
    assert (report.added, report.removed, report.works_changed) == (3, 0, 3)
    assert rows_there(place) == rows_here(library)
    there = dict(Tables(place).rows("passage", None, ["id", "vector"]))
    index = Index.open(library)
    np.testing.assert_allclose(index.vectors.vectors(list(there)), np.array(list(there.values())), atol=1e-3)
    assert statistics_there(place) == counted(place)


def test_the_second_time_nothing_is_written(library, place):
    publish(library, place)
    before = {name: Tables(place).table(name).version for name in TABLES}
    report = publish(library, place)
    assert (report.added, report.replaced, report.removed, report.works_changed) == (0, 0, 0, 0)
    assert {name: Tables(place).table(name).version for name in TABLES} == before


def test_what_has_changed_is_replaced_and_what_has_gone_is_removed(library, tmp_path):
    """The place has what the library has, after an edit, a removal and a new work. Terms are counted anew."""
    place = os.fspath(tmp_path / "published")
    publish(library, place)
    with Corpus.open(library, write=True) as corpus:
        corpus.remove("lights-2021", keep_note=False)
        reference = corpus.reference("harbour-2020")
        corpus.put([replace(reference, design="randomized trial")])
        put(corpus, "parks-2023", "Parks", "Benches were moved.", "Complaints fell.")
        update(corpus, Builder(library, WordEncoder()), lambda done, of: None)
    report = publish(library, place)
    assert (report.added, report.removed) == (1, 1)
    assert rows_there(place) == rows_here(library)
    assert statistics_there(place) == counted(place)


def test_two_libraries_publish_to_one_place(library, tmp_path):
    """Each library changes only its own works. A file that both have is there once."""
    place = os.fspath(tmp_path / "published")
    shared = {"harbour-2020": WORKS["harbour-2020"]}
    other = make_library(tmp_path / "other", {**shared, "trams-2019": ("Trams ran at night.",)})
    publish(library, place, "one")
    report = publish(other, place, "two")
    assert (report.added, report.of_others) == (1, 1)
    with Corpus.open(other, write=True) as corpus:
        corpus.remove("harbour-2020", keep_note=False)
    publish(other, place, "two")
    keys = {key for (key,) in Tables(place).rows("work", None, ["key"])}
    assert keys == {*WORKS, "trams-2019"}
    assert statistics_there(place) == counted(place)


def test_a_copy_of_a_library(library, tmp_path):
    """A copy publishes as the same library until it has an id of its own. Then each leaves the other's works alone."""
    place = os.fspath(tmp_path / "published")
    copy = shutil.copytree(library, tmp_path / "copy")
    ids = set()
    for folder, key in ((library, "harbour-2020"), (copy, "lights-2021")):
        with Corpus.open(folder, write=True) as corpus:
            ids.add(corpus.identity())
            corpus.remove(key, keep_note=False)
            update(corpus, Builder(folder, WordEncoder()), lambda done, of: None)
    assert len(ids) == 1
    with Corpus.open(copy, write=True) as corpus:
        corpus.renew_identity()
    for folder in (library, copy, library):
        with Corpus.open(folder) as corpus:
            publish(folder, place, corpus.identity())
    assert {key for (key,) in Tables(place).rows("work", None, ["key"])} == set(WORKS)


DISK_ERRORS = {
    "lance error: LanceError(IO): No space left on device (os error 28), structural.rs:258:9": "the disk is full",
    'LanceError(IO): Read-only file system (os error 30) at path "/p/work.lance"': "the disk is read-only",
    "[Errno 13] Permission denied: '/p/x'": "you may not do that there",
}
"""What LanceDB raised on such disks, and how the error begins that is shown."""


@pytest.mark.parametrize("words", DISK_ERRORS)
def test_errors_of_disks(words):
    with pytest.raises(LibraryError) as caught, reaching("/p"):
        raise RuntimeError(words)
    assert str(caught.value).startswith(f"the published library '/p' cannot be used: {DISK_ERRORS[words]}")


def test_a_folder_that_cannot_be_looked_into():
    """Whether a library is published there is not known, and opening the library says why."""
    folder = Path("x" * 300)  # the system refuses to look for it
    assert published_place(folder) is None
    assert not has_format_file(folder)


def test_works_with_one_key(tmp_path):
    """Two works of two libraries that have the same key are both there, the second one with a number."""
    place = os.fspath(tmp_path / "published")
    for publisher, title in (("one", "Harbours"), ("two", "Parks")):
        with Corpus.create(tmp_path / publisher, seed=lambda _: None) as corpus:
            put(corpus, "lee-2020", title, f"A text on {title}.")
            update(corpus, Builder(corpus.folder, WordEncoder()), lambda done, of: None)
        publish(tmp_path / publisher, place, publisher)
        publish(tmp_path / publisher, place, publisher)
    works = dict(Tables(place).rows("work", None, ["key", "csl"]))
    assert {key: json.loads(csl)["title"] for key, csl in works.items()} == {
        "lee-2020": "Harbours",
        "lee-2020-2": "Parks",
    }
    sources = {work for (work,) in Tables(place).rows("source", None, ["work"])}
    assert sources == {"lee-2020", "lee-2020-2"}


def test_a_scope_is_searched_as_a_condition(library, tmp_path):
    """A published library can be large, so a scope never becomes a list of the ids of its passages."""
    place = os.fspath(tmp_path / "published")
    publish(library, place)
    scope = Scope(zones=frozenset({"body"}))
    assert PublishedLibrary(place).index.scope(scope) == scope


class Killed(BaseException):
    """Raised in place of a kill."""


def test_a_kill_at_any_write(tmp_path, monkeypatch):
    """Whichever write is the last one, all sources that are there are whole, and the next run finishes the work.

    The runs add, replace and remove, so that every kind of write is met.
    """
    library = make_library(tmp_path / "library", {"one-2020": ("Boats.",), "two-2020": ("Trams.",)})
    start = os.fspath(tmp_path / "start")
    publish(library, start)
    with Corpus.open(library, write=True) as corpus:
        corpus.remove("one-2020", keep_note=False)
        corpus.put([replace(corpus.reference("two-2020"), design="guide")])
        put(corpus, "three-2020", "Three", "Bells.")
        update(corpus, Builder(library, WordEncoder()), lambda done, of: None)
    writes = count_writes(library, start, tmp_path / "counted", monkeypatch, limit=None)
    assert writes > 10
    for limit in range(writes):
        place = count_writes(library, start, tmp_path / f"place-{limit}", monkeypatch, limit)
        assert whole_sources(place), limit
        publish(library, place)
        assert rows_there(place) == rows_here(library), limit
        assert statistics_there(place) == counted(place), limit


def count_writes(library, start, place, monkeypatch, limit):
    """Publish to a copy of a place. Return the number of writes; with a limit, the place after so many writes."""
    shutil.copytree(start, place)
    done = [0]

    def counting(write):
        def counted_write(*arguments):
            if arguments[-1]:  # there is something to write or to delete
                if done[0] == limit:
                    raise Killed
                done[0] += 1
            return write(*arguments)

        return counted_write

    with monkeypatch.context() as patch:
        for name in ("_add", "_merge", "_delete"):
            patch.setattr(Publisher, name, counting(getattr(Publisher, name)))
        try:
            publish(library, os.fspath(place))
        except Killed:
            return os.fspath(place)
    return done[0]


def whole_sources(place):
    """Return whether every source that is there has its pages and passages, and its work."""
    tables = Tables(place)
    sources = tables.rows("source", None, ["sha256", "work"])
    works = {key for (key,) in tables.rows("work", None, ["key"])}
    pages = {source for (source,) in tables.rows("page", None, ["source"])}
    passages = {source for (source,) in tables.rows("passage", None, ["source"])}
    return all(sha256 in pages & passages and work in works for sha256, work in sources)


def test_a_process_is_killed(library, tmp_path):
    """A process that the system kills while it publishes leaves whole sources, and the next one finishes."""
    place = os.fspath(tmp_path / "published")
    script = (
        "import sys; from tests.index.published.test_publish import publish\n"
        "from index.published import publish as module\n"
        "module.BATCH_PASSAGES = 1\n"
        "publish(__import__('pathlib').Path(sys.argv[1]), sys.argv[2])"
    )
    child = subprocess.Popen([sys.executable, "-c", script, library, place])
    while child.poll() is None:
        if Path(place, "source.lance").is_dir() and Tables(place).count("source"):
            child.send_signal(signal.SIGKILL)
            break
        time.sleep(0.01)
    child.wait()
    assert whole_sources(place)
    publish(library, place)
    assert rows_there(place) == rows_here(library)


def test_another_model_is_refused(library, tmp_path, monkeypatch):
    """Vectors of two models cannot be compared. The message names the model that is there."""
    place = os.fspath(tmp_path / "published")
    publish(library, place)
    with Corpus.open(library) as corpus:
        index = Index.open(library)
        index.manifest = replace(index.manifest, fingerprint="0" * 12)
        with pytest.raises(LibraryError, match="was published with the model"):
            Publisher(place, corpus, index, "one")


def test_a_place_without_a_library(tmp_path):
    with pytest.raises(LibraryMissing, match=r"no library is published at .*evidence publish"):
        Tables(os.fspath(tmp_path / "nothing")).about()


def test_another_version_published_it(library, tmp_path, monkeypatch):
    place = os.fspath(tmp_path / "published")
    publish(library, place)
    monkeypatch.setattr("index.published.tables.FORMAT", 2)
    with pytest.raises(LibraryTooNew, match="another version of this program"):
        Tables(place).about()


def test_a_store_that_does_not_answer(monkeypatch):
    """The error is one line, without the keys, and comes in seconds."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "key-id-of-a-test",
        "AWS_SECRET_ACCESS_KEY": "the-secret-of-a-test",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT": "http://127.0.0.1:9",
        "AWS_ALLOW_HTTP": "true",
    }.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(LibraryError) as caught:
        Tables("s3://nowhere/library").about()
    assert str(caught.value) == "the published library 's3://nowhere/library' cannot be used: there is no connection"


ADDRESSES = {
    "db://our-reports": "'db://our-reports' is an address of LanceDB Cloud, which this program cannot use",
    "https://ann:the-secret-of-a-test@example.org": "an address must not have a name or password in it",
    "http://127.0.0.1:9": "the published library 'http://127.0.0.1:9' cannot be used: there is no connection",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_addresses_that_cannot_be_used(address):
    """The error is one line, without a password."""
    with pytest.raises(EvidenceError) as caught:
        Tables(address)
    assert str(caught.value).startswith(ADDRESSES[address])
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (401, "the key is wrong or missing: set LANCEDB_API_KEY"),
        (403, "access is denied"),
        (404, "it does not answer as a server of LanceDB"),
        (200, "it does not answer as a server of LanceDB"),
    ],
)
def test_a_server_that_refuses(status, reason, monkeypatch):
    """The key goes to the server in the header that LanceDB's own clients use, and is not in the error."""
    monkeypatch.setenv("LANCEDB_API_KEY", "the-key-of-a-test")
    keys = []

    class Refusing(BaseHTTPRequestHandler):
        def do_GET(self):
            keys.append(self.headers["x-api-key"])
            body = f"no entry for {keys[-1]}".encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    with HTTPServer(("127.0.0.1", 0), Refusing) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(LibraryError) as caught:
            Tables(f"http://127.0.0.1:{server.server_port}")
        server.shutdown()
    assert set(keys) == {"the-key-of-a-test"}
    assert str(caught.value).endswith(f"cannot be used: {reason}")


def test_what_is_imported(library, tmp_path):
    """LanceDB's client of HTTP is not imported to read a folder, and can still be imported by others."""
    place = os.fspath(tmp_path / "published")
    publish(library, place)
    script = (
        "import sys; from index.published.tables import Tables; Tables(sys.argv[1]).about()\n"
        "client = 'lance_namespace_urllib3_client'\n"
        "assert not any(name.startswith(client + '.api') for name in sys.modules)\n"
        "import lance_namespace_urllib3_client; lance_namespace_urllib3_client.ApiClient"
    )
    subprocess.run([sys.executable, "-c", script, place], check=True)


def test_a_server_that_does_not_answer(monkeypatch):
    """A server that accepts a connection and says nothing is an error, and no program waits for ever."""
    monkeypatch.setattr("index.published.target.MAX_ANSWER_SECONDS", 0.2)
    silent = socket.create_server(("127.0.0.1", 0))
    with silent, pytest.raises(LibraryError, match="it does not answer in time"):
        Tables(f"http://127.0.0.1:{silent.getsockname()[1]}")


def test_a_source_that_is_being_removed_is_not_there(library, tmp_path):
    """A reader in the middle of a removal sees no source without its rows, and no passage without a source."""
    place = os.fspath(tmp_path / "published")
    publish(library, place)
    rows = Tables(place).rows("source", None, ["sha256", "work"])
    (without_size, _), (_, without_work), (without_source, _) = rows
    Tables(place).table("size").delete(f"source = '{without_size}'")
    Tables(place).table("work").delete(f"key = '{without_work}'")
    opened = PublishedLibrary(place)
    with opened.reading() as corpus:
        assert set(corpus.sources()) == {without_source}
        assert len(corpus.holdings()) == 2  # a work is there without its source
        ids = corpus.passage_ids()
        assert {passage.source for passage in corpus.passages(ids).values()} == {without_source}
    Tables(place).table("source").delete(f"sha256 = '{without_source}'")
    with opened.reading() as corpus:
        assert corpus.sources() == corpus.passages(ids) == {}


CONFLICT = "lance error: Retryable commit conflict for version 151: preempted by concurrent transaction. Please retry."
"""What LanceDB raised while two libraries published to one place."""


def test_a_change_is_tried_again_after_a_conflict(library, tmp_path):
    """Another process may change a table meanwhile. The change is made in its newest state; any other error is not."""
    place = os.fspath(tmp_path / "published")
    publish(library, place)
    tables = Tables(place)
    tables.table("source")
    Tables(place).table("source").delete("true")
    seen = []

    def change(table):
        seen.append(table.count_rows())
        if len(seen) < 3:
            raise RuntimeError(CONFLICT)

    tables.change("source", change)
    assert seen == [0, 0, 0]
    with pytest.raises(LibraryError, match="cannot be used: other processes change it all the time"):
        tables.change("source", raising(RuntimeError(CONFLICT)))
    with pytest.raises(LibraryError, match="cannot be used: a broken file"):
        tables.change("source", raising(RuntimeError("a broken file")))


def raising(error):
    """Return a change of a table that always fails."""

    def change(table):
        raise error

    return change
