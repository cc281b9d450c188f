"""What a library has twice is listed, and the command that is named settles it: the real `Assistant`, real PDFs."""

import shlex

import pytest

from assistant.assistant import Assistant
from corpus.errors import InputError
from corpus.model import Reference
from corpus.store.corpus import Corpus
from tests.reports import weeks, write_paper

KEY = "rossi-2024-harbour-patrols-thefts"


@pytest.fixture
def desk(word_encoder, tmp_path):
    """A library that holds a paper of harbours."""
    desk = Assistant(tmp_path / "library")
    desk.create()
    desk.add(harbour(tmp_path / "a.pdf"))
    return desk


def harbour(path, changed=(), **more):
    return write_paper(path, "Harbour Patrols and Thefts", "Anna Rossi", weeks("harbour", 30, changed), **more)


def doubles(desk):
    return [(double["keys"], double["command"]) for double in desk.status()["doubles"]]


def run(desk, command):
    """Do what a command does that a double names. Such a command must be one that a shell can take."""
    program, name, key, *rest = shlex.split(command)
    assert program == "evidence"
    if name == "remove":
        desk.remove([key], rest[1:])
    else:
        assert (name, rest[0]) == ("edit", "--merge")
        desk.merge(key, rest[1])


def works(desk):
    """Return the names of the files of each work with a text."""
    with Corpus.open(desk.folder) as corpus:
        assert not [fault for fault in desk.verify() if fault[1]]
        found = {}
        for source in corpus.sources().values():
            if source.kind == "full text":
                found.setdefault(source.key, []).append(source.name)
        return found


def test_a_library_without_doubles(desk, tmp_path):
    """The reading list, another edition, a short title and another paper of an author are not doubles."""
    desk.add(harbour(tmp_path / "2025.pdf", changed=[3], year=2025))
    write_paper(tmp_path / "other.pdf", "Harbour Patrols and Fires", "Anna Rossi", weeks("harbour"))
    desk.add(tmp_path / "other.pdf")
    with Corpus.open(desk.folder, write=True) as corpus:
        for key in ("one", "two"):
            corpus.put([Reference(key, {"id": key, "type": "report", "title": "Annual Report"}, "report", "guide")])
    assert doubles(desk) == []


def test_a_work_with_two_texts(desk, tmp_path):
    """The text whose file has gone goes first, or else the older one. Files of one name are named by their paths."""
    (tmp_path / "b").mkdir()
    write_paper(tmp_path / "b" / "a.pdf", "Stalls of the Market", "Bruno Sala", weeks("market"))
    desk.add(tmp_path / "b" / "a.pdf", key=KEY, replace="both")
    assert doubles(desk) == [((KEY,), f"evidence remove {KEY} --file {tmp_path / 'a.pdf'}")]
    (tmp_path / "b" / "a.pdf").unlink()
    ((_, command),) = doubles(desk)
    assert command == f"evidence remove {KEY} --file {tmp_path / 'b' / 'a.pdf'}"
    run(desk, command)
    assert (works(desk), doubles(desk)) == ({KEY: ["a.pdf"]}, [])
    with pytest.raises(InputError, match=r"no text of 'z\.pdf'"):
        desk.remove([KEY], ["z.pdf"])


def test_two_works_with_nearly_the_same_text(desk, tmp_path):
    """Two files of one paper: the command removes the older work. If only its file is there, the newer one."""
    desk.add(tmp_path / "a.pdf", harbour(tmp_path / "b.pdf", changed=[3]))
    newer = f"{KEY}-2"
    assert works(desk) == {KEY: ["a.pdf"], newer: ["b.pdf"]}
    assert doubles(desk) == [((KEY, newer), f"evidence remove {KEY}")]
    (tmp_path / "b.pdf").unlink()
    ((_, command),) = doubles(desk)
    run(desk, command)
    assert (works(desk), doubles(desk)) == ({KEY: ["a.pdf"]}, [])


def test_a_work_with_a_text_and_a_record(desk):
    """The record becomes a part of the work with the text: fields that it lacks, and its key. `undo` makes it two."""
    csl = {"id": "rossi", "type": "article-journal", "title": "Harbour patrols and thefts", "publisher": "A Port"}
    with Corpus.open(desk.folder, write=True) as corpus:
        corpus.put([Reference("rossi", csl, "article", "guide")])
        before = corpus.references()
    assert doubles(desk) == [((KEY, "rossi"), f"evidence edit {KEY} --merge rossi")]
    run(desk, doubles(desk)[0][1])
    with Corpus.open(desk.folder) as corpus:
        merged = corpus.reference("rossi")
    assert (merged.key, merged.title) == (KEY, "Harbour Patrols and Thefts")
    assert (merged.csl["publisher"], merged.csl["type"]) == ("A Port", "report")
    assert (works(desk), doubles(desk)) == ({KEY: ["a.pdf"]}, [])
    desk.undo(desk.past_jobs()[0])
    with Corpus.open(desk.folder) as corpus:
        assert corpus.references() == before
    with pytest.raises(InputError, match="one work"):
        desk.merge(KEY, KEY)


def test_texts_of_merged_works(desk, tmp_path):
    """Both texts, and the earlier ones, belong to the work that stays, and go back with `undo`."""
    harbour(tmp_path / "a.pdf", changed=[3])
    desk.add(tmp_path / "a.pdf", replace="yes")
    write_paper(tmp_path / "b.pdf", "Stalls of the Market", "Bruno Sala", weeks("market"))
    other = desk.add(tmp_path / "b.pdf").outcomes[0].key
    before = works(desk)
    desk.merge(other, KEY)
    assert works(desk) == {other: ["a.pdf", "b.pdf"]}
    with Corpus.open(desk.folder) as corpus:
        assert [version.key for version in corpus.versions()] == [other]
    desk.undo(desk.past_jobs()[0])
    assert works(desk) == before
    with Corpus.open(desk.folder) as corpus:
        assert [version.key for version in corpus.versions()] == [KEY]
