"""Twelve months of feeds: each new work is listed once, and none is missed.

A journal's own feed shows its last works only, an aggregator repeats some of them in its own words, and Crossref has
works of the journal under the day of their registration. Meanwhile works come into the library. What each month should
list is worked out from the numbers of the works alone.
"""

import random
from collections import Counter

import pytest

from assistant import Assistant
from corpus.feeds.parsing import parse
from corpus.model import Reference
from corpus.store.corpus import Corpus
from tests.crossref import CrossrefServer, article, registered
from tests.feeds import item, journal_item, rss
from tests.web import HERE

pytest.importorskip("feedparser", reason="the extra `feeds` is not installed")

MONTHS = range(1, 13)
A_MONTH = 8
"""Works that appear in a month."""

IN_THE_FEED = 12
"""Works that the feed of the journal shows: those of a month and a half."""

SUBJECTS = "streets shots gangs curfews lighting herons harbours trams vaults bridges".split()
PLACES = "Lima Bogotá Recife Glasgow Cali Natal Boston Oakland Malmö Durban Tijuana Belém".split()


def title(number):
    """Return the title of a work. No two works have the same, and all have words in common."""
    return f"Reducing violence with {SUBJECTS[number % 10]} in {PLACES[number // 10 % 12]}: report of trial {number}"


def author(number):
    return f"Ana {'Souza Field Rossi Kok'.split()[number % 4]}"


def month_of(number):
    return number // A_MONTH + 1


def in_the_words_of_an_aggregator(number):
    """Return an item that names a work without a DOI, in capitals, with the family name first and another day."""
    given, family = author(number).split()
    day = f"2026-{month_of(number):02}-28"
    return item(title(number).upper(), dc_creator=f"{family}, {given}", dc_date=day, link=f"https://a.org/{number}")


def record(number):
    family = author(number).split()[1]
    fields = registered(f"2026-{month_of(number):02}-09", ISSN=["1745-9125"])
    return article(f"10.1000/jqs.{number}", title(number), f"{family}, Ana", year=2026, **fields)


def add(library, numbers):
    """Put works into the library: every second one without a DOI."""
    with Corpus.open(library, write=True) as corpus:
        for number in numbers:
            csl = {"id": f"work-{number}", "type": "article-journal", "title": title(number)}
            csl["issued"] = {"date-parts": [[2026]]}
            csl["author"] = [{"family": author(number).split()[1], "given": "A."}]
            if number % 2:
                csl["DOI"] = f"10.1000/JQS.{number}"
            corpus.put([Reference(csl["id"], csl, "article", "descriptive")])


@pytest.mark.parametrize("seed", range(2))
def test_a_year(tmp_path, fake, monkeypatch, seed):
    """Each month lists exactly the works that a feed has for the first time and that are not held by then."""
    monkeypatch.setattr(
        "assistant.watching.feeds.read_feed", lambda path, address="": parse(path.read_bytes(), address)
    )
    choose = random.Random(seed)
    library = tmp_path / "library"
    Corpus.create(library, seed=lambda _: None).close()
    monkeypatch.setenv("EVIDENCE_CROSSREF", f"http://{HERE}:{fake.ports[80]}")
    server = fake.hosts[HERE] = CrossrefServer()
    journal, aggregator = tmp_path / "journal.xml", tmp_path / "aggregator.xml"
    desk = Assistant(library)
    for address in (str(journal), str(aggregator), "crossref:issn=1745-9125"):
        desk.keep_feed(address)
    listed: Counter[str] = Counter()
    held: set[int] = set()
    known: set[int] = set()
    for month in MONTHS:
        appeared = range(month * A_MONTH)
        fresh = appeared[-A_MONTH:]
        early = choose.sample(fresh, 2)  # a colleague sent these before the feed was read
        add(library, early)
        held.update(early)
        in_feed = appeared[-IN_THE_FEED:]
        repeated = choose.sample(appeared, min(len(appeared), 10))
        journal.write_bytes(rss(*(journal_item(n, title(n), author(n), month=month_of(n)) for n in reversed(in_feed))))
        aggregator.write_bytes(rss(*map(in_the_words_of_an_aggregator, repeated), title="Aggregator"))
        at_crossref = [number for number in fresh if number % 3]
        server.records |= {f"10.1000/jqs.{number}": record(number) for number in at_crossref}
        expected = ({*in_feed, *repeated, *at_crossref} - held) - known

        report = desk.read_feeds(since=f"2026-{month:02}-01" if month % 4 == 0 else "2026-01-01")
        assert not report.failed
        found = [int(work.csl["title"].rpartition(" ")[2]) for work in report.works]
        desk.mark_listed(report.works)
        if month % 4 == 0:  # older works are left out this time, and listed the next
            expected = {number for number in expected if month_of(number) == month}
        assert sorted(found) == sorted(expected), month
        listed.update(map(str, found))
        known.update(found)
        late = choose.sample(sorted(known - held), 2)
        add(library, late)
        held.update(late)
        assert desk.read_feeds(since="2026-12-31" if month % 4 == 0 else "2026-01-01").works == ()
    assert set(listed.values()) == {1}
    assert known | held == set(range(12 * A_MONTH))
