"""Identifying the works of a library again."""

from dataclasses import replace

import pytest

from assistant import Assistant
from corpus.errors import UnknownKey
from corpus.model import FieldOrigin
from corpus.store.corpus import Corpus
from tests.reports import write_pdf

FILE = FieldOrigin("file", is_sure=False)


@pytest.fixture
def desk(library, tmp_path):
    """Return a library with two reports whose records an earlier program got wrong."""
    desk = Assistant(library)
    for number in (1, 2):
        desk.add(write_pdf(tmp_path / f"scan {number}.pdf", [f"Patrols at harbour {number} cut thefts by a third."]))
    with Corpus.open(library, write=True) as corpus:
        works = [work for work in corpus.references().values() if work.guessed]
        corpus.put([replace(work, csl={**work.csl, "title": "wrong"}, origins={"title": FILE}) for work in works])
    return desk


def wrong(desk):
    return [each.reference.key for each in desk.holdings() if each.reference.title == "wrong"]


def test_records_change_when_the_changes_are_applied(desk):
    """Reading changes nothing. The reading list and works without full text are not read."""
    keys = wrong(desk)
    assert len(keys) == 2
    report = desk.reidentify()
    assert [work.before.key for work in report.works] == keys
    assert all(work.changes[0][:2] == ("title", "wrong") for work in report.works)
    assert wrong(desk) == keys
    assert desk.apply_identities(report) == keys
    assert wrong(desk) == []
    assert desk.reidentify().changed == ()


def test_a_work_that_was_edited_meanwhile_stays(desk):
    """Changes are made only to a record that is as it was when its file was read."""
    first, second = wrong(desk)
    report = desk.reidentify()
    desk.edit(first, ["title=Right"])
    assert desk.apply_identities(report) == [second]
    assert desk.view(first).title == "Right"


def test_works_are_named_by_key_and_files_that_cannot_be_read_are_said(desk, library):
    """A work without full text, or without its original, has a reason and no changes."""
    first, second = wrong(desk)
    with Corpus.open(library) as corpus:
        (source,) = [source for source in corpus.sources().values() if source.key == first]
        corpus.original(source).unlink()
    report = desk.reidentify(first, first, "abt-winship-2016")
    assert [work.reason for work in report.works] == [
        "the original of scan 1.pdf is missing",
        "the library does not have its full text",
    ]
    assert (report.changed, wrong(desk)) == ((), [first, second])
    with pytest.raises(UnknownKey):
        desk.reidentify("nobody-1999")


def test_an_interrupt_keeps_what_was_read(desk, monkeypatch):
    """Ctrl-C ends the reading; the works that were read can be applied."""
    first, second = wrong(desk)

    def interrupt_second(changes):
        if changes.files == 1:
            raise KeyboardInterrupt

    desk.progress.watch = interrupt_second
    report = desk.reidentify()
    assert report.stopped
    assert desk.apply_identities(report) == [first]
    assert wrong(desk) == [second]
