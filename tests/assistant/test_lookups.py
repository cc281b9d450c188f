"""Works are looked up at a server on this machine that plays Crossref."""

import json
import os
import signal
import time
from dataclasses import replace
from threading import Thread

import pytest
from rich.console import Console

from assistant import Assistant
from assistant.lookups import MAX_FAILURES_IN_A_ROW
from assistant.render.lookups import lookup_json, lookup_text
from corpus.errors import UnknownKey
from corpus.model import FieldOrigin, Notice, Reference
from corpus.store.corpus import Corpus
from corpus.works.edit import apply_changes
from tests.conftest import ROOT
from tests.corpus.documents import add_document
from tests.crossref import article, serve
from tests.web import Page, broken_off

PRINTED = FieldOrigin("printed", is_sure=True)
CITIES = "Quiet streets in nine cities"
HARBOURS = "Harbour patrols after the strike"


def held(key, title, *authors, year=2014, doi=None, **csl):
    """Return a reference as this program reads it from a document: a report with what is printed."""
    fields = {"type": "report", "title": title, "issued": {"date-parts": [[year]]}, **csl}
    if authors:
        fields["author"] = [{"family": author, "given": "A."} for author in authors]
    if doi:
        fields["DOI"] = doi
    return Reference(key, {"id": key, **fields}, "report", "descriptive", origins=dict.fromkeys(fields, PRINTED))


@pytest.fixture
def library(tmp_path):
    """The folder of an empty library."""
    Corpus.create(tmp_path / "library", seed=lambda _: None).close()
    return tmp_path / "library"


@pytest.fixture
def put(library):
    """Put references into the library."""

    def put(*references):
        with Corpus.open(library, write=True) as corpus:
            corpus.put(references)

    return put


@pytest.fixture
def look_up(library, fake):
    """Look up works in the web of the test. The limits are fields of `FetchLimits`."""

    def look_up(*keys, again=False, **limits):
        return Assistant(library).look_up(*keys, again=again, web=fake.web(library, **limits))

    return look_up


def statuses(report):
    return {work.key: work.status for work in report.works}


def csl_of(library, key):
    with Corpus.open(library) as corpus:
        return corpus.reference(key).csl


def text_of(report):
    console = Console(width=200)
    with console.capture() as capture:
        console.print(lookup_text(report))
    return capture.get()


# --- what is found -----------------------------------------------------------------------------------------------


def test_works_are_completed_after_a_yes(fake, library, put, look_up):
    """A work is found by its DOI, another by title, year and author. Nothing changes before the yes."""
    server = serve(
        fake,
        article("10.1000/CITIES", "Quiet Streets in Nine Cities", "Rossi, Anna", "Verdi, Carlo"),
        article("10.1000/harbours", HARBOURS, "Bianchi, Ada", year=2016),
    )
    put(held("rossi-2014", CITIES, "Rossi", doi="10.1000/cities"), held("bianchi-2016", HARBOURS, "Bianchi", year=2016))
    report = look_up()
    assert statuses(report) == {"rossi-2014": "found", "bianchi-2016": "found"}
    assert server.asked == ["10.1000/cities", HARBOURS, "10.1000/harbours"]
    assert csl_of(library, "rossi-2014")["type"] == "report"
    shown = text_of(report)
    assert "author" in shown
    assert "Rossi, A." in shown
    assert "Rossi, Anna; Verdi, Carlo" in shown
    assert Assistant(library).apply(report) == ["rossi-2014", "bianchi-2016"]
    assert csl_of(library, "rossi-2014") == {
        "id": "rossi-2014",
        "type": "article-journal",
        "title": CITIES,
        "author": [{"family": "Rossi", "given": "Anna"}, {"family": "Verdi", "given": "Carlo"}],
        "issued": {"date-parts": [[2014, 6]]},
        "DOI": "10.1000/cities",
        "container-title": "Journal of Quiet Streets",
        "volume": "42",
        "issue": "3",
        "page": "12-25",
    }
    assert csl_of(library, "bianchi-2016")["DOI"] == "10.1000/harbours"
    assert fake.most_at_once["api.crossref.org"] == 1
    # A second run asks nothing and changes nothing.
    second = look_up()
    assert (second.asked, second.changed, len(server.asked)) == (0, (), 3)
    assert statuses(second) == statuses(report)


def test_a_no_is_kept_too(fake, put, look_up):
    """If the changes were not made, the next run shows them without asking Crossref again; `again` asks."""
    server = serve(fake, article("10.1000/harbours", HARBOURS, "Bianchi, Ada"))
    put(held("bianchi-2014", HARBOURS, "Bianchi"))
    first, second = look_up(), look_up()
    assert (first.changed, first.asked) == (second.changed, 1)
    assert second.asked == 0
    assert len(server.asked) == 2
    server.records["10.1000/harbours"]["volume"] = "43"
    third = look_up(again=True)
    assert third.works[0].after.csl["volume"] == "43"
    assert len(server.asked) == 4


def test_a_work_that_a_person_corrected_is_asked_about_again(fake, library, put, look_up):
    """An answer counts only for the DOI, or the title, author and year, that were asked about."""
    server = serve(fake, article("10.1000/cities", CITIES, "Rossi, Anna"))
    put(held("rossi-2014", CITIES, "Rossi", doi="10.1000/citie5"), held("x", "dyn153 751..757", "Rossi"))
    assert statuses(look_up()) == {"rossi-2014": "not found", "x": "not found"}
    Assistant(library).edit("rossi-2014", ["DOI=10.1000/cities"])
    Assistant(library).edit("x", [f"title={CITIES}"])
    server.asked.clear()
    assert statuses(look_up()) == {"rossi-2014": "found", "x": "found"}
    assert server.asked == ["10.1000/cities", CITIES, "10.1000/cities"]


def test_what_a_person_entered_stays(fake, library, put, look_up):
    """A field that a person set is not changed, and the difference is shown."""
    serve(fake, article("10.1000/cities", CITIES, "Rossi, Anna"))
    put(apply_changes(held("rossi-2014", CITIES, "Rossi", doi="10.1000/cities"), ["volume=41", "year=2015", "page="]))
    report = look_up()
    Assistant(library).apply(report)
    csl = csl_of(library, "rossi-2014")
    assert (csl["volume"], csl["issued"]["date-parts"], csl["issue"]) == ("41", [[2015]], "3")
    assert "page" not in csl
    assert {change.field for change in report.works[0].kept} == {"volume", "issued"}
    assert "41 (stays)" in text_of(report)


def test_a_doi_that_crossref_does_not_have(fake, put, look_up):
    """If a work with the same title, year and author is there, a person is shown its DOI; nothing is taken over."""
    serve(fake, article("10.1000/cities", CITIES, "Rossi, Anna"))
    put(held("a", CITIES, "Rossi", doi="10.1000/citi"), held("b", HARBOURS, "Bianchi", doi="10.5281/zenodo.1"))
    report = look_up()
    assert statuses(report) == {"a": "not found", "b": "not found"}
    shown = text_of(report)
    assert "perhaps it is Rossi (2014)" in shown
    assert "evidence edit a DOI=10.1000/cities" in shown
    assert "zenodo" not in shown
    assert report.changed == ()


@pytest.mark.parametrize(
    ("year", "author", "title", "status"),
    [
        (2014, "Rossi", CITIES, "found"),
        (2011, "Rossi", CITIES, "not found"),
        (2014, "Verdi", CITIES, "not found"),
        (2014, "Rossi", "Loud streets in nine cities", "not found"),
        (2014, None, CITIES, "not found"),
    ],
)
def test_a_search_must_agree(fake, put, look_up, year, author, title, status):
    """A search always returns something. Title, year and author must agree, or a person is shown what it may be."""
    serve(fake, article("10.1000/cities", CITIES, "Rossi, Anna"))
    put(held("work", title, *filter(None, [author]), year=year))
    (work,) = look_up().works
    assert work.status == status
    assert bool(work.changes) is (status == "found")
    if status == "not found":
        hint = "evidence edit work DOI=10.1000/cities"
        assert (hint in work.reason) is (title == CITIES)


def test_two_records_that_agree(fake, put, look_up):
    """A preprint and an article may agree with a work. The journal's name decides, or else a person."""
    preprint = article("10.1000/p", CITIES, "Rossi, Anna", type="posted-content", **{"container-title": []})
    serve(fake, article("10.1000/a", CITIES, "Rossi, Anna"), preprint)
    put(
        held("one", CITIES, "Rossi"),
        held("two", CITIES, "Rossi", **{"container-title": "Journal of Quiet Streets"}),
    )
    one, two = look_up().works
    assert (one.status, two.status, two.doi) == ("not found", "found", "10.1000/a")
    assert one.reason.startswith("perhaps it is")


def test_the_doi_of_another_work(fake, put, look_up):
    """A DOI that the document only names changes nothing, and the work is searched for by its title."""
    serve(fake, article("10.1000/cities", CITIES, "Rossi, Anna"), article("10.1000/reply", "A long reply", "Verdi, C."))
    put(held("verdi-2014", f"A comment on {CITIES}", "Verdi", doi="10.1000/cities"))
    put(held("verdi-2014-2", "A long reply", "Verdi", doi="10.1000/cities"))
    first, second = look_up().works
    assert (first.status, first.changes) == ("another work", ())
    assert "Rossi (2014)" in first.reason
    assert "evidence edit verdi-2014 DOI=" in first.reason
    assert (second.status, second.after.csl["DOI"]) == ("found", "10.1000/reply")


def test_the_page_decides_if_the_title_is_not_sure(fake, library, put, look_up):
    """A title made of typesetter's codes is replaced if the document prints the title of the record."""
    serve(fake, article("10.1000/cities", CITIES, "Rossi, Anna"))
    with Corpus.open(library, write=True) as corpus:
        for key, text in (("a", f"Journal of Quiet Streets\n{CITIES.upper()}\nAnna Rossi"), ("b", "Some other text")):
            add_document(corpus, key, text, title="dyn153 751..757", DOI="10.1000/cities")
    report = look_up()
    assert statuses(report) == {"a": "found", "b": "another work"}


def test_the_answer_has_another_doi(fake, put, look_up):
    """A record under another DOI than was asked for is taken only if title, year and author agree."""
    server = serve(fake, article("10.1000/new", CITIES, "Rossi, Anna"), article("10.1000/x", "Other", "Neri, B."))
    server.records["10.1000/old"] = server.records["10.1000/new"]
    server.records["10.1000/wrong"] = server.records["10.1000/x"]
    put(held("one", CITIES, "Rossi", doi="10.1000/old"), held("two", HARBOURS, "Bianchi", doi="10.1000/wrong"))
    assert statuses(look_up()) == {"one": "found", "two": "another work"}


def test_works_that_cannot_be_asked_about(fake, put, look_up):
    """Without a DOI and without enough to search with, Crossref is not asked, and a person is told what to do."""
    server = serve(fake)
    named = held("b", "scan0001", "Rossi")
    put(
        held("a", CITIES, year=0),
        replace(named, origins={**named.origins, "title": FieldOrigin("file", is_sure=False)}),
        held("c", HARBOURS, year=0, doi="see below"),
    )
    report = look_up()
    assert set(statuses(report).values()) == {"not asked"}
    assert (server.asked, report.asked, report.failed) == ([], 0, True)
    assert "evidence edit a DOI=10...." in text_of(report)


def test_an_unknown_key(look_up):
    """A key that is not in the library is an error before anything is asked."""
    with pytest.raises(UnknownKey, match="'nothing'"):
        look_up("nothing")


def test_a_work_that_is_edited_meanwhile_stays(fake, library, put, look_up):
    """Changes that a person has seen are not made to a reference that has changed since."""
    serve(fake, article("10.1000/cities", CITIES, "Rossi, Anna"))
    put(held("rossi-2014", CITIES, "Rossi", doi="10.1000/cities"))
    report = look_up()
    Assistant(library).edit("rossi-2014", ["volume=41"])
    assert Assistant(library).apply(report) == []
    assert "issue" not in csl_of(library, "rossi-2014")


# --- notices -----------------------------------------------------------------------------------------------------

RETRACTION = [{"DOI": "10.1000/notice", "type": "retraction", "updated": {"date-parts": [[2019, 7, 26]]}}]


def test_a_retraction_is_kept_at_once(fake, library, put, look_up):
    """A retraction is stored and shown even if no field is changed; a record of another work says nothing."""
    serve(fake, article("10.1000/cities", f"RETRACTED: {CITIES}", "Rossi, Anna", **{"updated-by": RETRACTION}))
    put(
        held("rossi-2014", CITIES, "Rossi", doi="10.1000/cities"),
        held("verdi-2014", HARBOURS, "Verdi", doi="10.1000/cities"),
    )
    report = look_up()
    notice = Notice("retraction", "2019-07-26", "10.1000/notice")
    with Corpus.open(library) as corpus:
        assert corpus.reference("rossi-2014").notices == (notice,)
        assert corpus.reference("verdi-2014").notices == ()
    assert "rossi-2014: RETRACTED on 2019-07-26, see https://doi.org/10.1000/notice" in text_of(report)
    assert Assistant(library).apply(report) == ["rossi-2014"]
    assert csl_of(library, "rossi-2014")["title"] == CITIES


# --- servers that fail -------------------------------------------------------------------------------------------


def many(number):
    """Return references with DOIs, and the records of these DOIs."""
    references, records = [], []
    for each in range(number):
        title = f"Study {each} of quiet streets in many cities"
        references.append(held(f"work-{each:03}", title, "Rossi", doi=f"10.1000/{each}"))
        records.append(article(f"10.1000/{each}", title, "Rossi, Anna"))
    return references, records


def test_hundreds_of_works(fake, library, put, look_up):
    """Of 300 works all are asked about, one at a time, whatever the server does to some of them, and none twice."""
    references, records = many(300)
    server = serve(fake, *records)
    wait = Page(status=429, headers={"Retry-After": "1"})
    server.faults["10.1000/20"] = [wait]
    server.faults["10.1000/40"] = [Page(status=500)]
    server.faults["10.1000/60"] = [Page(status=503), broken_off(b"{}" * 100, after=10)]
    server.faults["10.1000/80"] = [Page(b"<html>", status=200)]
    server.faults["10.1000/100"] = [Page(status=500)] * 3
    server.faults["10.1000/120"] = [Page(status=403)]
    del server.records["10.1000/140"]
    put(*references)
    began = time.monotonic()
    report = look_up()
    assert time.monotonic() - began >= 1.0  # what Retry-After asked for
    expected = dict.fromkeys(statuses(report), "found")
    expected |= dict.fromkeys(["work-080", "work-100", "work-120"], "failed") | {"work-140": "not found"}
    assert statuses(report) == expected
    assert (report.asked, report.problem, report.failed) == (300, None, True)
    assert fake.most_at_once["api.crossref.org"] == 1
    # The next run asks only about the works without an answer.
    server.asked.clear()
    second = look_up()
    assert server.asked == ["10.1000/80", "10.1000/100", "10.1000/120"]
    assert statuses(second) == {**expected, **dict.fromkeys(["work-080", "work-100", "work-120"], "found")}
    assert len(Assistant(library).apply(second)) == 299


@pytest.mark.parametrize(
    "answer",
    [
        Page(status=500),
        Page(status=403),
        Page(b"<html>Log in to this network</html>"),
        Page(b"x" * (6 * 2**20)),
        lambda handler: time.sleep(0.6),  # longer than the client waits
    ],
    ids=["500", "403", "portal", "huge", "silent"],
)
def test_a_server_that_always_fails(fake, put, look_up, answer):
    """After a few failures in a row the rest is not asked. What was answered is kept, and the next run goes on."""
    references, records = many(10)
    server = serve(fake, *records)
    put(*references)
    for each in range(2, 10):
        server.faults[f"10.1000/{each}"] = [answer] * 20
    report = look_up(read_seconds=0.3)
    assert list(statuses(report).values()) == ["found"] * 2 + ["failed"] * 8
    assert report.asked == 2 + MAX_FAILURES_IN_A_ROW
    assert report.problem.endswith("Works that are not looked up yet: 5. Run the command again later")
    assert "\n" not in report.problem
    server.faults.clear()
    assert list(statuses(look_up()).values()) == ["found"] * 10


@pytest.mark.parametrize("seconds", ["3600", "3"])
def test_a_server_that_asks_for_a_long_pause(fake, put, look_up, seconds):
    """If the server asks to be left alone for longer than we wait, nothing more is asked at all."""
    references, records = many(5)
    server = serve(fake, *records)
    put(*references)
    server.faults["10.1000/1"] = [Page(status=429, headers={"Retry-After": seconds})] * 9
    report = look_up(max_wait_seconds=2)
    assert server.asked == ["10.1000/0", "10.1000/1"]
    assert list(statuses(report).values()) == ["found"] + ["failed"] * 4
    assert "429" in report.problem


def test_offline(fake, library, put, look_up):
    """Without a network, what is remembered is still shown, and one line says what is missing."""
    server = serve(fake, article("10.1000/cities", CITIES, "Rossi, Anna"))
    put(held("rossi-2014", CITIES, "Rossi", doi="10.1000/cities"))
    look_up()
    fake.hosts.clear()
    assert look_up().problem is None
    put(held("bianchi-2014", HARBOURS, "Bianchi"))
    report = look_up()
    assert statuses(report) == {"rossi-2014": "found", "bianchi-2014": "failed"}
    assert report.problem.startswith("no network: api.crossref.org")
    assert Assistant(library).apply(report) == ["rossi-2014"]
    assert len(server.asked) == 1


def test_an_interrupt_keeps_every_answer(fake, library, put, look_up):
    """Ctrl-C ends the run at once. The next run asks about the rest only, and then all can be changed."""
    references, records = many(30)
    server = serve(fake, *records)
    put(*references)

    def interrupt(handler):
        Thread(target=os.kill, args=(os.getpid(), signal.SIGINT)).start()
        time.sleep(0.5)

    server.faults["10.1000/12"] = [interrupt]
    report = look_up()
    assert report.stopped
    assert list(statuses(report).values()) == ["found"] * 12 + ["failed"] * 18
    server.asked.clear()
    second = look_up()
    assert server.asked == [f"10.1000/{each}" for each in range(12, 30)]
    assert len(Assistant(library).apply(second)) == 30


def test_progress(fake, library, put):
    """A watcher sees how many works were asked about."""
    references, records = many(4)
    serve(fake, *records)
    put(*references)
    desk = Assistant(library)
    stages = []
    desk.progress.watch = lambda progress: stages.append((progress.stage, progress.fraction))
    desk.look_up(web=fake.web(library))
    assert ("Asking Crossref about work 3 of 4", 0.5) in stages


def test_the_json_is_documented(fake, put, look_up):
    """docs/json.md names every field of a look-up."""
    serve(fake, article("10.1000/cities", CITIES, "Rossi, Anna", **{"updated-by": RETRACTION}))
    put(held("rossi-2014", CITIES, "Rossi", doi="10.1000/cities"))
    found = json.loads(json.dumps(lookup_json(look_up(), ["rossi-2014"])))
    text = (ROOT / "docs" / "json.md").read_text("utf-8")
    (work,) = found["works"]
    assert work["applied"]
    for part in (found, work, work["changes"][0], work["notices"][0]):
        assert all(f"`{field}`" in text or f'"{field}"' in text for field in part), part
