"""A published library answers as the library that was published, from a folder and from a server."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from corpus.errors import InputError, LibraryReadOnly
from corpus.model import Filter
from tests.lance_server import lance_server
from tests.reports import weeks, write_paper

pytest.importorskip("lancedb", reason="needs the extra lance")

QUESTIONS = [
    "What is a call-in?",
    "What is said at a custom notification?",
    "How many times was the grey heron counted in week 7?",
    "¿Qué es una notificación personalizada?",
    '"call-in" -drug',
    "Who wrote Braga (2017)?",
    "Which vaccine did the moon colony use?",
    "focussed deterence",
]


@pytest.fixture(scope="module")
def published(starter_library, tmp_path_factory):
    """A library with the reading list and a paper, and the folder that it is published to."""
    folder = tmp_path_factory.mktemp("publishing")
    desk = Assistant.open(shutil.copytree(starter_library, folder / "library"))
    desk.add(str(write_paper(folder / "heron.pdf", "The Herons of Ypres", "Ana Able", weeks("grey heron"))))
    report = desk.publish(os.fspath(folder / "published"))
    assert report.added == desk.counts()["notes"] + desk.counts()["full_texts"]
    return desk, Assistant.open(folder / "published")


def without_links(answer):
    """Return an answer without what leads to files, which are not published."""
    return replace(answer, evidence=tuple(_without_link(each) for each in answer.evidence))


def _without_link(evidence):
    return replace(evidence, citation=replace(evidence.citation, link=""))


@pytest.mark.parametrize("question", QUESTIONS)
def test_answers_are_the_same(published, question):
    """Evidence, quotations, citations, notes and refusals are equal. Scores are equal in half precision."""
    here, there = (desk.ask(question) for desk in published)
    assert [each.citation.text for each in there.evidence] == [each.citation.text for each in here.evidence]
    assert [each.quote for each in there.evidence] == [each.quote for each in here.evidence]
    assert (there.answered, there.notes, there.reason) == (here.answered, here.notes, here.reason)
    assert there.confidence == pytest.approx(here.confidence, abs=0.01)


@pytest.mark.parametrize("selection", [Filter(since=2015), Filter(authors=("Braga",)), Filter(kinds=("guide",))])
def test_searches_are_the_same(published, selection):
    here, there = (desk.search("police and communities", 10, selection) for desk in published)
    assert [each.citation.text for each in there] == [each.citation.text for each in here]
    assert [each.hit.score for each in there] == pytest.approx([each.hit.score for each in here], abs=0.02)


def test_works_and_pages_are_the_same(published):
    here, there = published
    assert there.counts() == here.counts()
    assert [each.reference for each in there.holdings()] == [each.reference for each in here.holdings()]
    (heron,) = [each.source for each in here.holdings() if each.source and each.source.media_type == "application/pdf"]
    with here._open_for_reading() as corpus, Assistant.open(there.folder)._open_for_reading() as copy:
        for start, end in ((10, 200), (10, 200), (0, 5000), (1990, 2010), (10**6, 10**7)):
            assert copy.text(heron.sha256, start, end) == corpus.text(heron.sha256, start, end)
        assert copy.zone_text(heron.sha256, "body") == corpus.zone_text(heron.sha256, "body") != ""
        offsets = [0, 500, 2000]
        assert copy.locators(heron.sha256, offsets) == corpus.locators(heron.sha256, offsets)
        assert copy.document(heron.sha256) == corpus.document(heron.sha256)
        assert copy.passages_of(heron.sha256) == corpus.passages_of(heron.sha256)
        handle = corpus.passages_of(heron.sha256)[0].handle
        assert copy.find_passage(handle) == corpus.find_passage(handle)


def test_nothing_can_be_changed(published):
    """Every job that writes is refused on one line. So is a library as a place to publish to."""
    desk, there = published
    for job in (
        lambda: there.add("x.pdf"),
        lambda: there.remove(["braga-2017"]),
        lambda: there.edit("braga-2017", {"title": "x"}),
        there.reindex,
        lambda: there.undo(None),
    ):
        with pytest.raises(LibraryReadOnly, match="is published, so it is only read"):
            job()
    with pytest.raises(InputError, match="is a library"):
        desk.publish(os.fspath(desk.folder))


def test_new_works_are_seen(published, tmp_path):
    """A reader that stays open sees what was published since its last question."""
    desk, there = published
    assert not there.ask("What did a ticket for the zeppelin museum cost in 1931?").answered
    ticket = ["In 1931 a ticket for the zeppelin museum cost 3 francs, as the register of the museum says."]
    desk.add(
        str(write_paper(tmp_path / "museum.pdf", "The Zeppelin Museum", "Cid Cole", [*ticket, *weeks("zeppelin")]))
    )
    desk.publish(os.fspath(there.folder))
    assert "3 francs" in there.ask("What did a ticket for the zeppelin museum cost in 1931?").evidence[0].quote


def test_the_command_line(evidence, starter_library, tmp_path, bucket):
    """A library is published to a server that speaks S3, and asked there, by commands in processes of their own."""
    library = Path(shutil.copytree(starter_library, tmp_path / "library"))
    address = f"s3://{bucket}/reports"
    done = evidence("publish", address, "--json", library=library)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["added"] > 0
    asked = evidence("ask", "What is a call-in?", "--json", "--library", address)
    local = evidence("ask", "What is a call-in?", "--json", "--library", library)
    assert asked.returncode == 0, asked.stderr
    quotes = [[each["quote"] for each in json.loads(text)["evidence"]] for text in (asked.stdout, local.stdout)]
    assert quotes[0] == quotes[1]
    listed = evidence("list", "--json", "--library", address)
    assert len(json.loads(listed.stdout)) == len(json.loads(evidence("list", "--json", "--library", library).stdout))
    missing = evidence("ask", "What is a call-in?", "--library", f"s3://{bucket}/nothing")
    assert missing.returncode == 2
    assert missing.stderr.startswith(f"evidence: no library is published at 's3://{bucket}/nothing'")
    assert len(missing.stderr.splitlines()) == 1


def test_a_server(evidence, starter_library, tmp_path):
    """A library is published to a server of LanceDB, and asked there."""
    with lance_server(tmp_path / "tables") as address:
        done = evidence("publish", address, "--json", library=shutil.copytree(starter_library, tmp_path / "library"))
        assert json.loads(done.stdout)["added"] > 0, done.stderr
        asked = evidence("ask", "What is a call-in?", "--json", "--library", address)
    local = evidence("ask", "What is a call-in?", "--json", "--library", starter_library)
    quotes = [[each["quote"] for each in json.loads(text)["evidence"]] for text in (asked.stdout, local.stdout)]
    assert quotes[0] == quotes[1] != []
    gone = evidence("ask", "What is a call-in?", "--library", address)
    assert (gone.returncode, gone.stderr) == (
        2,
        f"evidence: the published library '{address}' cannot be used: there is no connection\n",
    )
